"""Pictograms in one stroke: our own drawings first, lucide's for common things.

Our own live in `ui/drawings/<name>.svg` on lucide's grid: 24 by 24, round ends, no fill, no colour.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

FOLDER = Path(__file__).parent / "drawings"
STROKE_WIDTH = "1.75"

# What points the way one reads: turned over in a page read from right to left.
TURNING = {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "corner-down-right", "log-in", "log-out"}

# The product's words -> lucide's names. A name found nowhere else is looked up in lucide as it is.
ALIASES = {
    "home": "house",
    "cases": "folder-open",
    "messages": "message-circle",
    "message": "message-circle",
    "bookings": "calendar-days",
    "calendar": "calendar-days",
    "date": "calendar-days",
    "readings": "eye",
    "profile": "circle-user-round",
    "person": "user-round",
    "people": "users-round",
    "inbox": "inbox",
    "undelivered": "mail-warning",
    "who_sees": "scan-eye",
    "search": "search",
    "menu": "menu",
    "language": "languages",
    "theme": "sun-moon",
    "ok": "circle-check",
    "done": "check",
    "warning": "triangle-alert",
    "danger": "octagon-x",
    "info": "info",
    "neutral": "circle",
    "waiting": "hourglass",
    "current": "footprints",
    "next": "circle-dashed",
    "skipped": "corner-down-right",
    "added": "circle-plus",
    "upload": "upload",
    "download": "download",
    "camera": "camera",
    "phone": "phone",
    "email": "mail",
    "send": "send",
    "invitation": "mail-open",
    "clock": "clock",
    "delay": "clock",
    "cost": "coins",
    "place": "map-pin",
    "edit": "pencil",
    "delete": "trash-2",
    "close": "x",
    "back": "arrow-left",
    "forward": "arrow-right",
    "sign-in": "log-in",
    "sign-out": "log-out",
    "print": "printer",
    "share": "share-2",
    "copy": "copy",
    "help": "circle-question-mark",
    "question": "circle-question-mark",
    "lock": "lock",
    "key": "key-round",
    "note": "notebook-pen",
    "annotation": "notebook-pen",
    "act": "stamp",
    "document": "file-text",
    "file": "file-text",
    "plus": "plus",
    "citizenship": "town-hall",
    "social": "family",
    "housing": "keys-home",
    "neighbourhood": "plane-tree",
    "marriage": "rings",
    "pacs": "two-hands",
    "ceremony": "rings",
    "identity-card": "id-card",
    "witness-identity": "id-card",
    "notarial-certificate": "notary",
    "pacs-convention": "two-hands",
    "pacs-declaration": "two-hands",
    "interpreter-certificate": "languages",
    "health-certificate": "file-heart",
    "other": "file-text",
    "completeness": "checklist",
    "examination": "magnifier-record",
    "reconfirmation": "two-yes",
    "certificate": "stamp",
    "guide": "hand",
    "coming-of-age": "cake",
    "housing-search": "keys-home",
    "works": "hammer",
    "support": "life-buoy",
    "arrival": "luggage",
    "memo": "list-checks",
    "commandments": "nineteen",
    "procedures": "checklist",
    "services": "signpost",
    "hosting-certificate": "house-heart",
    "non-pacs-certificate": "file-x",
    "guardian-letter": "shield-user",
}


def own_names() -> set[str]:
    return {path.stem for path in FOLDER.glob("*.svg")}


def _inner(svg: str) -> str:
    return re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.S).strip()


@lru_cache(maxsize=512)
def strokes(name: str) -> str | None:
    """The lines of a pictogram without their <svg>, or None when nobody drew it."""
    own = FOLDER / f"{name}.svg"
    if re.fullmatch(r"[a-z0-9_-]+", name) and own.exists():
        return _inner(own.read_text())
    if ALIASES.get(name, name) != name:
        return strokes(ALIASES[name])
    try:
        return _inner(lucide(name))
    except IconDoesNotExist:
        return None


@lru_cache(maxsize=1024)
def render(name: str, label: str = "", css: str = "") -> SafeString:
    """Inline SVG: hidden from screen readers, unless a label says what it means."""
    turns = "pictogram--turns" if ALIASES.get(name, name) in TURNING else ""
    lines = mark_safe(strokes(name) or strokes("circle"))  # noqa: S308 (drawings shipped with the code)
    return framed(lines, label, " ".join(word for word in (css, turns) if word))


def framed(lines: SafeString, label: str = "", css: str = "") -> SafeString:
    """Lines drawn on the grid of 24 by 24, in their <svg>."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="pictogram{}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"'
        ' stroke-width="{}" stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        f" {css}" if css else "",
        STROKE_WIDTH,
        meaning,
        lines,
    )
