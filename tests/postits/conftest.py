"""The small public site, and notes on its page about marriage."""

import pytest

from postits import actions
from postits.models import Note
from tests.cms.conftest import module_site, site  # noqa: F401
from tests.kiosk.conftest import carded, computer, entered, folder, kiosk  # noqa: F401


@pytest.fixture
def marriage(site):  # noqa: F811
    return site("fr", "se-marier")


@pytest.fixture
def block(marriage):
    """The identifier of the first paragraph."""
    return next(iter(marriage.body)).id


@pytest.fixture
def leave(marriage, block):
    """``leave("Pourquoi ?")``: a note that waits, on the first paragraph, of nobody unless said."""

    def make(text="Faut-il un rendez-vous ?", **given):
        words = {"page": marriage, "place": block, "kind": "question", "language": "fr", "text": text}
        return actions.leave(**{**words, **given})

    return make


@pytest.fixture
def shown(leave, editor):
    """``shown("…")``: a note that is published."""

    def make(*args, **given):
        note = leave(*args, **given)
        return actions.publish(note=note, actor=editor, version=1)

    return make


@pytest.fixture
def again():
    """The note as the database has it."""
    return lambda note: Note.objects.get(pk=note.pk)
