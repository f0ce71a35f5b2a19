"""Reading what was asked about people's data."""

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from workflows.elsewhere import Waiting

from .enums import ANSWERERS, PENDING, RequestState
from .holdings import holdings
from .models import Erasure, Export, Request

PAGE = 50


def kept_about(user):
    """``[(holding, how many or None), ...]``: what the town hall keeps about a person now, empty ones left out."""
    rows = [(holding, holding.count(user)) for holding in holdings()]
    return [(holding, count) for holding, count in rows if count is None or count]


def export_of(user):
    """The last archive asked for, or None."""
    return Export.objects.filter(owner=user).first()


def requests_of(user):
    return Request.objects.filter(person=user).select_related("answered_by")


def answerers():
    """Who answers requests: administrators and team leads."""
    return User.objects.filter(memberships__role__in=ANSWERERS, is_active=True).distinct()


def waiting_requests(user):
    """What the inbox of somebody who answers says of requests that wait, one's own set aside."""
    if not any(role in ANSWERERS for _service, role in user.roles):
        return []
    waiting = Request.objects.filter(state=RequestState.RECEIVED).exclude(person=user).count()
    sentence = ngettext(
        "%(count)d demande sur des données personnelles attend une réponse.",
        "%(count)d demandes sur des données personnelles attendent une réponse.",
        waiting,
    )
    return [Waiting(sentence % {"count": waiting}, reverse("privacy:requests"))] if waiting else []


def open_requests():
    """Those that wait for an answer, the most urgent first: a page."""
    rows = Request.objects.filter(state=RequestState.RECEIVED).select_related("person")
    return list(rows.order_by("due_on", "id")[:PAGE])


def answered_requests():
    rows = Request.objects.exclude(state=RequestState.RECEIVED).select_related("person", "answered_by")
    return list(rows.order_by("-id")[:PAGE])


def pending_erasures():
    return list(
        Erasure.objects.filter(state__in=PENDING).select_related("person", "asked_by").order_by("due_at")[:PAGE]
    )
