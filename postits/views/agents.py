"""The agents' tray: reading, publishing, answering; what comes back; which pages readers write on."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.access import Access, access
from cms import routing
from postits import actions, pages, queries
from postits.enums import State
from postits.forms import AnswerForm, DuplicateForm, FilterForm, OpeningForm, PublishForm, RefuseForm
from postits.pages import path_of, place_name
from postits.rules import is_moderator


@access(Access.STAFF)
@never_cache
@require_safe
def tray(request):
    """Notes by page and paragraph: those that wait, unless one asks for others."""
    form = FilterForm(request.GET, user=request.user)
    found = Paginator(queries.tray(request.user, **form.asked()), queries.PAGE).get_page(request.GET.get("page"))
    groups = queries.groups(found)
    for group in groups:
        group.first.where = place_name(group.first)
    context = {
        "form": form,
        "page": found,
        "groups": groups,
        "decides": is_moderator(request.user),
        "done": _just_published(request),
    }
    return render(request, "postits/tray.html", context)


def _just_published(request):
    """The note one published a moment ago, to take it back at once; None when it is no more so."""
    try:
        key = uuid.UUID(request.GET.get("fait", ""))
    except ValueError:
        return None
    return queries.visible_to(request.user).filter(public_id=key, state=State.PUBLISHED).first()


@access(Access.STAFF)
@never_cache
@require_safe
def recurrent(request):
    """The paragraphs people come back to: where a text is to be mended first."""
    rows = queries.most_recurrent(request.user)
    for row in rows:
        row.last.where, row.last.path = place_name(row.last), path_of(row.last)
    return render(request, "postits/recurrent.html", {"rows": rows})


def _found(request, public_id, action="postits.answer_note"):
    """A note this agent handles and may do ``action`` to: else it does not exist, or the right lacks."""
    notes = queries.visible_to(request.user).select_related(
        "page__locale", "answered_by", "decided_by", "duplicate_of", "revision"
    )
    note = get_object_or_404(notes, public_id=public_id)
    policy.require(request.user, action, note)
    return note


@access(Access.STAFF)
@never_cache
@require_safe
def note(request, public_id):
    """One note, with all that can be done about it."""
    found = _found(request, public_id, "postits.view_note")
    if not found.may_be_withdrawn:  # it was: nothing of it is left to read
        raise Http404
    return _page(request, found)


def _page(request, note, status=200, trouble=None, **bound):
    """The page of a note; ``bound`` holds the form that was sent, when it must be mended."""
    decides = policy.can(request.user, "postits.moderate_note", note)
    forms = {
        "answer_form": AnswerForm(note=note, decides=decides),
        "refuse_form": RefuseForm(),
        "duplicate_form": DuplicateForm(note=note),
        "publish_form": PublishForm(),
    }
    context = {
        "note": note,
        "decides": decides,
        "answers": policy.can(request.user, "postits.answer_note", note),
        "where": place_name(note),
        "path": path_of(note) if note.page and note.page.live else "",
        "editing": reverse("wagtailadmin_pages:edit", args=[note.page_id]) if note.page and decides else "",
        "has_changed": pages.has_changed(note),
        "me_too": note.me_toos.count(),
        "again": note.duplicates.count(),
        "has_others": queries.same_page(note).exists(),
        "trouble": trouble,
        **forms,
        **bound,
    }
    return render(request, "postits/note.html", context, status=status)


def _version(request):
    """The note as the agent saw it; 0, which none has, for what is no number."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _done(request, note, do, told, **bound):
    """Run a decision: back to the tray; the lost race and the refusal each have their page."""
    try:
        do()
    except actions.AlreadyHandled as lost:
        return render(request, "postits/already_handled.html", {"note": lost.note}, status=409)
    except ValidationError as refusal:
        return _page(request, note, 422, refusal.messages, **bound)
    messages.success(request, told)
    return redirect(f"{reverse('postits:tray')}?{_back(request)}".rstrip("?"))


def _back(request):
    """The filters of the tray one came from, and the note to undo: nothing else comes back."""
    came = QueryDict(request.POST.get("back", "")[:500].encode("ascii", "ignore"))
    kept = {name: came[name] for name in ("state", "language", "kind", "on", "page") if name in came}
    return urlencode(kept | ({"fait": request.POST["undo"]} if "undo" in request.POST else {}))


def _decision(request, note, name, told, **given):
    said = {"note": note, "actor": request.user, "version": _version(request)}
    return _done(request, note, lambda: getattr(actions, name)(**said, **given), told)


@access(Access.STAFF)
@require_POST
def publish(request, public_id):
    """One click; for a note that looks personal, one choice more."""
    note = _found(request, public_id, "postits.moderate_note")
    show = request.POST.get("show")
    words = _("Le mot est publié sous son paragraphe.")
    return _decision(request, note, "publish", words, masked=show == "masked", seen=show == "seen")


@access(Access.STAFF)
@require_POST
def answer(request, public_id):
    """Answer, and for who decides of it, publish the note with its answer."""
    note = _found(request, public_id)
    form = AnswerForm(request.POST, note=note, decides=policy.can(request.user, "postits.moderate_note", note))
    if not form.is_valid():
        return _page(request, note, 422, answer_form=form)
    typed = form.cleaned_data
    given = {"text": typed["answer"], "language": typed["language"], "state": typed.get("outcome")}
    said = {"note": note, "actor": request.user, "version": _version(request)}
    return _done(
        request, note, lambda: actions.answer(**said, **given), _("La réponse est enregistrée."), answer_form=form
    )


@access(Access.STAFF)
@require_POST
def refuse(request, public_id):
    """Not published, or not any more, for a reason the person is told."""
    note = _found(request, public_id, "postits.moderate_note")
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, note, 422, refuse_form=form)
    return _decision(request, note, "refuse", _("Le mot n’est pas publié."), **form.cleaned_data)


@access(Access.STAFF)
@require_POST
def duplicate(request, public_id):
    """Somebody has said it already."""
    note = _found(request, public_id, "postits.moderate_note")
    form = DuplicateForm(request.POST, note=note)
    if not form.is_valid():
        return _page(request, note, 422, duplicate_form=form)
    return _decision(request, note, "mark_duplicate", _("Les deux mots sont ensemble."), of=form.cleaned_data["of"])


@access(Access.STAFF)
@require_POST
def mended(request, public_id):
    """The page was mended and published."""
    note = _found(request, public_id, "postits.moderate_note")
    return _decision(request, note, "mark_mended", _("C’est noté : la page est corrigée."))


@access(Access.STAFF)
@require_POST
def reopen(request, public_id):
    """Undo: the note waits again."""
    note = _found(request, public_id, "postits.moderate_note")
    return _decision(request, note, "reopen", _("Le mot est de nouveau à lire."))


def _only_moderators(user):
    if not is_moderator(user):
        raise PermissionDenied


@access(Access.STAFF)
@never_cache
@require_safe
def pages_list(request):
    """The pages readers write on; others are found by their title."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = Paginator(pages.to_open(words), queries.PAGE).get_page(request.GET.get("page"))
    chosen = pages.openings(rows)
    listed = [(each, chosen.get(each.translation_key)) for each in rows] if is_moderator(request.user) else []
    context = {"rows": listed, "page": rows, "words": words, "decides": is_moderator(request.user)}
    return render(request, "postits/pages.html", context)


@access(Access.STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page_opening(request, page):
    """Notes and discussion of one page and its translations."""
    _only_moderators(request.user)
    found = pages.published(page)
    opening = pages.opening_of(found)
    form = OpeningForm(request.POST if request.method == "POST" else None, instance=opening)
    if request.method == "POST" and form.is_valid():
        actions.open_to_readers(page=found, actor=request.user, **form.cleaned_data)
        messages.success(request, _("C’est enregistré, pour la page et ses traductions."))
        return redirect("postits:pages")
    context = {"form": form, "shown_page": found, "address": routing.address(found)}
    return render(request, "postits/page.html", context, status=422 if form.errors else 200)
