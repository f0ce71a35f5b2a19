from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Dossiers"

    def ready(self):
        register_policy()
        register_words()
        listen_to_the_vault()


def register_policy():
    """Say who may do what, in words people read on the page *who sees what*."""
    from accounts.policy import Clause, register, register_name, register_people
    from mandates import registry
    from vault.models import Evidence, Version

    from . import mandates, queries, rules
    from .models import Case, Piece, Procedure

    register_name(queries.case_numbered)

    party = Clause(_("partie au dossier"), rules.is_party)
    agent = Clause(_("agent du service ou de l’accueil, dossier en cours"), rules.handles)
    officiant = Clause(_("élu·e de la cérémonie"), rules.celebrates)
    register("cases.view_case", Case, party, agent, officiant)
    register("cases.view_case", Case, Clause(_("agent du service, dossier clos"), rules.keeps_record))
    register("cases.edit_answers", Case, Clause(_("partie, avant le contrôle"), rules.may_edit_answers))
    register("cases.invite", Case, Clause(_("partie, dossier en préparation"), rules.may_invite))
    register(
        "cases.revoke_certificate", Case, Clause(_("responsable d’équipe du service"), rules.may_revoke_certificate)
    )
    register(
        "cases.change_rules",
        Procedure,
        Clause(_("responsable d’équipe du service"), rules.leads),
        Clause(_("administration du site"), rules.administers),
    )
    register("cases.annotate", Case, Clause(_("partie au dossier"), rules.may_annotate))
    register("cases.note", Case, agent, officiant)
    register("cases.message", Case, agent, Clause(_("partie au dossier"), rules.may_annotate))
    register(
        "cases.view_piece",
        Piece,
        Clause(_("personne à qui la pièce est demandée"), rules.owns_piece),
        Clause(_("pièce commune du couple"), rules.shares_piece),
        Clause(_("agent qui traite le dossier"), rules.works_on_piece),
    )
    register(
        "cases.provide_piece",
        Piece,
        Clause(_("personne à qui la pièce est demandée"), rules.may_provide_own),
        Clause(_("pièce commune du couple"), rules.may_provide_shared),
        Clause(_("agent qui traite le dossier"), rules.may_provide_as_agent),
    )
    registry.register_kind(mandates.KIND)
    for act in mandates.ACTS:
        registry.register_act(act)
    for action, allows in (
        ("cases.view_case", mandates.follows),
        ("cases.edit_answers", rules.may_edit_answers_for),
        ("cases.annotate", rules.may_annotate_for),
        ("cases.message", rules.may_annotate_for),
    ):
        register(action, Case, Clause(_("mandat"), allows, says=mandates.said_of_case))
    for action, allows in (
        ("cases.view_piece", rules.prepares_piece),
        ("cases.provide_piece", rules.may_provide_for),
    ):
        register(action, Piece, Clause(_("mandat"), allows, says=mandates.said_of_piece))
    register_people(Case, mandates.helpers_of)
    register_people(Piece, lambda piece: mandates.helpers_of(piece.case))
    register(
        "vault.read_version",
        Version,
        Clause(_("agent qui traite le dossier où ce document est fourni"), rules.reads_as_agent),
        Clause(_("pièce commune du couple"), rules.reads_as_party),
    )
    register(
        "vault.read_evidence",
        Evidence,
        Clause(
            _("agent du service ou de l’accueil, pour le dossier qui garde cette copie"), rules.reads_evidence_as_agent
        ),
    )


def register_words():
    """What the log's verbs say on screen."""
    from journal.labels import register

    from .labels import JOURNAL

    register(JOURNAL)


def listen_to_the_vault():
    """Papers of a live case stay, those of a complete one are evidence; a dangerous one is asked for again."""
    from vault import kinds, sharing
    from vault.actions import deletion_guards, retention_guards
    from vault.evidence import grounds
    from vault.signals import document_redated, version_scanned

    from . import guards, queries

    document_redated.connect(guards.look_again, dispatch_uid="cases.look_again")
    version_scanned.connect(guards.freeze_given, dispatch_uid="cases.freeze_given")
    deletion_guards.append(guards.keep_papers_of_live_cases)
    retention_guards.append(guards.keep_evidence)
    grounds.append(guards.rests_on)
    sharing.binder_namers.append(queries.names_of_binders)
    kinds.case_counters.append(guards.cases_resting_on)
    kinds.use_guards.append(guards.asked_for)
    version_scanned.connect(guards.ask_again_for_refused, dispatch_uid="cases.ask_again")
