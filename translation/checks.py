"""What is wrong with the translation of a sentence, in words; the same for the screen, files and machines."""

import re
from collections import Counter

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from wagtail_localize.strings import validate_element

PLACEHOLDERS = re.compile(r"%\([A-Za-z_]\w*\)[sd]|%[sd]|\{\{\s*[\w.]+\s*\}\}|\{[A-Za-z_]\w*\}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST = 20_000  # characters of one sentence


def faults(sentence, text, model=None):
    """Sentences for people; empty when ``text`` may stand for ``sentence``. Empty text is a gap, not a fault."""
    if not text:
        return []
    if CONTROL.search(text):
        return [_("Le texte contient un caractère invisible que nous ne pouvons pas garder.")]
    if len(text) > longest(sentence, model):
        return [_("Le texte est trop long : %(most)s signes au plus.") % {"most": longest(sentence, model)}]
    lost = Counter(PLACEHOLDERS.findall(sentence.text)) - Counter(PLACEHOLDERS.findall(text))
    found = [_("Il manque %(mark)s, à garder tel quel.") % {"mark": mark} for mark in lost]
    return found + (marks(sentence.text, text) if sentence.is_rich else [])


def longest(sentence, model):
    """The most signs a field of the page takes."""
    if model is None or "." in sentence.key:
        return LONGEST
    try:
        return model._meta.get_field(sentence.field_name).max_length or LONGEST
    except FieldDoesNotExist:
        return LONGEST


def marks(before, after):
    """Bold, italics and links of the French are there, well closed; nothing else came."""
    soup = BeautifulSoup(after, "html.parser")
    try:
        if any(isinstance(each, PreformattedString) for each in soup.descendants):
            raise ValueError  # a comment, as a browser reads it, may end early and be tags
        validate_element(soup)
    except ValueError:
        return [_("Seules les marques du texte français (gras, italique, lien) sont possibles, telles quelles.")]
    wanted, there = _marks(BeautifulSoup(before, "html.parser")), _marks(soup)
    lost = [mark for mark in wanted if mark not in there]
    added = [mark for mark in there if mark.startswith("<a") and there[mark] > wanted.get(mark, 0)]
    found = [_("Il manque la marque %(mark)s du texte français.") % {"mark": mark} for mark in lost]
    found += [_("La marque %(mark)s n’est pas dans le texte français.") % {"mark": mark} for mark in added]
    return found


def _marks(soup):
    tags = [each for each in soup.descendants if isinstance(each, Tag) and each.name != "br"]
    return Counter(f'<{each.name} id="{each["id"]}">' if "id" in each.attrs else f"<{each.name}>" for each in tags)
