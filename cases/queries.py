"""Reads about cases."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import CASE_WORKERS, COUNTER, Role
from accounts.policy import granted_ids
from vault.enums import ScanState
from vault.models import Evidence
from vault.validity import problem

from .conditions import holds
from .enums import CLOSED, LIVE, PLANNED, TO_PROVIDE, ActKind, CaseState
from .mandates import MESSAGES, followed, helped_someone, is_helped_by, mandate_over
from .models import Banns, Case, Ceremony, Invitation, Party, Piece, Procedure, ProcedureVersion
from .requirements import Requirement, requirement_of, visible_answers
from .texts import say
from .tokens import digest

EXPECTED_PARTIES = 2
LONGEST_NUMBER = 6  # digits of a version's


@dataclass(frozen=True)
class PieceLine:
    """A piece as a list shows it. ``warning`` is a sentence when the paper will not do at the date."""

    piece: Piece
    requirement: Requirement
    warning: str | None = None

    @property
    def is_provided(self):
        return self.piece.state not in TO_PROVIDE


@dataclass(frozen=True)
class Progress:
    """ "5 of 7, one expires before the date": counts and the sentences of what will not do."""

    provided: int
    needed: int
    warnings: list[str]

    @property
    def is_complete(self):
        return self.provided == self.needed


def with_everything(cases):
    """``cases`` with what their pages read, in a fixed number of queries."""
    parties = Prefetch("parties", Party.objects.select_related("user"))
    return cases.select_related("version__procedure", "service", "process").prefetch_related(parties)


def cases_of(user):
    """Cases the person is a party of, newest first."""
    return with_everything(Case.objects.filter(pk__in=Party.objects.filter(user=user).values("case")))


def cases_followed_by(user, *acts):
    """One's own cases, and those a mandate lets one do one of ``acts`` in (any, without), newest first."""
    mine = Q(pk__in=Party.objects.filter(user=user).values("case"))
    return with_everything(Case.objects.filter(mine | followed(user, *acts)))


def case_numbered(number):
    """The case people call by this number, or None."""
    return Case.objects.filter(number=number.upper()).first()


def cases_visible_to(user):
    """Cases whose ``cases.view_case`` allows ``user``: the policy's clauses, as one query."""
    mine = Q(pk__in=Party.objects.filter(user=user).values("case")) | followed(user)
    granted = Q(pk__in=[int(pk) for pk in granted_ids(user, "cases.view_case", Case)])
    if not user.is_agent:
        return with_everything(Case.objects.filter(mine | granted))
    worked = {code for code, role in user.roles if role in CASE_WORKERS}
    received = {code for code, role in user.roles if role in COUNTER}
    handled = Q(state=CaseState.OPEN) & (Q() if "accueil" in received else Q(service__code__in=worked | received))
    kept = Q(state__in=CLOSED, submitted_at__isnull=False, service__code__in=worked)
    booked = Ceremony.objects.filter(state__in=PLANNED, officiant__resource__user=user)
    celebrated = Q(state=CaseState.OPEN, pk__in=booked.values("case"))
    others = (handled | kept | celebrated) & ~is_helped_by(user)
    return with_everything(Case.objects.filter(mine | granted | others))


def case_visible_to(user, public_id):
    """The case, or the same 404 for a missing one and for a stranger's."""
    return get_object_or_404(cases_visible_to(user), public_id=public_id)


def locked(case):
    """The case as it is now, held until the end of the transaction, with what rules read."""
    held = Case.objects.select_for_update(of=["self"], no_key=True)
    return held.select_related("version__procedure", "service").get(pk=case.pk)


def case_of_party(user, public_id, *acts):
    """``(case, party)`` of a party; 404 for everybody else, agents included.

    With ``acts``, also of whoever a party lets do one of them now: the party is then the one who is helped.
    """
    case = get_object_or_404(cases_followed_by(user, *acts) if acts else cases_of(user), public_id=public_id)
    party = side_of(case, user, *acts) if acts else party_of(case, user)
    if party is None:
        raise Http404
    return case, party


def side_of(case, user, *acts):
    """The party that ``user`` is, or lets ``user`` do one of ``acts`` (any, without) now; None for everybody else."""
    if own := party_of(case, user):
        return own
    mandate = mandate_over(user, case, *acts)
    return next((party for party in case.parties.all() if mandate and party.user_id == mandate.giver_id), None)


def party_of(case, user):
    """The party that ``user`` is in ``case``, or None."""
    return next((party for party in case.parties.all() if party.user_id == user.pk), None)


def other_party(case, party):
    """The other person of the case, or None while nobody has joined."""
    return next((other for other in case.parties.all() if other.pk != party.pk), None)


def draft_of(user, procedure):
    """The person's case in preparation for this procedure, if there is one."""
    drafts = cases_of(user).filter(state=CaseState.DRAFT, version__procedure=procedure)
    return drafts.first()


def next_number(prefix):
    """A case number nobody else has: ``M-2026-000123``, from the database's sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        (value,) = cursor.fetchone()
    return f"{prefix}-{timezone.localdate().year}-{value:06d}"


def pieces_of(case):
    """Pieces still asked for, in the order of the definition, with their documents."""
    pieces = case.pieces.filter(is_needed=True).select_related("party__user", "version__document__type", "checked_by")
    order = [item["code"] for item in case.version.definition["requirements"]]
    copies = _kept_copies(case)
    for piece in pieces:
        piece.case, piece.copy = case, copies.get(piece.version_id)
    return sorted(pieces, key=lambda piece: (piece.party_id or 0, order.index(piece.requirement)))


def _kept_copies(case):
    """``{version pk: copy}`` of a file found complete: what it rests on bears the dates it had then."""
    if not (case.completed_at and case.binder_id):
        return {}
    copies = Evidence.objects.filter(binder=case.binder_id, erased_at=None).select_related("type")
    return {copy.source_id: copy for copy in copies}


def locked_pieces_of(case):
    """The same, as they are now: nobody gives or takes one back until the end of the transaction."""
    list(case.pieces.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return pieces_of(case)


def own_pieces(case, party):
    """Pieces a party sees: own and common, never the other person's."""
    return [piece for piece in pieces_of(case) if piece.party_id in (None, party.pk)]


def piece_visible_to(user, case, public_id):
    """A piece of a visible case that the person may see; 404 otherwise."""
    pieces = Piece.objects.select_related("party__user", "version__document__type").filter(case=case)
    party = side_of(case, user)
    if party:
        pieces = pieces.filter(Q(party=None) | Q(party=party))
    piece = get_object_or_404(pieces, public_id=public_id)
    piece.case = case
    return piece


def lines(pieces):
    """Each piece with its requirement and what will not do about its paper."""
    return [PieceLine(piece, requirement_of(piece), warning_of(piece)) for piece in pieces]


def warning_of(piece):
    """Why the paper given will not do, or None: its age counts on the day of filing, its end until the ceremony."""
    if piece.version_id is None or piece.state in TO_PROVIDE:
        return None
    document, day = getattr(piece, "copy", None) or piece.version.document, serving_date(piece.case)
    if document.expires_on and document.expires_on < day:
        return problem(document, on=day)
    return problem(document, on=filing_date(piece.case), max_age_days=requirement_of(piece).max_age_days)


def filing_date(case):
    """The day the age of papers is counted to: when the file was sent, else today."""
    return timezone.localdate(case.submitted_at) if case.submitted_at else timezone.localdate()


def serving_date(case):
    """The day the papers must still be good: the ceremony's, else the date wished for, else filing."""
    ceremony = planned_ceremony(case)
    if ceremony:
        return timezone.localdate(ceremony.starts_at)
    wished = visible_answers(case.version.definition, case.answers).get("wished_date")
    return max(filing_date(case), date.fromisoformat(wished)) if wished else filing_date(case)


def planned_ceremony(case):
    """The ceremony to come, or None. Read once for each ``case`` object."""
    if not hasattr(case, "_planned_ceremony"):
        case._planned_ceremony = case.ceremonies.filter(state__in=PLANNED).first()
    return case._planned_ceremony


def progress(case, party=None, pieces=None):
    """How far the file is; of one ``party`` (own pieces only), else of the whole case."""
    pieces = pieces_of(case) if pieces is None else pieces
    if party:
        pieces = [piece for piece in pieces if piece.party_id == party.pk]
    listed = lines(pieces)
    return Progress(
        provided=sum(line.is_provided for line in listed),
        needed=len(listed),
        warnings=[line.warning for line in listed if line.warning],
    )


def open_invitation(case):
    """The invitation in progress, expired or not, or None."""
    return case.invitations.filter(accepted_at=None, revoked_at=None).first()


def invitation_of(token):
    """The invitation behind a link's token, or None for a forged one."""
    return (
        Invitation.objects.select_related("case__version__procedure", "invited_by")
        .filter(token_hash=digest(token))
        .first()
    )


def unanswered(case, party):
    """Questions asked of ``party`` or of the couple, still without answer."""
    definition = case.version.definition
    answers = visible_party_answers(case, party)
    return [
        question
        for question in definition["questions"]
        if question["code"] not in answers and not question.get("optional") and holds(question.get("show_if"), answers)
    ]


def unanswered_by(case, user):
    """The questions ``user`` still has to answer in the case."""
    return unanswered(case, party_of(case, user))


def earlier_answers(user):
    """What the person answered in earlier cases, to be offered again: never asked twice."""
    answers = {}
    for earlier in Party.objects.filter(user=user).order_by("joined_at").values_list("answers", flat=True):
        answers.update(earlier)
    return answers


def visible_party_answers(case, party):
    """What a party answered, the couple's answers included, without what hidden questions left behind."""
    return visible_answers(case.version.definition, {**case.answers, **party.answers})


def obstacles(case):
    """Why the file cannot be sent yet: sentences for the couple, empty when it can."""
    parties = list(case.parties.all())
    reasons = []
    if len(parties) < EXPECTED_PARTIES:
        reasons.append(_("L’autre personne n’a pas encore rejoint le dossier."))
    for party in parties:
        name = party.user.get_short_name()
        if unanswered(case, party):
            reasons.append(_("%(name)s doit encore répondre à des questions.") % {"name": name})
        if party.consented_at is None:
            reasons.append(_("%(name)s doit encore donner son accord.") % {"name": name})
    return reasons + _failed_checks(case, parties) + _missing_pieces(case)


def _failed_checks(case, parties):
    definition = case.version.definition
    answers = [visible_party_answers(case, party) for party in parties]
    complete = len(parties) == EXPECTED_PARTIES and not any(unanswered(case, party) for party in parties)
    return [
        say(check["message"])
        for check in definition.get("checks", [])
        if complete and not any(holds(check["any_party"], given) for given in answers)
    ]


def _missing_pieces(case):
    so_far = progress(case)
    missing = so_far.needed - so_far.provided
    if not missing:
        return []
    words = {"missing": missing, "needed": so_far.needed}
    return [_("Il manque encore des pièces : %(missing)d sur %(needed)d.") % words]


def liaison(case, viewer):
    """The liaison sheet in order; notes between agents are for agents who handle the case, and have no side in it.

    Whoever helps one of the two reads what was written only with the act for it.
    """
    acts = case.acts.select_related("author", "on_behalf_of")
    if viewer.is_agent and not party_of(case, viewer) and not helped_someone(viewer, case):
        return acts
    reads = party_of(case, viewer) or mandate_over(viewer, case, MESSAGES)
    return acts.exclude(kind=ActKind.NOTE) if reads else acts.filter(kind=ActKind.ACT)


def published_banns():
    """Banns the public reads now."""
    current = Banns.objects.filter(closed_at=None, until__gt=timezone.now())
    return current.filter(case__state=CaseState.OPEN).select_related("case")


def open_procedures():
    """Procedures people may start online."""
    return Procedure.objects.filter(is_open=True).select_related("service").prefetch_related("versions")


def procedures_with_a_form():
    """Open procedures of which a version is published; what the versions ask is not read."""
    versions = Prefetch("versions", ProcedureVersion.objects.defer("definition"))
    found = Procedure.objects.filter(is_open=True).select_related("service").prefetch_related(versions)
    return [procedure for procedure in found if procedure.versions.all()]


def printed_version(procedure, number):
    """The version a printed form says it is, ``number`` as it stands in the address; None when we know no such one."""
    is_number = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    return procedure.versions.defer("definition").filter(number=number).first() if is_number else None


def names_of_binders(binders):
    """``{binder id: "Dossier M-2026-000001"}`` in the language of the moment."""
    numbers = Case.objects.filter(binder__in=binders).values_list("binder_id", "number")
    return {binder: _("Dossier %(number)s") % {"number": number} for binder, number in numbers}


def procedures_led_by(user):
    """Procedures of which ``user`` may change what is asked: the policy's clauses, as one query."""
    found = Procedure.objects.select_related("service").prefetch_related("versions")
    if user.is_administrator:
        return found
    return found.filter(service__code__in={code for code, role in user.roles if role == Role.TEAM_LEAD})


def cases_by_version(procedure):
    """``{version number: how many live cases keep it}``."""
    rows = Case.objects.filter(version__procedure=procedure, state__in=LIVE).values_list("version__number")
    return dict(rows.annotate(count=Count("pk")).order_by())


def unfrozen(limit=200):
    """``[(version id, binder id), ...]`` of safe papers that live or complete files have no copy of yet."""
    copies = Evidence.objects.filter(binder=OuterRef("case__binder"), source=OuterRef("version"), erased_at=None)
    kept = Q(case__state__in=LIVE) | Q(case__completed_at__isnull=False)
    given = Piece.objects.filter(kept, case__binder__isnull=False, version__scan_state=ScanState.SAFE)
    given = given.exclude(Exists(copies)).filter(version__erased_at=None)
    return list(given.values_list("version_id", "case__binder_id").order_by("pk")[:limit])


def live_pieces_with(document):
    """Pieces of live cases that rest on a document."""
    return Piece.objects.filter(version__document=document, case__state__in=LIVE, is_needed=True)
