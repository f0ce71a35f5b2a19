"""Cases for the demo, at every stage, made by the same verbs as people use. May be run again."""

from datetime import date, timedelta
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.actions import create_resident
from accounts.models import User
from cases import actions as case_actions
from cases.mandates import PREPARE, mandate_over
from cases.models import Case, Party, Procedure
from cases.queries import own_pieces, pieces_of, unanswered
from cases.requirements import requirement_of
from coworking.enums import ResourceKind
from coworking.queries import free_slots
from coworking.seeds import ensure_ceremony_resources
from ui.printing import html_to_pdf
from vault import actions as vault
from vault.models import Version

from . import actions, engine
from .queries import open_items

# Each couple goes as far as its last word says; the words are the steps below, in order.
COUPLES = [
    ("marriage", "Inès Moreau", "Karim Haddad", "draft"),
    ("marriage", "Fatou Sow", "Julien Petit", "sent"),
    ("marriage", "Mei Zhang", "Thomas Roche", "sent"),
    ("pacs", "Léa Fontaine", "Sarah Cohen", "sent"),
    ("marriage", "Aminata Coulibaly", "Bakary Keïta", "returned"),
    ("marriage", "Claire Dubois", "Samir Amrani", "complete"),
    ("pacs", "Hugo Blanc", "Yanis Mercier", "complete"),
    ("marriage", "Sofia Rossi", "Antoine Garnier", "heard"),
    ("marriage", "Nina Popescu", "Adrien Vidal", "banns"),
    ("marriage", "Rokia Traoré", "Mathieu Leroy", "dated"),
    ("pacs", "Manon Girault", "Ibrahima Ndiaye", "dated"),
    ("marriage", "Camélia Benali", "Louis Faure", "planned"),
    ("marriage", "Jeanne Perrin", "Omar Cissé", "confirmed"),
    ("pacs", "Élise Noël", "Paul Marchal", "withdrawn"),
]
CAST = ("marriage", "resident", "resident2", "returned")
KNOWN_ANSWERS = {"residence": True, "arrondissement": "me", "town": "Paris 19e", "profession": "libraire"}
LASTING = {"identity", "witness-1", "witness-2"}  # papers that bear an end; a birth record has none
PAPER = "<html lang='fr'><h1>Spécimen</h1><p>{title}</p><p>Document de démonstration, sans aucune valeur.</p></html>"


def load():
    """A dozen invented couples, and the two spouses of the cast."""
    ensure_ceremony_resources()
    for procedure, first, second, stage in COUPLES:
        _make(procedure, _person(first), _person(second), stage)
    procedure, first, second, stage = CAST
    _make(procedure, _cast(first), _cast(second), stage)
    _begin_with_help(_cast("newcomer"), _cast("ambassador"))


@transaction.atomic
def _begin_with_help(newcomer, ambassador):
    """The newcomer begins; the ambassador, whom she lets do it, answers a little and writes a word."""
    if Party.objects.filter(user=newcomer).exists():
        return
    case = case_actions.start_case(procedure=Procedure.objects.get(code="pacs"), actor=newcomer)
    ambassador.helping = mandate_over(ambassador, case, PREPARE)
    if ambassador.helping is None:
        return
    first = unanswered(case, case.parties.get())[0]
    answers = {first["code"]: _plain_answer(first)}
    case_actions.answer(case=case, party=case.parties.get(), answers=answers, actor=ambassador)
    case_actions.annotate(case=case, actor=ambassador, text="Nous viendrons ensemble : un interprète serait utile.")


def _cast(username):
    return User.objects.get(username=username)


def _person(name):
    """An invented person, created at the counter."""
    first_name, last_name = name.split(" ", 1)
    email = f"demo{_rank(name)}@example.org"
    known = User.objects.filter(email=email).first()
    if known:
        return known
    person, _secret = create_resident(
        actor=_cast("agent-volant"), first_name=first_name, last_name=last_name, email=email
    )
    return person


def _rank(name):
    return [person for couple in COUPLES for person in couple[1:3]].index(name)


@transaction.atomic
def _make(procedure, first, second, stage):
    """One case up to ``stage``; nothing if the first person already has one."""
    if Party.objects.filter(user=first).exists():
        return
    case = _prepare(Procedure.objects.get(code=procedure), first, second)
    if stage == "draft":
        return
    _give_papers(case)
    for party in case.parties.all():
        case_actions.consent(party=party, actor=party.user)
    case = actions.submit(case=case, actor=first)
    if not _are_safe(case):
        return
    for step in STAGES[stage]:
        step(case)


def _are_safe(case):
    """Have the papers looked at, as the worker would; without an antivirus a file waits for its check."""
    versions = list(Version.objects.filter(pieces__case=case))
    for version in versions:
        vault.examine(version.pk)
    return not Version.objects.filter(pk__in=[version.pk for version in versions]).exclude(scan_state="safe").exists()


def _prepare(procedure, first, second):
    case = case_actions.start_case(procedure=procedure, actor=first)
    _invitation, token = case_actions.invite(case=case, actor=first, email=second.email)
    case_actions.accept_invitation(token=token, actor=second)
    for party in case.parties.select_related("user"):
        _answer(case.pk, party)
    return Case.objects.get(pk=case.pk)


def _answer(case_pk, party):
    """Answer question after question, as each answer may open others."""
    while True:
        case = Case.objects.get(pk=case_pk)
        party.refresh_from_db()
        questions = unanswered(case, party)
        if not questions:
            return
        answer = {questions[0]["code"]: _plain_answer(questions[0])}
        case_actions.answer(case=case, party=party, answers=answer, actor=party.user)


def _plain_answer(question):
    plain = {"yesno": False, "date": date(1994, 5, 17), "text": "Paris"}
    if question["kind"] == "choice":
        values = [choice["value"] for choice in question["choices"]]
        known = KNOWN_ANSWERS.get(question["code"])
        return known if known in values else values[0]
    return KNOWN_ANSWERS.get(question["code"], plain[question["kind"]])


def _give_papers(case):
    for party in case.parties.all():
        for piece in own_pieces(case, party):
            if piece.version_id is None:
                _give(piece, party.user)


def _give(piece, person):
    today = timezone.localdate()
    requirement = requirement_of(piece)
    paper = SimpleUploadedFile(f"{requirement.code}.pdf", _paper(requirement.titles["fr"]), "application/pdf")
    case_actions.provide_piece(
        piece=piece,
        actor=person,
        uploaded_file=paper,
        issued_on=today - timedelta(days=20),
        expires_on=today + timedelta(days=2000) if requirement.code in LASTING else None,
    )


@cache
def _paper(title):
    return html_to_pdf(PAPER.format(title=title))


def _task(case):
    return open_items(case)[0].task


def _check(case, bad=()):
    case.refresh_from_db()
    remark = "La photo est floue : reprenez-la à la lumière."
    verdicts = {piece.pk: (piece.pk not in bad, remark) for piece in pieces_of(case)}
    actions.check_pieces(task=_task(case), actor=_cast("agent-volant"), verdicts=verdicts)


def _return_one(case):
    case.refresh_from_db()
    _check(case, bad={pieces_of(case)[0].pk})


def _examine(case):
    actions.examine(task=_task(case), actor=_cast("registrar"), outcome="authentic")


def _ask_hearing(case):
    note = "Nous aimerions simplement faire connaissance avec vous deux."
    actions.examine(task=_task(case), actor=_cast("registrar"), outcome="hearing", note=note)


def _let_banns_pass(case):
    if hasattr(case, "banns"):
        engine.fire_due(now=case.banns.until, case=case)


def _plan(case):
    starts = timezone.now() + timedelta(days=25)
    kinds = [ResourceKind.CEREMONY_ROOM, ResourceKind.OFFICIANT]
    slot = free_slots(kinds, starts=starts, ends=starts + timedelta(days=14))[0]
    room, officiant = (slot.resources[kind][0] for kind in kinds)
    first = case.parties.first().user
    actions.plan_ceremony(task=_task(case), actor=first, room=room, officiant=officiant, starts_at=slot.starts)


def _reconfirm(case):
    task = _task(case)
    for party in case.parties.select_related("user"):
        actions.reconfirm(task=task, actor=party.user)


def _withdraw(case):
    actions.withdraw(case=case, actor=case.parties.first().user, reason="Nous préférons attendre.")


DATED = [_check, _examine, _let_banns_pass]
STAGES = {
    "sent": [],
    "returned": [_return_one],
    "complete": [_check],
    "heard": [_check, _ask_hearing],
    "banns": [_check, _examine],
    "dated": DATED,
    "planned": [*DATED, _plan],
    "confirmed": [*DATED, _plan, _reconfirm],
    "withdrawn": [_withdraw],
}
