"""A hold, files whose time is over, and a paper of the resident's that will leave soon unless she keeps it."""

from datetime import timedelta

from django.utils import timezone

from accounts.actions import create_resident
from accounts.models import User
from cases.actions import start_case
from cases.models import Case, Procedure
from workflows.actions import withdraw

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
    _old_cases()
    _rule(archivist, resident)


def _hold(archivist):
    lately = timezone.now() - timedelta(days=366)
    case = Case.objects.filter(state="withdrawn", closed_at__gt=lately).first()
    if case and not Hold.objects.exists():
        reason = "Une réclamation est en cours d’examen."
        holds.place(kind="case", target=case, actor=archivist, reason=reason, reference="TA 2026-0417")


def _old_cases():
    """Two files begun three years ago and given up: the archives may propose them."""
    procedure = Procedure.objects.filter(code="pacs").first()
    if procedure is None or User.objects.filter(email="jadis1@example.org").exists():
        return
    long_ago = timezone.now() - timedelta(days=3 * 366)
    for number, (first, last) in enumerate([("Odette", "Perrot"), ("Youssef", "Amar")], start=1):
        person, _code = create_resident(
            actor=None, first_name=first, last_name=last, email=f"jadis{number}@example.org"
        )
        case = start_case(procedure=procedure, actor=person)
        withdraw(case=case, actor=person)
        Case.objects.filter(pk=case.pk).update(created_at=long_ago, closed_at=long_ago)


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
