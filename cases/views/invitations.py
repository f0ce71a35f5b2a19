"""Inviting the other person, and joining."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.access import Access, access
from accounts.phones import for_people
from cases import actions, queries
from cases.actions.invitations import refusal as refusal_of
from cases.forms import InviteForm, posted, show_errors

FORGED, GONE = 404, 410


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, public_id):
    """Write to the other person, or see where the invitation is."""
    case, party = queries.case_of_party(request.user, public_id)
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(case=case, actor=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, _("L’invitation est partie."))
            return redirect("cases:invite", public_id)
    invitation = queries.open_invitation(case)
    context = {
        "case": case,
        "form": form,
        "invitation": invitation,
        "address": invitation and (invitation.email or for_people(invitation.phone)),
        "other": queries.other_party(case, party),
        "can_invite": policy.can(request.user, "cases.invite", case),
    }
    return render(request, "cases/invite.html", context, status=422 if form.errors else 200)


@access(Access.SIGNED_IN)
@require_POST
def resend(request, public_id):
    """A new link to the same person."""
    return _with_invitation(request, public_id, actions.resend_invitation, _("Un nouveau lien est parti."))


@access(Access.SIGNED_IN)
@require_POST
def revoke(request, public_id):
    """Close the link."""
    return _with_invitation(request, public_id, actions.revoke_invitation, _("L’invitation est annulée."))


def _with_invitation(request, public_id, action, sentence):
    case, _party = queries.case_of_party(request.user, public_id)
    invitation = queries.open_invitation(case)
    if invitation:
        try:
            action(invitation=invitation, actor=request.user)
            messages.success(request, sentence)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return redirect("cases:invite", public_id)


@access(Access.LINK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    """Who invites, to what; say yes from one's own account."""
    invitation = queries.invitation_of(token)
    reason = refusal_of(invitation, invitation and invitation.case, request.user)
    if invitation and invitation.accepted_by_id and invitation.accepted_by_id == request.user.pk:
        return redirect("workflows:case", invitation.case.public_id)
    if reason:
        status = GONE if invitation else FORGED
        return render(request, "cases/join_refused.html", {"reason": reason}, status=status)
    if request.method == "POST" and request.user.is_authenticated:
        return _join(request, token)
    return render(request, "cases/join.html", {"invitation": invitation, "procedure": invitation.case.procedure})


def _join(request, token):
    try:
        party = actions.accept_invitation(token=token, actor=request.user)
    except ValidationError as refusal:
        return render(request, "cases/join_refused.html", {"reason": " ".join(refusal.messages)}, status=GONE)
    messages.success(request, _("Bienvenue dans votre dossier commun. Voici vos questions à vous."))
    return redirect("cases:questions", party.case.public_id)
