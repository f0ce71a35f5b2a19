"""Starting a case, answering its questions, agreeing to send it."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import User
from cases.definitions import latest
from cases.enums import CaseState, PartyRole
from cases.mandates import PREPARE
from cases.models import Case, Party
from cases.queries import draft_of, locked, next_number, side_of, unanswered
from journal.actions import record
from ui.words import plain

from .liaison import add_act, say_prepared
from .pieces import refresh_pieces

TEXT_LENGTH = 200


@transaction.atomic
def start_case(*, procedure, actor):
    """Open a case in preparation; ``actor`` is its first party."""
    if not procedure.is_open:
        raise ValidationError(_("Cette démarche n’est pas ouverte en ligne pour le moment."))
    version = latest(procedure)
    case = Case.objects.create(
        number=next_number(version.definition["prefix"]), version=version, service_id=procedure.service_id
    )
    Party.objects.create(case=case, user=actor, role=PartyRole.APPLICANT)
    refresh_search_text(case)
    refresh_pieces(case)
    add_act(case=case, author=actor, verb="case.started")
    record("case.started", actor=actor, target=case, subject=actor, data={"procedure": procedure.code})
    return case


@transaction.atomic
def resume_or_start(*, procedure, actor):
    """``(case, is_new)``: the person's case in preparation if there is one, else a new one. Safe against two clicks."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    draft = draft_of(actor, procedure)
    return (draft, False) if draft else (start_case(procedure=procedure, actor=actor), True)


@transaction.atomic
def answer(*, case, party, answers, actor):
    """Keep ``{question: value}``, the couple's and the party's own; the list of pieces follows.

    Dates are ``datetime.date`` or ISO text, yes and no are booleans, ``None`` takes an answer back.
    Raises ``ValidationError`` by question when a value cannot be one of its answers.
    """
    case = locked(case)
    policy.require(actor, "cases.edit_answers", case)
    if party.case_id != case.pk or side_of(case, actor, PREPARE) != party:
        raise PermissionDenied(_("Chacun répond pour soi."))
    party.refresh_from_db(fields=["answers", "consented_at"])
    common, own = sort_answers(case.version.definition, answers)
    changed = _merge(case, common), _merge(party, own)
    if any(changed):
        _take_consent_back(case, None if changed[0] else party)
        refresh_pieces(case)
        record("case.answered", actor=actor, target=case, subject=party.user, data={"questions": sorted(answers)})
        if case.state == CaseState.OPEN:  # agents must see that what they read has changed
            add_act(case=case, author=actor, verb="case.answered", data={"questions": sorted(answers)})
        elif party.user_id != actor.pk:
            say_prepared(case, actor)
    return case


@transaction.atomic
def consent(*, party, actor):
    """One person agrees that the file be sent; only for oneself, once the questions are answered."""
    case = locked(party.case)
    if party.user_id != actor.pk:
        raise PermissionDenied(_("Chacun donne son accord pour soi."))
    if case.state != CaseState.DRAFT:
        raise ValidationError(_("Ce dossier est déjà envoyé."))
    party.refresh_from_db(fields=["answers", "consented_at"])
    if unanswered(case, party):
        raise ValidationError(_("Répondez d’abord à toutes les questions."))
    if party.consented_at is None:
        party.consented_at = timezone.now()
        party.save(update_fields=["consented_at"])
        add_act(case=case, author=actor, verb="party.consented")
        record("party.consented", actor=actor, target=case, subject=actor)
    return party


def refresh_search_text(case):
    """Number and names, as the agents' inbox searches them."""
    names = [party.user.get_full_name() for party in case.parties.select_related("user")]
    case.search_text = plain(" ".join([case.number, *names]))
    case.save(update_fields=["search_text"])


def sort_answers(definition, answers):
    """``(the couple's, the party's own)``, each value checked against its question."""
    questions = {question["code"]: question for question in definition["questions"]}
    sorted_answers, errors = {"common": {}, "party": {}}, {}
    for code, value in answers.items():
        try:
            sorted_answers[questions[code]["scope"]][code] = checked(questions[code], value)
        except (KeyError, ValueError, TypeError):
            errors[code] = _("Cette réponse n’est pas possible ici.")
    if errors:
        raise ValidationError(errors)
    return sorted_answers["common"], sorted_answers["party"]


def checked(question, value):
    """``value`` as it is kept, or ``ValueError`` if it cannot answer ``question``."""
    if value is None:
        return None
    kind = question["kind"]
    if kind == "choice" and value in [choice["value"] for choice in question["choices"]]:
        return value
    if kind == "yesno" and isinstance(value, bool):
        return value
    if kind == "date":
        return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()
    if kind == "text" and len(value) <= TEXT_LENGTH:
        return value.replace("\x00", "").strip()
    raise ValueError(question["code"])


def _merge(holder, values):
    """Put ``values`` among the holder's answers; whether anything changed."""
    merged = {code: value for code, value in {**holder.answers, **values}.items() if value not in (None, "")}
    if merged == holder.answers:
        return False
    holder.answers = merged
    holder.save(update_fields=["answers"])
    return True


def _take_consent_back(case, party):
    """What was agreed to has changed: ask again, of one person or of both."""
    if case.state == CaseState.DRAFT:
        concerned = case.parties.filter(pk=party.pk) if party else case.parties.all()
        concerned.update(consented_at=None)
