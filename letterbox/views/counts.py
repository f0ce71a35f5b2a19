"""For the administrator: how much mail came and was refused. Nobody's mail is in it."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Access, access
from accounts.enums import Role
from letterbox import queries


@access(Access.STAFF, roles={Role.ADMINISTRATOR})
@never_cache
@require_safe
def counts(request):
    is_open, turned_off = queries.boxes()
    context = {"rows": queries.counts(), "open": is_open, "turned_off": turned_off}
    return render(request, "letterbox/counts.html", context)
