"""Certificates: anybody checks one by its code, the couple downloads theirs."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import limits
from accounts.access import Access, access
from cases import queries
from cases.civil import digest_of
from cases.forms import CodeForm
from cases.models import Certificate
from cases.printing import certificate_pdf
from cases.tokens import normalised
from journal.actions import record

CHECKS = limits.Limit(60, timedelta(minutes=5))


@access(Access.PUBLIC)
@require_safe
def ask(request):
    """Type the code printed on a certificate."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid() and normalised(form.cleaned_data["code"]):
        return redirect("cases:verify", normalised(form.cleaned_data["code"]))
    return render(request, "cases/ask_code.html", {"form": form})


@access(Access.PUBLIC)
@never_cache
@require_safe
def verify(request, code):
    """The facts as printed, or the same page for every code we never gave."""
    try:
        limits.take(f"verify:{get_adapter().get_client_ip(request)}", CHECKS)
    except limits.TooManyGuesses:
        return render(request, "cases/verify_later.html", status=429)
    certificate = Certificate.objects.defer("pdf").filter(code=normalised(code)).first()
    if certificate is None:
        return render(request, "cases/verify_unknown.html", {"code": code[:40], "form": CodeForm()}, status=404)
    intact = digest_of(certificate.facts) == certificate.digest
    return render(request, "cases/verify.html", {"certificate": certificate, "intact": intact})


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def certificate(request, public_id):
    """The certificate as a PDF, for those who see the case."""
    case = queries.case_visible_to(request.user, public_id)
    found = get_object_or_404(Certificate, case=case)
    record("certificate.downloaded", actor=request.user, target=case)
    pdf = bytes(found.pdf) or certificate_pdf(found.facts, found.code, found.digest)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificat-{case.number}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
