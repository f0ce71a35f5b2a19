"""The letters inside the fields of a PDF: Andika, which holds those of French, Wolof, Bambara and their neighbours.

A simple font of 256 places at most, since every reader of PDF knows how to write with one: Windows' Latin table, with
the letters it lacks put in its first places. Arabic and Chinese are the reader's own fonts.
"""

import io
from functools import cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from pikepdf import Array, Dictionary, Name, Stream

FILE = "ui/build/andika-regular.woff2"
ADDED = "ŊŋƐɛƆɔƝɲĆćĘęŁłŚśŞşĞğİıČčĄąŃń"
FREE = [code for code in range(1, 32) if code not in (9, 10, 13)]
FIRST, LAST, UNITS = 1, 255, 1000


def letters():
    """``{code: letter}``: what each place of the table writes."""
    table = {}
    for code in range(32, 256):
        letter = bytes([code]).decode("cp1252", "ignore")
        if letter:
            table[code] = letter
    return table | dict(zip(FREE, ADDED, strict=False))


def font_in(document):
    """Andika in ``document``, or Helvetica where the fonts were not built."""
    cut = cut_font()
    if cut is None:
        return document.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
    program, widths, facts = cut
    file = Stream(document, program, Length1=len(program))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/Andika"),
        Flags=32,
        ItalicAngle=0,
        StemV=80,
        FontFile2=document.make_indirect(file),
        **facts,
    )
    named = [code_or_name for code, letter in zip(FREE, ADDED, strict=False) for code_or_name in (code, glyph(letter))]
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name("/Andika"),
            FirstChar=FIRST,
            LastChar=LAST,
            Widths=Array(widths),
            Encoding=Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array(named)),
            FontDescriptor=document.make_indirect(descriptor),
            ToUnicode=document.make_indirect(Stream(document, to_unicode())),
        )
    )


def glyph(letter):
    return Name(f"/uni{ord(letter):04X}")


def to_unicode():
    lines = "\n".join(f"<{code:02X}> <{ord(letter):04X}>" for code, letter in letters().items())
    chunks = lines.split("\n")
    blocks = [chunks[start : start + 100] for start in range(0, len(chunks), 100)]  # 100 lines at most in a block
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Andika def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{body}\nendcmap\nend\nend"
    ).encode()


@cache
def cut_font():
    """``(TrueType bytes, widths of the places, measures)`` of Andika, in thousandths; None where it was not built."""
    from fontTools.ttLib import TTFont  # comes with WeasyPrint, and is as slow to load

    path = finders.find(FILE) or (staticfiles_storage.exists(FILE) and staticfiles_storage.path(FILE))
    if not path:
        return None
    font = TTFont(path)
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    scale, names, wide = UNITS / font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    table = letters()
    widths = [
        round(wide[names[ord(table[code])]][0] * scale) if code in table and ord(table[code]) in names else 0
        for code in range(FIRST, LAST + 1)
    ]
    head, line = font["head"], font["hhea"]
    facts = {
        "FontBBox": Array([round(side * scale) for side in (head.xMin, head.yMin, head.xMax, head.yMax)]),
        "Ascent": round(line.ascent * scale),
        "Descent": round(line.descent * scale),
        "CapHeight": round(line.ascent * scale),
    }
    return out.getvalue(), widths, facts
