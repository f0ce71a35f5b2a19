"""Mon parcours: the booklet, on screen and as an A5 PDF."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Access, access
from cases import queries as case_queries
from ui.printing import PrintingUnavailable, html_to_pdf, qr_image
from workflows.lanes import planned_ceremony
from workflows.milestones import frieze
from workflows.views.rows import PieceRow, header, liaison_lines


def contents(request, case, party):
    """What the booklet holds for one party: never the papers of the other."""
    rows = [PieceRow(line) for line in case_queries.lines(case_queries.own_pieces(case, party))]
    return {
        **header(case),
        "steps": frieze(case),
        "groups": groups(case, party, rows),
        "ceremony": planned_ceremony(case),
        "lines": liaison_lines(case, request.user),
    }


def groups(case, party, rows):
    """Own papers, the couple's, and only a count for the other person."""
    mine = [row for row in rows if row.piece.party_id == party.pk]
    common = [row for row in rows if row.piece.party_id is None]
    found = [
        {"whose": _("Mes papiers"), "rows": mine, "sentence": _("Rien à fournir.")},
        {"whose": _("Pour les deux"), "rows": common, "sentence": _("Rien à fournir.")},
    ]
    other = case_queries.other_party(case, party)
    if other:
        so_far = case_queries.progress(case, party=other)
        sentence = _("%(provided)d papiers fournis sur %(needed)d.") % vars(so_far)
        found.append({"whose": str(other.user), "rows": [], "sentence": sentence})
    return found


@access(Access.SIGNED_IN)
def booklet(request, public_id):
    case, party = case_queries.case_of_party(request.user, public_id)
    return render(request, "workflows/booklet.html", contents(request, case, party))


@access(Access.SIGNED_IN)
def booklet_pdf(request, public_id):
    case, party = case_queries.case_of_party(request.user, public_id)
    address = settings.SITE_URL + reverse("workflows:case", args=[public_id])
    context = {**contents(request, case, party), "qr": qr_image(address)}
    try:
        pdf = html_to_pdf(render_to_string("workflows/booklet_pdf.html", context, request=request))
    except PrintingUnavailable:
        messages.error(request, _("La machine ne sait pas faire de PDF pour le moment : imprimez cette page."))
        return redirect("workflows:booklet", public_id)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="parcours-{case.number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
