"""The editors' rooms. What is refused is said on the page it was asked from; nothing typed is lost."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from accounts.access import Access, access
from accounts.enums import Role

from . import contents, queries
from .actions import copies as copying
from .actions import sets as setting
from .actions import trash as trashing
from .editing import CopyEditView
from .enums import Choice, CopyState, SetState
from .errors import Disagreement, Refused
from .models import Change, ChangeSet, Discarded

ROLES = {Role.EDITOR, Role.TEAM_LEAD, Role.ADMINISTRATOR}  # of the team leaders, Wagtail lets in those who review
PER_PAGE = 30


def room(view):
    """A page of the editing room: for its staff, in the words and the hour of its screens, never kept."""
    return access(Access.STAFF, roles=ROLES)(require_admin_access(never_cache(view)))


def paged(request, found):
    return Paginator(found, PER_PAGE).get_page(request.GET.get("p"))


def said(act, request, done):
    """Do ``act()``; say on the next page that it is ``done``, or why it was refused. Gives whether it was done."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, done)
        return True
    return False


def absolute(name, key):
    """A link to give to somebody, who needs the same rights to open it."""
    return settings.SITE_URL + reverse(name, args=[key])


def page_or_404(user, page_id):
    return get_object_or_404(queries.editable_pages(user), pk=page_id)


def with_copy(view):
    """Give the view the copy, if its page is one the person may write."""

    @wraps(view)
    def inside(request, copy_id):
        return view(request, get_object_or_404(queries.copies_for(request.user), pk=copy_id))

    return room(inside)


@room
@require_safe
def copies(request):
    found = paged(request, queries.open_copies(request.user))
    dropped = queries.copies_for(request.user).filter(state=CopyState.DROPPED)[:20]
    return render(request, "changesets/copies.html", {"copies": found, "dropped": dropped})


@room
def page_copies(request, page_id):
    """The copies of one page, a new one, and its versions."""
    page = page_or_404(request.user, page_id)
    name = request.POST.get("name", "").strip()
    if request.method == "POST":
        done = _("Votre version de travail est prête. La page en ligne ne change pas.")
        if said(lambda: copying.make_copy(page=page, name=name, author=request.user), request, done):
            return redirect("changesets:copy", page.working_copies.latest("pk").pk)
    context = {"page": page, "copies": queries.copies_of(page), "name": name, "versions": queries.versions(page)}
    return render(request, "changesets/page_copies.html", context, status=422 if request.method == "POST" else 200)


@room
@require_POST
def restore(request, page_id, revision_id):
    page = page_or_404(request.user, page_id)
    revision = get_object_or_404(page.revisions, pk=revision_id)
    if page.permissions_for_user(request.user).can_publish():
        done = _("L’ancienne version est de nouveau en ligne.")
    else:
        done = _("L’ancienne version est le nouveau brouillon de la page : envoyez-la en relecture.")
    said(lambda: copying.restore(page=page, revision=revision, author=request.user), request, done)
    return redirect("changesets:page_copies", page.pk)


@with_copy
def edit_copy(request, copy):
    """The ordinary editing form, on the copy."""
    if not copy.is_open:
        messages.info(request, _("Cette version de travail est terminée."))
        return redirect("changesets:page_copies", copy.page_id)
    return CopyEditView.as_view(copy=copy)(request, copy.page_id)


@with_copy
@require_safe
def preview_copy(request, copy):
    """The page as the copy would make it, under a ribbon that says so."""
    page = contents.as_page(copy.page, copy.content)
    response = page.make_preview_request(request, page.default_preview_mode)
    return with_ribbon(response, _("Copie de travail : %(name)s") % {"name": copy.name}, request)


def with_ribbon(response, words, request, url=""):
    """The page with a band over it, never kept by anybody."""
    if hasattr(response, "render"):
        response.render()
    start = response.content.find(b"<body")
    if start >= 0:
        place = response.content.find(b">", start) + 1
        ribbon = render_to_string("changesets/ribbon.html", {"words": words, "url": url}, request).encode()
        response.content = response.content[:place] + ribbon + response.content[place:]
    response.headers["Cache-Control"] = "private, no-store"
    response.is_public_page = False
    return response


@with_copy
def put_back(request, copy):
    """What comes of the merge; then, confirmed, the merge."""
    status = 200
    choices = answers(request.POST) if request.method == "POST" else {}
    if request.method == "POST":
        stamp = request.POST.get("stamp", "")
        try:
            state = copying.put_back(copy=copy, author=request.user, stamp=stamp, choices=choices)
        except Refused as refused:
            status = 422 if isinstance(refused, Disagreement) else 409
            messages.error(request, str(refused))
        else:
            messages.success(request, SAID[state])
            return redirect("wagtailadmin_pages:edit", copy.page_id)
    return render(request, "changesets/put_back.html", merge_screen(copy, choices, request.user), status=status)


SAID = {
    CopyState.MERGED: gettext_lazy("C’est fait : les deux textes n’en font plus qu’un."),
    CopyState.SUBMITTED: gettext_lazy("La version est partie en relecture."),
}


def merge_screen(copy, choices, user):
    plain = contents.merged(copy)
    return {
        "copy": copy,
        "shared": absolute("changesets:preview", copy.pk),
        "stamp": contents.stamp(copy.page),
        "conflicts": [conflict_shown(copy.page, conflict, choices) for conflict in plain.conflicts],
        "changes": queries.changed_places(copy, plain.content),
        "may_publish": copy.page.permissions_for_user(user).can_publish(),
        "theirs_by": queries.last_writer(copy.page),
    }


def conflict_shown(page, conflict, choices):
    choice, text = choices.get(conflict.key, ("", ""))
    mine, theirs = contents.compared(conflict.theirs, conflict.mine)
    return {
        "key": conflict.key,
        "label": contents.label(page, conflict.key),
        "mine": mine,
        "theirs": theirs,
        "is_text": conflict.is_text,
        "is_plain": conflict.is_plain,
        "choice": choice,
        "text": text or (conflict.mine if conflict.is_text else ""),
    }


def answers(data):
    """``{key: (choice, text)}`` from the form of the merge."""
    return {
        name.removeprefix("choice:"): (value, data.get(f"text:{name.removeprefix('choice:')}", ""))
        for name, value in data.items()
        if name.startswith("choice:") and value in Choice.values
    }


@with_copy
@require_POST
def drop_copy(request, copy):
    done = _("La version de travail est rangée. Vous pouvez la reprendre plus bas.")
    said(lambda: copying.drop_copy(copy=copy, author=request.user), request, done)
    return redirect("changesets:copies")


@with_copy
@require_POST
def take_up(request, copy):
    done = _("La version de travail est de nouveau ouverte.")
    said(lambda: copying.take_up(copy=copy, author=request.user), request, done)
    return redirect("changesets:copies")


@with_copy
@require_POST
def add_copy(request, copy):
    change_set = get_object_or_404(ChangeSet, pk=request.POST.get("set") or 0)
    done = _("La version est dans l’ensemble.")
    said(lambda: setting.add_copy(change_set=change_set, copy=copy, author=request.user), request, done)
    return redirect("changesets:set", change_set.pk)


@room
def sets(request):
    name = request.POST.get("name", "").strip()
    if request.method == "POST":
        done = _("L’ensemble est prêt : ajoutez-y des versions de travail.")
        if said(lambda: setting.make_set(name=name, author=request.user), request, done):
            return redirect("changesets:set", ChangeSet.objects.filter(created_by=request.user).latest("pk").pk)
    context = {"sets": paged(request, queries.sets()), "name": name}
    return render(request, "changesets/sets.html", context, status=422 if request.method == "POST" else 200)


@room
@require_safe
def one_set(request, set_id):
    change_set = get_object_or_404(queries.sets(), pk=set_id)
    is_published = change_set.state == SetState.PUBLISHED
    context = {
        "set": change_set,
        "shared": absolute("changesets:set", change_set.pk),
        "changes": queries.changes(change_set),
        "conflicts": [
            (page, [contents.label(page, each.key) for each in places])
            for page, places in (queries.conflicts(change_set) if change_set.is_open else [])
        ],
        "rewritten": queries.rewritten_since(change_set) if is_published else [],
        "is_published": is_published,
        "free": queries.open_copies(request.user).filter(change_set=None) if change_set.is_open else [],
        "pages": queries.editable_pages(request.user).filter(depth__gt=2, alias_of=None).order_by("path")[:500]
        if change_set.is_open
        else [],
        "is_seen": request.session.get(SEEN) == change_set.pk,
    }
    return render(request, "changesets/set.html", context)


SEEN = "changesets.seen"  # in the session: the set through which an editor looks at the site


@room
@require_POST
def act_on_set(request, set_id, verb):
    change_set = get_object_or_404(ChangeSet, pk=set_id)
    act = VERBS.get(verb)
    if act is None:
        raise Http404
    return act(request, change_set) or redirect("changesets:set", change_set.pk)


def publish_set(request, change_set):
    done = _("Tout est en ligne. Vous pouvez encore tout annuler d’un coup.")
    said(lambda: setting.publish_set(change_set=change_set, author=request.user), request, done)


def undo_set(request, change_set):
    done = _("Tout est revenu comme avant.")
    said(lambda: setting.undo_set(change_set=change_set, author=request.user), request, done)


def drop_set(request, change_set):
    done = _("L’ensemble est abandonné ; ses versions de travail restent.")
    said(lambda: setting.drop_set(change_set=change_set, author=request.user), request, done)


def plan_set(request, change_set):
    at = parse_datetime(request.POST.get("at", "")) if request.POST.get("at") else None
    at = timezone.make_aware(at) if at and timezone.is_naive(at) else at
    done = _("La date est notée.") if at else _("Il n’y a plus de date.")
    said(lambda: setting.plan(change_set=change_set, at=at, author=request.user), request, done)


def add_page(request, change_set):
    page = page_or_404(request.user, request.POST.get("page") or 0)
    done = _("La page est dans l’ensemble.")
    said(lambda: setting.add_page(change_set=change_set, page=page, author=request.user), request, done)


def take_out(request, change_set):
    change = get_object_or_404(Change, pk=request.POST.get("change") or 0, change_set=change_set)
    done = _("Le changement n’est plus dans l’ensemble.")
    said(lambda: setting.take_out(change=change, author=request.user), request, done)


def look(request, change_set):
    request.session[SEEN] = change_set.pk
    return redirect("/fr/")


def look_away(request, change_set):
    request.session.pop(SEEN, None)


VERBS = {
    "publier": publish_set,
    "annuler": undo_set,
    "abandonner": drop_set,
    "date": plan_set,
    "page": add_page,
    "retirer": take_out,
    "voir": look,
    "ne-plus-voir": look_away,
}


@room
@require_safe
def trash(request):
    context = {"gestures": paged(request, queries.trash()), "may_erase": may_erase(request.user)}
    return render(request, "changesets/trash.html", context)


def may_erase(user):
    return user.has_role(Role.ADMINISTRATOR)


def gesture_or_404(gesture_id):
    return get_object_or_404(Discarded, pk=gesture_id)


@room
def put_back_page(request, gesture_id):
    """Out of the trash: to its place at once, or to one chosen here."""
    gesture = gesture_or_404(gesture_id)
    thrown = gesture.pages.select_related("page", "parent").first()
    parents = queries.possible_parents(thrown.page, trashing.root())
    if request.method == "POST":
        wanted = request.POST.get("parent")
        parent = get_object_or_404(parents, pk=wanted) if wanted else None
        done = _("« %(title)s » a quitté la corbeille.") % {"title": gesture.title}
        if said(lambda: told(request, gesture, parent), request, done):
            return redirect("wagtailadmin_pages:edit", thrown.page_id)
    context = {"gesture": gesture, "thrown": thrown, "parents": parents}
    return render(request, "changesets/put_back_page.html", context, status=422 if request.method == "POST" else 200)


def told(request, gesture, parent):
    for page, is_new in trashing.put_back(gesture=gesture, author=request.user, parent=parent):
        if is_new:
            words = _("Son adresse était prise : « %(title)s » est maintenant à « %(slug)s ».")
            messages.warning(request, words % {"title": page.title, "slug": page.slug})


@room
@require_POST
def erase(request, gesture_id):
    gesture = gesture_or_404(gesture_id)
    if not may_erase(request.user):
        raise PermissionDenied
    done = _("« %(title)s » est effacée pour toujours.") % {"title": gesture.title}
    said(lambda: trashing.erase(gesture=gesture, author=request.user), request, done)
    return redirect("changesets:trash")
