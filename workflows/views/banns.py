"""The public board of banns."""

from django.core.paginator import Paginator
from django.shortcuts import render

from accounts.access import Access, access
from cases.queries import published_banns

PER_PAGE = 30


@access(Access.PUBLIC)
def banns(request):
    page = Paginator(published_banns(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workflows/banns.html", {"page": page})
