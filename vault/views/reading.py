"""The one door through which a document leaves, and who went through it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts import policy
from accounts.access import Access, access, ask_second_factor, has_second_factor
from mandates import acting
from vault import actions, evidence, readings
from vault.errors import NotServed
from vault.mandates import mandate_to_read
from vault.models import Evidence, Version
from vault.responses import attachment


@access(Access.SIGNED_IN)
@never_cache
@require_GET
def download(request, public_id):
    """Send one version as an attachment, once it is known to be safe, and write down who took it and why."""
    version = get_object_or_404(Version.objects.select_related("document__owner"), public_id=public_id)
    decision = policy.decide(request.user, "vault.read_version", version)
    if not decision.allowed:
        raise Http404
    acting.begin(request, mandate_to_read(request.user, version.document))
    if version.document.owner_id != request.user.pk and request.user.is_agent and not has_second_factor(request):
        return ask_second_factor(request)
    try:
        reading = actions.read(version=version, reader=request.user, reason=reason_for(request, decision))
    except NotServed as refusal:
        return render(request, "vault/not_served.html", {"refusal": refusal, "version": version}, status=409)
    return attachment(reading)


def reason_for(request, decision):
    """What the log keeps of why: names are not written there, the mandate's identifier is."""
    return _("mandat") if request.user.helping else decision.reason


@access(Access.SIGNED_IN)
@never_cache
@require_GET
def copy(request, public_id):
    """Send the copy of a paper that a case keeps, to whom it is about and to whoever works on the case."""
    found = get_object_or_404(
        Evidence.objects.select_related("binder", "subject", "source__document"), public_id=public_id
    )
    decision = policy.decide(request.user, "vault.read_evidence", found)
    if not decision.allowed:
        raise Http404
    if found.subject_id != request.user.pk and request.user.is_agent and not has_second_factor(request):
        return ask_second_factor(request)
    try:
        reading = evidence.read_evidence(evidence=found, reader=request.user, reason=decision.reason)
    except NotServed as refusal:
        return render(request, "vault/not_served.html", {"refusal": refusal}, status=409)
    return attachment(reading)


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def who_looked(request):
    """Who looked at what in my vault: what others saw, then all that was done, paper by paper.

    ``?seen_before=`` goes on with the first alone, ``?before=`` with the second alone.
    """
    before, seen_before = _number(request, "before"), _number(request, "seen_before")
    seen = [] if before else readings.looks_of_others(request.user, before=seen_before)
    lines = [] if seen_before else readings.lines_about(request.user, before=before)
    context = {
        "seen": readings.gathered(seen[: readings.PAGE]),
        "seen_older": _last(seen),
        "shows_seen": not before,
        "papers": readings.by_paper(lines[: readings.PAGE]),
        "older": _last(lines),
    }
    return render(request, "vault/readings.html", context)


def _number(request, name):
    text = request.GET.get(name, "")
    return int(text[:18]) if text.isdecimal() else None


def _last(lines):
    """Where to go on from; None when all is shown."""
    return lines[readings.PAGE - 1].id if len(lines) > readings.PAGE else None
