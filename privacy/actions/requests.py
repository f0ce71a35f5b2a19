"""Corrections and questions: written by a person, answered by an agent within a month."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from journal.actions import record
from notifications.actions import Letter, send, send_each
from privacy import queries
from privacy.actions.corrections import write
from privacy.enums import OF_THE_PERSON, RequestState
from privacy.models import Request

AT_ONCE = 5


class AlreadyAnswered(Exception):
    """Somebody else answered, or the person took it back; ``request`` is as it is now."""

    def __init__(self, request):
        super().__init__()
        self.request = request


@transaction.atomic
def ask(*, person, kind, part, text):
    """Write to the town hall about one's data; some at a time."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Request.objects.filter(person=person, state=RequestState.RECEIVED).count() >= AT_ONCE:
        raise ValidationError(
            _("Vous avez déjà plusieurs demandes en cours. Attendez nos réponses, ou retirez-en une.")
        )
    request = Request(person=person, kind=kind, part=part, text=text.replace("\0", "").strip())
    request.full_clean(exclude=["person"])
    request.save()
    record("data_request.made", actor=person, target=request, subject=person, data={"kind": kind, "part": part})
    _tell_answerers(request)
    return request


def _tell_answerers(request):
    """Each by the means she chose; the message names nobody: the page asks who may read it."""
    due = {"day": request.due_on}
    letters = [Letter(agent, due) for agent in queries.answerers().exclude(pk=request.person_id)]
    send_each("data_request_made", letters=letters, url=reverse("privacy:requests"), target=request)


@transaction.atomic
def withdraw(*, request, actor):
    """Take a request back; False when it was answered meanwhile."""
    locked = Request.objects.select_for_update().get(pk=request.pk)
    if locked.is_open:
        locked.state = RequestState.WITHDRAWN
        locked.save(update_fields=["state"])
        record("data_request.withdrawn", actor=actor, target=locked, subject=locked.person)
    return locked.state == RequestState.WITHDRAWN


@transaction.atomic
def accept(*, request, actor, answer, value=None, part=None):
    """Done: ``value`` becomes the person's where the correction is about herself. Raises ``AlreadyAnswered``.

    ``part`` is what it was about after all, where the person had chosen another line.
    """
    locked = _locked(request)
    locked.part = part or locked.part
    if locked.kind == "correction" and locked.part in OF_THE_PERSON:
        _correct(locked, actor, value)
    return _answered(locked, actor, RequestState.ACCEPTED, answer)


@transaction.atomic
def refuse(*, request, actor, answer):
    """No, with the reason; the message says how to appeal. Raises ``AlreadyAnswered``."""
    return _answered(_locked(request), actor, RequestState.REFUSED, answer)


def _locked(request):
    locked = Request.objects.select_for_update(of=["self"]).select_related("person", "answered_by").get(pk=request.pk)
    if not locked.is_open or locked.person.erased_at:
        raise AlreadyAnswered(locked)
    return locked


def _correct(request, actor, value):
    """The log says which field changed, never what it held."""
    person = User.objects.select_for_update(no_key=True).get(pk=request.person_id)
    had = getattr(person, request.part) not in (None, "")
    write(person, {request.part: value})
    data = {"field": request.part, "had_one_before": had, "has_one_after": value not in (None, "")}
    record("person.corrected", actor=actor, target=person, subject=person, data=data)


def _answered(request, actor, state, answer):
    request.state, request.answer = state, answer.replace("\0", "").strip()
    request.answered_at, request.answered_by = timezone.now(), actor
    request.save(update_fields=["state", "part", "answer", "answered_at", "answered_by"])
    record(f"data_request.{state}", actor=actor, target=request, subject=request.person)
    with translation.override(request.person.language):
        url = reverse("privacy:correct")
    send("data_request_answered", recipient=request.person, url=url, target=request)
    return request
