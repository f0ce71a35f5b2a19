"""A hold, and a paper of the resident's that will leave soon unless she keeps it."""

from datetime import timedelta

from accounts.models import User
from cases.models import Case

from . import holds, retention
from .enums import CountsFrom
from .models import Hold, RetentionRule
from .seeds import ensure_rules


def load():
    """May be run again."""
    ensure_rules()
    archivist = User.objects.filter(username="archivist").first()
    resident = User.objects.filter(username="resident").first()
    if archivist is None or resident is None:
        return
    _hold(archivist)
    _rule(archivist, resident)


def _hold(archivist):
    case = Case.objects.filter(state="withdrawn").first()
    if case and not Hold.objects.exists():
        reason = "Une réclamation est en cours d’examen."
        holds.place(kind="case", target=case, actor=archivist, reason=reason, reference="TA 2026-0417")


def _rule(archivist, resident):
    """Proofs of address leave a month after their validity; the night that tells of hers comes early."""
    paper = resident.documents.filter(type__code="proof-of-address", deleted_at=None).order_by("pk").first()
    if paper is None or RetentionRule.objects.exists():
        return
    reason = "Un justificatif de domicile ne sert que trois mois."
    rule = retention.rule(type=paper.type, actor=archivist, counts_from=CountsFrom.VALIDITY, months=1, reason=reason)
    mine = retention.candidates(rule).filter(owner=resident).order_by("pk").first()
    if mine and (due := retention.due_on(mine, rule)):
        retention.run(due - timedelta(days=25))
