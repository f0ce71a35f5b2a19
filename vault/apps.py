from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    name = "vault"
    verbose_name = "Coffre"

    def ready(self):
        from accounts.policy import Clause, register
        from journal import labels

        from . import checks, confinement, evidence, models, previews, queries, readings, resumable, rules, storage

        checks.register()
        if settings.VAULT_CLOSED_MEMORY:
            confinement.close_memory()
        labels.register(readings.SENTENCES)
        labels.register(readings.KINDS)
        tables = [queries, evidence, previews, resumable]
        storage.live_object_finders.extend(table.live_objects for table in tables)
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
        register("vault.read_evidence", models.Evidence, Clause(_("copie de son propre document"), rules.is_subject))
