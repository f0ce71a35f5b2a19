"""Leaving a note on a paragraph, with or without account; saying « moi aussi »."""

import uuid
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits
from accounts.access import Access, access
from cms import routing
from cms.margins import FOOT
from postits import actions, pages, queries
from postits.enums import ON_A_PARAGRAPH, Kind, State
from postits.forms import NoteForm
from postits.models import Note
from postits.pages import path_of

HOUR = timedelta(hours=1)
PER_ADDRESS = limits.Limit(40, HOUR)  # a whole waiting room may share one
PER_PERSON = limits.Limit(10, HOUR)
ECHOES = limits.Limit(60, HOUR)


@access(Access.PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, page, place):
    """The form of one paragraph; what was typed stays until it is kept."""
    found = pages.published(page)
    quoted = pages.quote(found, place)
    parent = _parent(request, found, place)
    kinds = _kinds(found, place, parent)
    if quoted is None or not kinds:
        return _gone(request, found)
    sent = request.POST if request.method == "POST" else None
    wanted = request.GET.get("sorte")
    initial = {"language": _language(), "kind": wanted if wanted in kinds else kinds[0]}
    form = NoteForm(sent, kinds=kinds, has_account=request.user.is_authenticated, initial=initial)
    status = 200
    if sent is not None:
        if form.is_from_a_robot:
            return redirect("postits:thanks", page, place)
        status = _keep(request, form, found, place, parent) if form.is_valid() else 422
        if status == 200:
            return redirect("postits:thanks", page, place)
    context = {"form": form, "parent": parent, "quote": quoted, **_around(found, place)}
    return render(request, "postits/leave.html", context, status=status)


def _keep(request, form, page, place, parent):
    """Keep the note and give 200; else the status of the refusal, which the form then says."""
    typed = form.cleaned_data
    author = request.user if request.user.is_authenticated else None
    words = {"kind": typed["kind"], "language": typed["language"], "text": typed["text"], "parent": parent}
    try:
        _count(request)
        actions.leave(page=page, place=place, author=author, email=typed.get("email", ""), **words)
    except limits.TooManyGuesses:
        form.add_error(None, _("Vous avez laissé beaucoup de mots en peu de temps. Revenez dans une heure."))
        return 429
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return 422
    return 200


def _count(request):
    """Count one note of this visitor: her account or session, and the address she comes from."""
    who = request.user.pk if request.user.is_authenticated else request.session.session_key
    if who:
        limits.take(f"postits:{who}", PER_PERSON)
    if address := get_adapter().get_client_ip(request):
        limits.take(f"postits-address:{address}", PER_ADDRESS)


def _language():
    language = get_language()
    return language if language in routing.LANGUAGES else "fr"


def _kinds(page, place, parent):
    """What may be left there now: nothing where readers do not write."""
    shown = queries.shown_on(page)
    discusses = shown.opening.is_discussing(pages.today())
    if parent is not None:
        return [Kind.COMMENT] if discusses else []
    wording = [Kind.WORDING] if shown.needs_reader else []
    if place == FOOT:
        return [*([Kind.COMMENT] if discusses else []), *wording]
    return [*ON_A_PARAGRAPH, *wording] if shown.takes_notes else []


def _parent(request, page, place):
    """The comment that is answered, or None; Http404 where it cannot be."""
    text = request.GET.get("reponse")
    if not text:
        return None
    try:
        key = uuid.UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong
    comments = Note.objects.filter(kind=Kind.COMMENT, state=State.PUBLISHED, parent=None, page=page.pk, place=place)
    return get_object_or_404(comments, public_id=key)


def _around(page, place):
    language = routing.language_of(page)
    return {
        "page_title": page.title,
        "back": f"{routing.address(page, _language())}#mots-{place}",
        "spoken": language,
        "spoken_dir": routing.direction(language),
    }


def _gone(request, page):
    """The paragraph changed meanwhile, or nobody writes here: kindly, with what was typed given back."""
    typed = request.POST.get("text", "")
    return render(request, "postits/gone.html", {"typed": typed, **_around(page, FOOT)}, status=404)


@access(Access.PUBLIC)
@require_safe
def thanks(request, page, place):
    """What happens next."""
    found = pages.published(page)
    return render(request, "postits/thanks.html", _around(found, place))


@access(Access.PUBLIC)
@never_cache
@require_safe
def see(request, public_id):
    """The way from a message to the page a note stands on, whatever the language of the message."""
    return redirect(path_of(get_object_or_404(Note.objects.select_related("page__locale"), public_id=public_id)))


@access(Access.SIGNED_IN)
@require_POST
def me_too(request, public_id):
    """Say the same as a published note."""
    note = _published(public_id)
    limits.take(f"postits-echo:{request.user.pk}", ECHOES)
    actions.me_too(note=note, person=request.user)
    return redirect(_back_to(note))


@access(Access.SIGNED_IN)
@require_POST
def not_me_too(request, public_id):
    """Take it back."""
    note = _published(public_id)
    actions.not_me_too(note=note, person=request.user)
    return redirect(_back_to(note))


def _published(public_id):
    notes = Note.objects.filter(state=State.PUBLISHED, page__live=True).select_related("page__locale")
    return get_object_or_404(notes, public_id=public_id)


def _back_to(note):
    """The page as the reader has it, in the language she reads in."""
    return f"{routing.address(note.page, _language())}#mots-{note.place}"
