"""A PDF that is filled in: on screen, or by hand once printed; and what somebody wrote in it.

The page that is printed marks each place with ``<input type="checkbox" name title>``, or ``radio`` with a ``value``,
and ``fillable`` makes of it the field it is: WeasyPrint would embed whole fonts for texts, 16 MB of them in Chinese.
"""

import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .field_font import font_in

REQUIRED, MANY_LINES = 1 << 1, 1 << 12
LOOK = "/Andika 11 Tf 0 g"
TEXT, LINES, DAY, BOX, ONE_OF = "text", "lines", "day", "box", "one-of"
TEXTS = {TEXT, LINES, DAY}
LONGEST = {TEXT: 200, LINES: 1000, DAY: 10}


@dataclass(frozen=True)
class Field:
    """A field: ``kind`` is text, lines, day, box or one-of; ``name`` has no point, which PDF keeps for itself."""

    name: str
    kind: str
    is_required: bool = False


def fillable(pdf, fields, right_to_left=False):
    """The bytes of ``pdf``, its marked places made these ``fields``. ``KeyError`` for a place nobody describes."""
    known = {field.name: field for field in fields}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        form = document.Root.get("/AcroForm")
        if form is not None:
            tops = [item for item in form.Fields if "/Parent" not in item]
            for item in tops:
                _become(item, known[str(item.T)], right_to_left)
            _settle(document, form, tops)
        return _bytes(document)


def _settle(document, form, tops):
    """The list of fields, the order of tabulation, and the letters one writes with."""
    form.Fields = Array(tops)
    form.DR = Dictionary(Font=Dictionary(Andika=font_in(document)))
    form.DA = String(LOOK)
    for page in document.pages:
        page.Tabs = Name.S


def _become(item, field, right_to_left):
    item.Ff = int(item.get("/Ff", 0)) | (REQUIRED if field.is_required else 0)
    if field.kind == ONE_OF:
        _name_choices(item)
    elif field.kind in TEXTS:
        _be_text(item, field, right_to_left)


def _be_text(item, field, right_to_left):
    for key in ("/AP", "/AS", "/MK"):
        del item[key]
    item.FT, item.V, item.DA, item.MaxLen = Name.Tx, String(""), String(LOOK), LONGEST[field.kind]
    item.Q = 2 if right_to_left and field.kind != DAY else 0
    if field.kind == LINES:
        item.Ff |= MANY_LINES


def _name_choices(group):
    """Each button under the value it stands for, so that what is read back is « french », not a rank."""
    values = [str(value) for value in group.Opt]
    for kid, value in zip(group.Kids, values, strict=True):
        kid.AP = Dictionary(N=Dictionary({f"/{value}": next(iter(kid.AP.N.values()))}))
        kid.AS = Name.Off
        for key in ("/T", "/FT", "/Opt"):
            if key in kid:
                del kid[key]
    group.V = Name.Off
    del group["/Opt"]


def _bytes(document):
    out = io.BytesIO()
    document.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def answers_in(pdf):
    """``{field name: what was written}``: text, True or False for a box, a value or "" for a choice among several."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        form = document.Root.get("/AcroForm")
        return {str(item.T): _written(item) for item in form.Fields} if form is not None else {}


def _written(item):
    value = str(item.get("/V", ""))
    if Name.Tx == item.FT:
        return value
    chosen = "" if value in ("", "/Off") else value.removeprefix("/")
    return chosen if "/Kids" in item else bool(chosen)
