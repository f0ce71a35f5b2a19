"""Makers of the access matrix for the addresses of ``publishing``: see tests/access_objects.py."""

from tests.access_objects import Owned

OBJECTS = {}
NO_OBJECT = {}


def _page():
    """A page that is not online, where a scheme holds."""
    from wagtail.models import Locale, Page

    Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node() or Page.add_root(title="Racine", slug="racine")
    return root.add_child(instance=Page(title="Une page", slug="une-page-a-part", live=False))


def _placed(cast):
    from publishing import circuits, shipped

    administrator, page = cast("administrator"), _page()
    scheme = circuits.make(name="Un circuit", definition=shipped.first_definition(), actor=administrator)
    return page, circuits.place(scheme=scheme, page=page, kind=None, actor=administrator)


def _a_page(cast):
    return Owned({"pk": _page().pk}, cast("administrator"), cast("registrar"))


def _a_shared_page(cast):
    from publishing import actions
    from publishing.enums import EDIT

    page, administrator = _page(), cast("administrator")
    [given] = actions.share(page=page, rights=[EDIT], actor=administrator, reason="Essai", user=cast("housing"))
    return Owned({"pk": page.pk, "grant": given.pk}, administrator, cast("registrar"))


def _a_transition(cast):
    page, _placement = _placed(cast)
    return Owned({"pk": page.pk, "code": "submit"}, cast("administrator"), cast("registrar"))


def _a_scheme(cast):
    """Every administrator sees every scheme: nobody passes the door for whom it does not exist."""
    _the_page, placement = _placed(cast)
    return Owned({"pk": placement.scheme_id}, cast("administrator"), None)


def _a_placement(cast):
    _the_page, placement = _placed(cast)
    return Owned({"pk": placement.scheme_id, "placement": placement.pk}, cast("administrator"), None)


for _name in ("page", "sharing", "stop", "restore", "state"):
    OBJECTS[f"publishing:{_name}"] = _a_page
OBJECTS["publishing:take_back"] = _a_shared_page
OBJECTS["publishing:move"] = _a_transition
for _name in ("scheme", "change_scheme", "place_scheme"):
    OBJECTS[f"publishing:{_name}"] = _a_scheme
OBJECTS["publishing:unplace"] = _a_placement
