"""An editor's own drawing: lines only, on the grid and in the stroke of the house. Anything else is refused."""

import re
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from ui.pictograms import STROKE_WIDTH

MAX_BYTES = 64 * 1024
MOST_LINES = 300
DEEPEST = 12
GRID = 24
NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,8})?(px)?")
SHAPES = {
    "path": {"d"},
    "circle": {"cx", "cy", "r"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "line": {"x1", "y1", "x2", "y2"},
    "polyline": {"points"},
    "polygon": {"points"},
    "rect": {"x", "y", "width", "height", "rx", "ry"},
}
SILENT = {"title", "desc", "metadata", "namedview"}  # what drawing programs write besides the drawing
LINES = re.compile(r"[MmLlHhVvCcSsQqTtAaZzEe0-9\s,.+-]*")
MOVES = re.compile(r"(\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\([-+0-9.eE,\s]*\))*\s*")

TOO_LARGE = _("Ce dessin est trop lourd : 64 Ko au plus.")
NOT_A_DRAWING = _("Ce fichier n’est pas un dessin SVG que nous savons lire.")
ENTITIES = _("Ce dessin contient un DOCTYPE ou des entités. Enregistrez-le en « SVG simple ».")
NOT_LINES = _("Ce dessin contient « %(name)s ». Gardez seulement des traits : tracés, cercles, lignes et rectangles.")
EMPTY = _("Ce dessin ne contient aucun trait.")
TOO_MANY = _("Ce dessin est trop compliqué : 300 traits au plus.")
NO_SIZE = _("Ce dessin ne dit pas sa taille : il lui faut une zone de dessin (viewBox).")


def lines_of(content):
    """The lines of an SVG file (bytes) as safe markup for inside a 24 by 24 ``<svg>``; raises ``ValidationError``.

    Only shapes and their geometry pass; colours, fills and styles are left out, so that the picture takes the
    stroke of the house.
    """
    root = parsed(content)
    if local(root.tag) != "svg":
        raise ValidationError(NOT_A_DRAWING)
    refuse_active(root)
    lines = [each for each in (shape(child) for child in root) if each]
    if not any(local(each.tag) in SHAPES for each in root.iter()) or not lines:
        raise ValidationError(EMPTY)
    return on_the_grid(mark_safe("".join(lines)), *box(root))  # noqa: S308 (each piece was made by format_html)


def parsed(content):
    if len(content) > MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as refused:
        raise ValidationError(ENTITIES) from refused
    except (ParseError, ValueError, LookupError) as broken:
        raise ValidationError(NOT_A_DRAWING) from broken
    if sum(1 for _each in root.iter()) > MOST_LINES:
        raise ValidationError(TOO_MANY)
    return root


def local(name):
    return str(name).rpartition("}")[2]


def refuse_active(element, depth=0):
    """What acts, fetches or hides is refused, not quietly taken out: the editor must know what the file held."""
    if depth > DEEPEST:
        raise ValidationError(TOO_MANY)
    name = local(element.tag)
    if name in SILENT and depth:
        return
    if (
        (name not in SHAPES and name not in {"svg", "g", "defs"})
        or (name == "svg" and depth)
        or (name == "defs" and len(element))
    ):
        raise ValidationError(NOT_LINES, params={"name": name[:40]})
    for attribute, value in element.attrib.items():
        if local(attribute).lower().startswith("on") or local(attribute).lower() == "href" or "url(" in value:
            raise ValidationError(NOT_LINES, params={"name": local(attribute)[:40]})
    for child in element:
        refuse_active(child, depth + 1)


def shape(element):
    name = local(element.tag)
    if name == "g":
        inside = mark_safe("".join(shape(child) for child in element))  # noqa: S308 (made by format_html)
        return format_html("<g{}>{}</g>", moved(element), inside) if inside else ""
    if name not in SHAPES:
        return ""
    attributes = [(key, value) for key, value in sorted(element.attrib.items()) if key in SHAPES[name]]
    for key, value in attributes:
        if not (LINES if key in {"d", "points"} else NUMBER).fullmatch(value):
            raise ValidationError(NOT_LINES, params={"name": f"{key}={value[:20]}"})
    return format_html("<{}{}{}/>", name, format_html_join("", ' {}="{}"', attributes), moved(element))


def moved(element):
    move = element.get("transform", "")
    if not MOVES.fullmatch(move):
        raise ValidationError(NOT_LINES, params={"name": "transform"})
    return format_html(' transform="{}"', move) if move else ""


def box(root):
    """``(left, top, width, height)`` of the drawing, from its viewBox or else its size."""
    words = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if words == [""]:
        words = ["0", "0", root.get("width", ""), root.get("height", "")]
    if len(words) != 4 or not all(NUMBER.fullmatch(word) for word in words):
        raise ValidationError(NO_SIZE)
    left, top, width, height = (float(word.removesuffix("px")) for word in words)
    if min(width, height) <= 0:
        raise ValidationError(NO_SIZE)
    return left, top, width, height


def on_the_grid(lines, left, top, width, height):
    """The lines, centred on the grid of 24 by 24, with a stroke that looks as thick as that of the other pictures."""
    if (left, top, width, height) == (0, 0, GRID, GRID):
        return lines
    scale = GRID / max(width, height)
    across, down = (GRID - width * scale) / 2 - left * scale, (GRID - height * scale) / 2 - top * scale
    return format_html(
        '<g transform="translate({} {}) scale({})" stroke-width="{}">{}</g>',
        *(f"{number:.5g}" for number in (across, down, scale, float(STROKE_WIDTH) / scale)),
        lines,
    )
