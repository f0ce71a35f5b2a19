"""Procedures on paper: one form for everybody, the list of all of them for agents."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Access, access
from cases import queries
from cases.definitions import latest
from cases.models import Procedure
from cases.printing import paper_form_pdf
from ui.languages import addresses
from ui.printing import PrintingUnavailable


@access(Access.PUBLIC)
@require_safe
def form(request, code):
    """The form of an open procedure, to fill in on screen or by hand."""
    found = get_object_or_404(Procedure.objects.select_related("service"), code=code, is_open=True)
    version = latest(found)
    if version is None:
        raise Http404
    try:
        pdf = paper_form_pdf(version)
    except PrintingUnavailable:
        messages.error(
            request, _("La machine ne sait pas faire de PDF pour le moment : l’accueil vous donne le formulaire.")
        )
        return redirect("cases:procedure", code)
    name = f"formulaire-{code}-{get_language()}-v{version.number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-cache"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@access(Access.STAFF)
@require_safe
def forms(request):
    """Every form there is, to print one for somebody, blank, in the language that person reads."""
    found = [
        {"procedure": each, "version": latest(each), "languages": addresses("cases:paper_form", each.code)}
        for each in queries.procedures_with_a_form()
    ]
    return render(request, "cases/paper_forms.html", {"forms": found})
