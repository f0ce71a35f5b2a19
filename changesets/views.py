"""The editors' rooms. What is refused is said on the page it was asked from; nothing typed is lost."""

import re
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
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from accounts.access import Access, access
from accounts.enums import EDITORIAL, Role

from . import contents, queries
from .actions import copies as copying
from .actions import sets as setting
from .actions import trash as trashing
from .editing import CopyEditView
from .enums import Choice, CopyState, SetState
from .errors import Disagreement, Refused
from .models import Change, ChangeSet, Discarded

PER_PAGE = 30


def room(view):
    """A page of the editing room: for its staff, in the words and the hour of its screens, never kept."""
    return access(Access.STAFF, roles=EDITORIAL)(require_admin_access(never_cache(view)))


def page_room(view):
    """As ``room``, about one page: also for whoever was given this page to work on."""
    return access(Access.STAFF)(require_admin_access(never_cache(view)))


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

    return page_room(inside)


@room
@require_safe
def copies(request):
    found = paged(request, queries.open_copies(request.user))
    dropped = queries.copies_for(request.user).filter(state=CopyState.DROPPED)[:20]
    return render(request, "changesets/copies.html", {"copies": found, "dropped": dropped})


@page_room
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


@page_room
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request, page_id, revision_id):
    """Put an older version back, once it has been said what becomes of the page."""
    page = page_or_404(request.user, page_id)
    revision = get_object_or_404(page.revisions, pk=revision_id)
    goes_online = copying.restores_online(page, revision, request.user)
    if request.method == "POST":
        if goes_online:
            done = _("L’ancienne version est de nouveau en ligne.")
        else:
            done = _("L’ancienne version est le nouveau brouillon de la page : envoyez-la en relecture.")
        said(lambda: copying.restore(page=page, revision=revision, author=request.user), request, done)
        return redirect("changesets:page_copies", page.pk)
    day = date_format(timezone.localtime(revision.created_at), "SHORT_DATETIME_FORMAT")
    if goes_online:
        words = _("La version du %(day)s remplace tout de suite la page en ligne. Le texte d’aujourd’hui est gardé.")
    else:
        words = _("La version du %(day)s devient le brouillon de la page. La page en ligne ne change pas.")
    return sure(
        request,
        title=_("Rétablir une version de « %(title)s » ?") % {"title": page.title},
        words=words % {"day": day},
        button=_("Rétablir cette version"),
        back=reverse("changesets:page_copies", args=[page.pk]),
    )


def sure(request, *, title, words, button, back, serious=False):
    """Say what is about to happen, before it does."""
    context = {"title": title, "words": words, "button": button, "back": back, "serious": serious}
    return render(request, "changesets/sure.html", context)


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
    words = _("Version de travail : %(name)s") % {"name": copy.name}
    back = reverse("changesets:page_copies", args=[copy.page_id])
    return with_ribbon(response, words, request, back, _("Revenir aux versions de la page"))


START = re.compile(rb'<body[^>]*>(\s*<a class="skip-link".*?</a>)?', re.S)


def with_ribbon(response, words, request, url, link):
    """The page with a band over it, after the way to its content, never kept by anybody."""
    if hasattr(response, "render"):
        response.render()
    if start := START.search(response.content):
        place = start.end()
        ribbon = render_to_string(
            "changesets/ribbon.html", {"words": words, "url": url, "link": link}, request
        ).encode()
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


@with_copy
def catch_up(request, copy):
    """Where a copy and its page disagree, choose, and keep the choice in the copy."""
    status = 200
    choices = answers(request.POST) if request.method == "POST" else {}
    if request.method == "POST":
        stamp = request.POST.get("stamp", "")
        try:
            copying.catch_up(copy=copy, author=request.user, stamp=stamp, choices=choices)
        except Refused as refused:
            status = 422 if isinstance(refused, Disagreement) else 409
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Vos choix sont gardés dans la version de travail. La page ne change pas."))
            return redirect(*after_catching_up(request.user, copy))
    context = merge_screen(copy, choices, request.user) | {"catches_up": True}
    return render(request, "changesets/put_back.html", context, status=status)


def after_catching_up(user, copy):
    """Back to the set the copy is in, for those whom it is open to."""
    if copy.change_set_id and user.is_editor:
        return "changesets:set", copy.change_set_id
    return "changesets:page_copies", copy.page_id


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
        "may_publish": copying.puts_online(copy, plain.content, user),
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


def list_of(user, copy):
    """Every copy, for those who keep the pages; those of this page for whoever was only given it."""
    return ("changesets:copies",) if user.is_editor else ("changesets:page_copies", copy.page_id)


@with_copy
@require_POST
def drop_copy(request, copy):
    done = _("La version de travail est rangée. Vous pouvez la reprendre plus bas.")
    said(lambda: copying.drop_copy(copy=copy, author=request.user), request, done)
    return redirect(*list_of(request.user, copy))


@with_copy
@require_POST
def take_up(request, copy):
    done = _("La version de travail est de nouveau ouverte.")
    said(lambda: copying.take_up(copy=copy, author=request.user), request, done)
    return redirect(*list_of(request.user, copy))


@with_copy
@require_POST
def add_copy(request, copy):
    if not request.user.is_editor:
        raise PermissionDenied
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
    changes = queries.changes(change_set)
    withdrawn = setting.withdraws_undone if is_published else setting.withdraws
    context = {
        "set": change_set,
        "shared": absolute("changesets:set", change_set.pk),
        "changes": changes,
        "may_publish": not setting.pages_refused(changes, request.user, withdrawn),
        "conflicts": copies_to_settle(change_set, changes) if change_set.is_open else [],
        "rewritten": queries.rewritten_since(change_set) if is_published else [],
        "in_the_way": queries.named(queries.undo_conflicts(change_set)) if is_published else [],
        "is_published": is_published,
        "free": queries.open_copies(request.user).filter(change_set=None) if change_set.is_open else [],
        "pages": queries.editable_pages(request.user).filter(depth__gt=2, alias_of=None).order_by("path")[:500]
        if change_set.is_open
        else [],
        "is_seen": request.session.get(SEEN) == change_set.pk,
    }
    return render(request, "changesets/set.html", context)


def copies_to_settle(change_set, changes):
    """``[(page, [label], copy)]``: where copies of the set disagree with their pages."""
    copies = {change.page_id: change.copy for change in changes}
    return [(page, labels, copies[page.pk]) for page, labels in queries.named(queries.conflicts(change_set))]


SEEN = "changesets.seen"  # in the session: the set through which an editor looks at the site


@room
@require_http_methods(["GET", "HEAD", "POST"])
def act_on_set(request, set_id, verb):
    """Do something with a set; asked for by GET, what cannot be taken back is first said."""
    change_set = get_object_or_404(ChangeSet, pk=set_id)
    act = VERBS.get(verb)
    if act is None:
        raise Http404
    if request.method != "POST":
        return confirm(request, change_set, verb)
    return act(request, change_set) or redirect("changesets:set", change_set.pk)


CONFIRMED = {
    "publier": (
        gettext_lazy("Publier « %(name)s » ?"),
        gettext_lazy("Tous les changements paraissent tout de suite. Vous pourrez ensuite tout annuler d’un coup."),
        gettext_lazy("Publier tout maintenant"),
    ),
    "annuler": (
        gettext_lazy("Annuler tout « %(name)s » ?"),
        gettext_lazy("Chaque page redevient comme avant. Les versions de travail restent, pour un autre ensemble."),
        gettext_lazy("Tout annuler"),
    ),
    "abandonner": (
        gettext_lazy("Abandonner « %(name)s » ?"),
        gettext_lazy("L’ensemble ne pourra pas être repris. Ses versions de travail restent."),
        gettext_lazy("Abandonner l’ensemble"),
    ),
}


def confirm(request, change_set, verb):
    back = reverse("changesets:set", args=[change_set.pk])
    if verb not in CONFIRMED:
        return redirect(back)
    title, words, button = CONFIRMED[verb]
    title = title % {"name": change_set.name}
    return sure(request, title=title, words=words, button=button, back=back, serious=verb != "publier")


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
    done = _("La date est notée : l’ensemble paraîtra alors avec vos droits.") if at else _("Il n’y a plus de date.")
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
    if not trashing.chooses_the_place(gesture, request.user):
        parents = parents.none()
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
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request, gesture_id):
    """Erase for ever what was thrown away, once it has been said."""
    gesture = gesture_or_404(gesture_id)
    if not may_erase(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return sure(
            request,
            title=_("Effacer « %(title)s » pour toujours ?") % {"title": gesture.title},
            words=_("La page, celles qui sont dessous et ses traductions disparaissent. Rien ne les ramènera."),
            button=_("Effacer pour toujours"),
            back=reverse("changesets:trash"),
            serious=True,
        )
    done = _("« %(title)s » est effacée pour toujours.") % {"title": gesture.title}
    said(lambda: trashing.erase(gesture=gesture, author=request.user), request, done)
    return redirect("changesets:trash")
