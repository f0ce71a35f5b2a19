"""What the hall's scanner has just made, on its way into the vault."""

from math import ceil

from django.contrib import messages
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kiosk import actions, scanner, visits
from kiosk.forms import ScanForm
from vault.errors import RefusedFile

from .doors import at_the_counter


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_counter(entered=True)
def scans(request, kiosk):
    """The sheets of this session, newest first, numbered: what a file is called is not shown."""
    since = visits.scans_from(request.visit)
    found = scanner.scans(request.visit, since)
    ready = [scan for scan in found or [] if scan.ready]
    form = ScanForm(request.POST or None, choices=choices(ready))
    if request.method == "POST" and form.is_valid() and (document := kept(request.visit, form)):
        messages.success(request, _("C’est rangé dans votre coffre, et effacé du scanner."))
        return redirect("vault:document", document.public_id)
    context = {"kiosk": kiosk, "form": form, "ready": ready, "found": found}
    context["coming"] = len(found or []) - len(ready)
    context["wait"] = max(0, ceil((since - timezone.now()).total_seconds()))
    return render(request, "kiosk/scans.html", context, status=422 if form.errors else 200)


def choices(ready):
    """The newest sheet bears the greatest number."""
    words = _("Feuille %(number)d · %(size)s")
    return [
        (scan.key, words % {"number": number, "size": filesizeformat(scan.size)})
        for number, scan in zip(range(len(ready), 0, -1), ready, strict=True)
    ]


def kept(visit, form):
    try:
        return actions.keep_scan(visit=visit, **form.cleaned_data)
    except RefusedFile as refusal:
        form.add_error("key", refusal.messages)
