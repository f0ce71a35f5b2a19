"""The site as one file, for the administration: ask for it, take it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Access, access
from accounts.enums import Role
from upkeep import archives
from upkeep.models import Archive
from vault.errors import NotServed
from vault.responses import attachment

ADMINISTRATORS = {Role.ADMINISTRATOR}
SHOWN = 20


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_safe
def home(request):
    found = Archive.objects.select_related("asked_by")[:SHOWN]
    return render(request, "upkeep/archives.html", {"archives": found})


@access(Access.STAFF, roles=ADMINISTRATORS)
@require_POST
def ask(request):
    archives.ask(actor=request.user)
    messages.success(request, _("L’archive se prépare. Revenez sur cette page dans quelques minutes."))
    return redirect("upkeep:archives")


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_safe
def take(request, public_id):
    archive = get_object_or_404(Archive.objects.select_related("asked_by"), public_id=public_id)
    try:
        reading = archives.take(archive=archive, actor=request.user)
    except NotServed:
        messages.error(request, _("L’archive ne peut pas être lue pour le moment. Essayez dans quelques minutes."))
        return redirect("upkeep:archives")
    if reading is None:
        raise Http404
    return attachment(reading)
