"""Where the editing room opens on working copies, sets of changes and the trash."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.menu_items import EditorialItem

from . import contents, queries, views
from .actions import trash
from .editing import late_save
from .enums import DEEPEST
from .errors import Refused
from .models import ChangeSet

DOORS = [
    ("copies", gettext_lazy("Versions de travail"), "copy", 210),
    ("sets", gettext_lazy("Ensembles"), "list-ul", 211),
    ("trash", gettext_lazy("Corbeille"), "bin", 900),
]


def door(name, label, icon, order):
    return EditorialItem(label, reverse(f"changesets:{name}"), name=f"changesets-{name}", icon_name=icon, order=order)


for _door in DOORS:
    hooks.register("register_admin_menu_item", lambda door_=_door: door(*door_))


@hooks.register("register_page_header_buttons")
def copies_button(page, user, view_name, next_url=None):
    if page.depth > 1 and page.permissions_for_user(user).can_edit():
        url = reverse("changesets:page_copies", args=[page.pk])
        yield Button(_("Versions de travail"), url, icon_name="copy", priority=55)


@hooks.register("before_edit_page")
def two_editors_on_one_page(request, page):
    """Whoever saves second sees both texts instead of covering the first."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    is_copy = request.resolver_match.view_name == "changesets:copy"
    if request.method != "POST" or wants_json or is_copy or page.alias_of_id:
        return None
    copy = late_save(request, page)
    if copy is None:
        return None
    return render(
        request, "changesets/put_back.html", views.merge_screen(copy, {}, request.user) | {"late": True}, status=409
    )


@hooks.register("before_delete_page")
def to_the_trash(request, page):
    """A page is thrown away, not deleted: thirty days to think again."""
    if request.method == "POST":
        return throw(request, [page])
    return render(request, "changesets/throw.html", {"page": page, "count": page.get_descendant_count()})


@hooks.register("before_bulk_action")
def many_to_the_trash(request, action_type, objects, action):
    if action_type == "delete" and objects and all(isinstance(each, Page) for each in objects):
        return throw(request, trash.outermost(objects))
    return None


def throw(request, pages):
    parent = pages[0].get_parent()
    for page in pages:
        page = Page.objects.filter(pk=page.pk).first()
        done = _("« %(title)s » est à la corbeille pour trente jours.") % {"title": page.title}
        views.said(lambda page=page: trash.discard(page=page, author=request.user), request, done)
    return redirect("wagtailadmin_explore", parent.pk)


@hooks.register("before_create_page")
def not_too_deep(request, parent, page_class):
    if parent.depth < DEEPEST:
        return None
    words = _("Cette page est trop profonde pour en porter une autre : le site va jusqu’à %(levels)d niveaux.")
    messages.error(request, words % {"levels": DEEPEST})
    return redirect("wagtailadmin_explore", parent.pk)


@hooks.register("before_move_page")
def not_moved_too_deep(request, page, target):
    try:
        trash.ensure_room(page, target)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_serve_page")
def through_a_set(page, request, args, kwargs):
    """The site as a set of changes would make it, for the editor who asked to see it."""
    seen = request.session.get(views.SEEN) if hasattr(request, "session") else None
    if not seen or not request.user.is_authenticated or not request.user.is_editor:
        return None
    change_set = ChangeSet.objects.filter(pk=seen, state="open").first()
    if change_set is None:
        return None
    change = change_set.changes.filter(page_id=page.pk, kind="copy").select_related("copy__page").first()
    shown = contents.as_page(page, contents.merged(change.copy).content) if change and change.copy else page
    words = _("Vous voyez le site avec : %(name)s") % {"name": change_set.name}
    return views.with_ribbon(
        shown.serve(request, *args, **kwargs),
        words,
        request,
        queries.address_of_set(change_set),
        _("Revenir à l’ensemble"),
    )
