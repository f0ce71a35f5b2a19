"""Makers of the access matrix for the addresses of ``postits``: see tests/access_objects.py."""

from collections import namedtuple

Owned = namedtuple("Owned", "kwargs owner stranger")


def a_note(cast, *, published=False):
    """A note of alice on a page that names the registry, and nobody else's service."""
    from postits.models import Note

    state = "published" if published else "waiting"
    words = {"page_title": "Se marier", "place": "introduction", "text": "Une question", "quote": "Le texte"}
    return Note.objects.create(
        page=a_page(), kind="question", language="fr", author=cast("alice"), state=state, **words
    )


def a_page():
    """A published situation of the guide."""
    from wagtail.models import Locale, Page

    from accounts.seeds import ensure_services
    from cms.models import GuidePage, HomePage, SituationPage

    ensure_services()
    locale = Locale.objects.get_or_create(language_code="fr")[0]
    home = HomePage(title="Accueil", slug="accueil-matrice", welcome="Bonjour", locale=locale)
    guide = GuidePage(title="Bonjour", slug="bonjour", locale=locale)
    page = SituationPage(title="Se marier", slug="se-marier", introduction="Le texte", pictogram="marriage")
    page.locale, page.services = locale, [("service", "etat-civil")]
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    for parent, child in ((root, home), (home, guide), (guide, page)):
        parent.add_child(instance=child)
        child.save_revision().publish()
    return page


def _a_note_to_read(cast):
    return Owned({"public_id": a_note(cast).public_id}, cast("editor"), cast("housing"))


def _a_note_to_answer(cast):
    return Owned({"public_id": a_note(cast).public_id}, cast("registrar"), cast("housing"))


def _own_note(cast):
    return Owned({"public_id": a_note(cast).public_id}, cast("alice"), cast("outsider"))


def _a_published_note(cast):
    return Owned({"public_id": a_note(cast, published=True).public_id}, cast("benoit"), None)


def _a_page_to_open(cast):
    return Owned({"page": a_page().pk}, cast("editor"), None)


def _a_paragraph(cast):
    return Owned({"page": a_page().pk, "place": "introduction"}, cast("alice"), None)


OBJECTS = {
    "postits:note": _a_note_to_read,
    "postits:answer": _a_note_to_answer,
    **{f"postits:{name}": _a_note_to_read for name in ("publish", "refuse", "duplicate", "mended", "reopen")},
    "postits:withdraw": _own_note,
    "postits:see": _a_published_note,
    "postits:me_too": _a_published_note,
    "postits:not_me_too": _a_published_note,
    "postits:page": _a_page_to_open,
    "postits:leave": _a_paragraph,
    "postits:thanks": _a_paragraph,
}
NO_OBJECT = {}
