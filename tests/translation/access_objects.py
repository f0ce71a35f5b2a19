"""Makers of the access matrix for the addresses of ``translation``: see tests/access_objects.py.

Everybody of the editing room may open every translation; a file received is its sender's alone.
"""

OBJECTS = {}
NO_OBJECT = {}


def _owned(kwargs, owner, stranger):
    from tests.access_objects import Owned

    return Owned(kwargs, owner, stranger)


def a_page(cast):
    """A French page online, with the groups that the roles of the editing room give."""
    from wagtail.models import Locale, Page

    from cms.groups import ensure_groups, follow_roles
    from cms.models import StandardPage

    locale = Locale.objects.get_or_create(language_code="fr")[0]
    ensure_groups()
    follow_roles(cast("editor"))
    page = StandardPage(title="Une page", slug="une-page", locale=locale)
    return Page.get_first_root_node().add_child(instance=page)


def _a_page(cast):
    return _owned({"page_id": a_page(cast).pk}, cast("editor"), None)


def _a_translation(cast):
    return _owned({"page_id": a_page(cast).pk, "language": "ar"}, cast("editor"), None)


def _a_file(cast):
    from cms.groups import follow_roles
    from translation.models import Import

    a_page(cast)
    follow_roles(cast("administrator"))
    return _owned({"pk": Import.objects.create(author=cast("editor")).pk}, cast("editor"), cast("administrator"))


OBJECTS["translation:minor"] = _a_page
for _name in ["edit", "validate", "send_back", "discard", "reading", "machine"]:
    OBJECTS[f"translation:{_name}"] = _a_translation
OBJECTS["translation:received"] = _a_file
