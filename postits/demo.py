"""A few notes on the demo's guide: some published and answered, some that wait."""

from django.utils import translation

from accounts.models import User
from cms.models import SituationPage

from . import actions
from .models import Note
from .pages import paragraphs

PUBLISHED = [
    (
        "fr",
        "question",
        "Faut-il un rendez-vous pour déposer le dossier ?",
        "Non : passez à l’accueil aux heures d’ouverture, un agent regarde votre dossier avec vous.",
    ),
    ("fr", "tip", "Venez le mardi matin, l’attente est courte.", ""),
    (
        "ar",
        "question",
        "هل يمكنني إحضار الوثائق مصورة على الهاتف؟",
        "نعم، يمكنك عرضها على هاتفك، ونطلب الأصل يوم تقديم الملف.",
    ),
]
WAITING = [
    ("fr", "error", "Le numéro du bureau n’est plus le bon depuis les travaux."),
    ("en", "question", "Can my witness come from another country?"),
]


def load():
    """Leave them once, on the first situation of the guide in each language; nothing before there are pages."""
    if Note.objects.exists():
        return
    editor = User.objects.filter(username="editor").first()
    resident = User.objects.filter(username="resident").first()
    for language, kind, text, answer in PUBLISHED:
        if note := _leave(language, kind, text, resident):
            note = actions.publish(note=note, actor=editor, version=note.version)
            if answer:
                actions.answer(note=note, actor=editor, version=note.version, text=answer, language=language)
    for language, kind, text in WAITING:
        _leave(language, kind, text, None)


def _leave(language, kind, text, author):
    pages = SituationPage.objects.live().filter(locale__language_code=language).order_by("path")
    page = pages.filter(slug__startswith="se-marier").first() or pages.first()
    if page is None:
        return None
    place = list(paragraphs(page))[0 if kind == "tip" else 2]
    with translation.override(language):
        return actions.leave(page=page, place=place, kind=kind, language=language, text=text, author=author)
