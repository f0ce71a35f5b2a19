"""Makers of the access matrix for the addresses of ``changesets``: rooms of the editors, closed to everybody else."""

OBJECTS = {}
NO_OBJECT = {}


def _owned(cast, **kwargs):
    from tests.access_objects import Owned

    return Owned(kwargs, cast("administrator"), None)


def a_page():
    from wagtail.models import Locale, Page

    from cms.groups import ensure_groups
    from cms.models import StandardPage

    ensure_groups()
    locale = Locale.objects.get(language_code="fr")
    page = StandardPage(title="Une page", slug="une-page", locale=locale)
    Page.objects.filter(depth=2).first().add_child(instance=page)
    page.save_revision()
    return page


def _a_page(cast):
    return _owned(cast, page_id=a_page().pk)


def _a_version(cast):
    page = a_page()
    return _owned(cast, page_id=page.pk, revision_id=page.latest_revision.pk)


def _a_copy(cast):
    from changesets.actions.copies import make_copy

    return _owned(cast, copy_id=make_copy(page=a_page(), name="Essai", author=cast("administrator")).pk)


def a_set(cast):
    from changesets.actions.sets import make_set

    return make_set(name="Essai", author=cast("administrator")).pk


def _a_set(cast):
    return _owned(cast, set_id=a_set(cast))


def _a_verb(cast):
    return _owned(cast, set_id=a_set(cast), verb="ne-plus-voir")


def _a_gesture(cast):
    from changesets.actions.trash import discard

    return _owned(cast, gesture_id=discard(page=a_page(), author=cast("administrator")).pk)


OBJECTS["changesets:page_copies"] = _a_page
OBJECTS["changesets:restore"] = _a_version
for _name in ["copy", "preview", "put_back", "catch_up", "drop_copy", "take_up", "add_copy"]:
    OBJECTS[f"changesets:{_name}"] = _a_copy
OBJECTS["changesets:set"] = _a_set
OBJECTS["changesets:act"] = _a_verb
for _name in ["put_back_page", "erase"]:
    OBJECTS[f"changesets:{_name}"] = _a_gesture
