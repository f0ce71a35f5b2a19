"""Access for everybody: what the RGAA asks of content. Each function gives ``(place, quote, reason, kinder)``.

Criteria of RGAA 4.1: pictures 1.1 and 1.2, tables 5.6, links 6.1, headings 9.1.
"""

import re

from django.utils.translation import gettext as _

FILE_NAME = re.compile(r"^[\w .-]+\.(jpe?g|png|gif|webp|svg|heic|avif)$|^(img|dsc|image|photo)[_ -]?\d+", re.IGNORECASE)
SAYS_NOTHING = {
    "ici",
    "cliquez ici",
    "cliquer ici",
    "en savoir plus",
    "lire la suite",
    "lien",
    "ce lien",
    "suite",
    "voir",
    "plus",
    "here",
    "click here",
    "read more",
    "more",
    "link",
    "هنا",
    "اضغط هنا",
    "المزيد",
    "点击这里",
    "这里",
    "更多",
}
LONGEST_ALTERNATIVE = 150


def headings(parts, language, rules):
    for part in parts:
        levels = [int(tag.name[1]) for tag in part.soup.find_all(re.compile("^h[2-6]$"))] if part.html else []
        for before, after in zip([2, *levels], levels, strict=False):
            if after > before + 1:
                yield part.place, f"h{before} → h{after}", _("Un niveau de titre est sauté."), ""
        yield from false_headings(part)


def false_headings(part):
    """A whole paragraph in bold looks like a heading, and is none for who does not see it."""
    for paragraph in part.soup.find_all("p") if part.html else []:
        bold = "".join(tag.get_text() for tag in paragraph.find_all(["b", "strong"]))
        text = paragraph.get_text().strip()
        if text and text == bold.strip() and len(text) < 80:
            yield part.place, text, _("Ce paragraphe en gras sert de titre."), _("Choisissez le style « Titre ».")


def pictures(parts, language, rules):
    for part in parts:
        if part.picture is None or getattr(part.picture, "decorative", False):
            continue
        alternative = (getattr(part.picture, "contextual_alt_text", None) or "").strip()
        if not alternative:
            yield part.place, part.picture.title, _("Cette image n’est pas décrite."), _("Dites ce qu’on y voit.")
        elif FILE_NAME.match(alternative):
            yield part.place, alternative, _("C’est un nom de fichier, pas une description."), ""
        elif len(alternative) > LONGEST_ALTERNATIVE:
            yield part.place, alternative, _("Cette description est longue à écouter."), _("Gardez l’essentiel.")


def links(parts, language, rules):
    for part in parts:
        for tag in part.soup.find_all("a") if part.html else []:
            text = " ".join(tag.get_text(" ", strip=True).split())
            if not text:
                yield part.place, str(tag), _("Ce lien ne dit rien."), ""
            elif re.sub(r"[\s.…:→>»]+$", "", text.lower()) in SAYS_NOTHING:
                yield (
                    part.place,
                    text,
                    _("Lu seul, ce lien ne dit pas où il mène."),
                    _("Nommez ce qu’on trouve au bout."),
                )
            elif re.match(r"https?://|www\.", text):
                yield part.place, text, _("Une adresse se lit mal à voix haute."), _("Nommez ce qu’on trouve au bout.")


def tables(parts, language, rules):
    for part in parts:
        for table in part.soup.find_all("table") if part.html else []:
            if not table.find("th"):
                yield part.place, table.get_text(" ", strip=True), _("Ce tableau n’a pas d’en-têtes."), ""
