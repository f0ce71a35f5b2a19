"""A first version by a machine of the town hall's (LibreTranslate or alike), when an administrator has set one.

It is only ever given French that is already online for everybody, and only ever writes in a draft.
"""

import logging

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Locale, PageViewRestriction
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.strings import StringValue

from .actions import Text
from .checks import faults

logger = logging.getLogger(__name__)
BATCH = 40  # sentences sent at a time


class MachineUnavailable(Exception):
    """It is off, silent, late, or says something else than translations: ``str()`` is for people."""


def is_on():
    return bool(settings.TRANSLATE_URL)


def may_have(page):
    """Only what everybody can read leaves the house."""
    return page.live and not PageViewRestriction.objects.filter(page__in=page.get_ancestors(inclusive=True)).exists()


def first_version(sheet):
    """``(texts, refused)``: the machine's words for the sentences that wait; those it spoilt stay to be written.

    Raises ``MachineUnavailable``.
    """
    if not is_on() or not may_have(sheet.source):
        raise MachineUnavailable(_("La traduction automatique n’est pas branchée pour cette page."))
    waiting = [row for row in sheet.rows if row.todo]
    texts, refused = [], 0
    for start in range(0, len(waiting), BATCH):
        rows = waiting[start : start + BATCH]
        for row, words in zip(rows, ask(sheet, rows), strict=True):
            if not words or faults(row.sentence, words, type(sheet.source)):
                refused += 1
            else:
                texts.append(Text(row.key, row.digest, words, machine=True))
    return texts, refused


def ask(sheet, rows):
    """The machine's words for each row, in order."""
    strings = [
        StringValue(row.sentence.text) if row.sentence.is_rich else StringValue.from_plaintext(row.sentence.text)
        for row in rows
    ]
    options = {"LIBRETRANSLATE_URL": settings.TRANSLATE_URL.rstrip("/"), "API_KEY": settings.TRANSLATE_KEY}
    machine = LibreTranslator({**options, "TIMEOUT": settings.TRANSLATE_SECONDS})
    target = Locale.objects.get(language_code=sheet.language)
    try:
        found = machine.translate(sheet.source.locale, target, strings)
        return [words_of(row, found[string]) for row, string in zip(rows, strings, strict=True)]
    except requests.Timeout as late:
        raise MachineUnavailable(
            _("La traduction automatique met trop de temps à répondre. Réessayez plus tard.")
        ) from late
    except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as broken:
        logger.warning("machine translation failed: %s", type(broken).__name__)
        raise MachineUnavailable(
            _("La traduction automatique ne répond pas bien pour le moment. Écrivez, ou réessayez plus tard.")
        ) from broken


def words_of(row, string):
    if not isinstance(string.data, str):
        raise TypeError
    return (string.data if row.sentence.is_rich else string.render_text()).strip()
