"""A resident's notes, for *Mes données*."""

from django.utils.translation import gettext_lazy as _

from privacy.extracts import Chapter, Line, fields_of
from privacy.holdings import HOUSE, Holding
from ui.dates import local_datetime

from .actions import forget_person
from .models import MeToo, Note


def count(user):
    return Note.objects.filter(author=user).count() + MeToo.objects.filter(person=user).count()


def export(user):
    return Chapter(line for lines in (_notes(user), _me_toos(user)) for line in lines)


def _notes(user):
    for note in Note.objects.filter(author=user):
        said = "\n".join(part for part in (note.quote, note.text, note.answer) if part)
        yield Line(f"{note.page_title} · {local_datetime(note.created_at)}", fields_of(note), said)


def _me_toos(user):
    for same in MeToo.objects.filter(person=user).select_related("note").order_by("pk"):
        data = {"note": same.note.public_id, "created_at": same.created_at}
        yield Line(f"{_('Moi aussi')} · {same.note.page_title}", data, same.note.shown)


NOTES = Holding(
    "postits",
    "sticky-note",
    _("Les mots que vous avez laissés sur les pages"),
    HOUSE,
    _("Pour vous répondre, et corriger nos textes"),
    _("Ceux qui sont publiés restent, sans votre nom"),
    count,
    export,
    forget_person,
)
