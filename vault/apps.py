from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    name = "vault"
    verbose_name = "Coffre"

    def ready(self):
        from accounts.policy import Clause, keep_to_owner, register, register_people
        from journal import labels
        from mandates import registry

        from . import (
            checks,
            confinement,
            evidence,
            mandates,
            models,
            previews,
            queries,
            readings,
            resumable,
            rules,
            storage,
        )

        checks.register()
        if settings.VAULT_CLOSED_MEMORY:
            confinement.close_memory()
        labels.register(readings.SENTENCES)
        labels.register(readings.KINDS)
        tables = [queries, evidence, previews, resumable]
        storage.live_object_finders.extend(table.live_objects for table in tables)
        keep_to_owner("vault.view_document", "vault.change_document", "vault.share_document", "vault.read_version")
        owner = Clause(_("propriétaire du document"), rules.owns_document)
        register("vault.view_document", models.Document, owner)
        register("vault.change_document", models.Document, owner)
        register("vault.share_document", models.Document, owner)
        register("vault.read_version", models.Version, Clause(_("propriétaire du document"), rules.owns_version))
        register(
            "vault.read_version",
            models.Version,
            Clause(_("document partagé avec le service par son propriétaire"), rules.reads_by_share),
        )
        helped = {"label": _("mandat"), "allows": mandates.reads_document, "says": mandates.said_of_document}
        register("vault.view_document", models.Document, Clause(**helped))
        read = {"label": _("mandat"), "allows": mandates.reads_version, "says": mandates.said_of_version}
        register("vault.read_version", models.Version, Clause(**read))
        register_people(models.Document, mandates.helpers_of)
        register_people(models.Version, lambda version: mandates.helpers_of(version.document))
        registry.register_kind(mandates.KIND)
        for act in mandates.ACTS:
            registry.register_act(act)
        registry.keepers.append(mandates.keep_proof)
        register("vault.read_evidence", models.Evidence, Clause(_("copie de son propre document"), rules.is_subject))
