"""Translations in a file, out and in: PO for translators' tools, XLSX for everybody else.

Each line bears the language, the page's translation key and the sentence's key; the French goes along, so that a file
that comes back late is known to be late. Nothing in a file is trusted.
"""

import io
import zipfile
from typing import NamedTuple

import polib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from . import checks, queries

MOST_BYTES = 2 * 2**20
MOST_UNPACKED = 30 * 2**20  # of an XLSX, all its parts together
MOST_PARTS = 60
MOST_LINES = 5_000
COLUMNS = ("reference", "page", "français", "traduction")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PO, XLSX = "po", "xlsx"
TYPES = {
    PO: "text/x-gettext-translation; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Entry(NamedTuple):
    """One sentence of a file. ``reference`` is ``language/translation key/sentence key``."""

    reference: str
    french: str
    text: str
    is_formula: bool = False


def reference(sheet, row):
    return f"{sheet.language}/{sheet.source.translation_key}/{row.key}"


# Out


def write(sheets, kind):
    """The bytes of a file with these sheets."""
    return _write_po(sheets) if kind == PO else _write_xlsx(sheets)


def _write_po(sheets):
    po = polib.POFile(check_for_duplicates=False)
    po.metadata = {
        "Language": sheets[0].language.replace("-hans", "_Hans") if sheets else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for sheet in sheets:
        for row in sheet.rows:
            po.append(_po_entry(sheet, row))
    return str(po).encode()


def _po_entry(sheet, row):
    return polib.POEntry(
        msgctxt=reference(sheet, row),
        msgid=row.sentence.text,
        msgstr=row.value,
        comment=f"{sheet.source.title} · {row.label}",
        flags=["fuzzy"] if row.todo and row.value else [],
        previous_msgid=row.before or None,
    )


def _write_xlsx(sheets):
    book = Workbook(write_only=True)
    tab = book.create_sheet(_("Traductions"))
    tab.freeze_panes = "A2"
    for column, width in zip("ABCD", (14, 30, 70, 70), strict=True):
        tab.column_dimensions[column].width = width
    tab.append([_cell(tab, name, bold=True) for name in COLUMNS])
    for sheet in sheets:
        for row in sheet.rows:
            words = (reference(sheet, row), f"{sheet.source.title} · {row.label}", row.sentence.text, row.value)
            tab.append([_cell(tab, each) for each in words])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(tab, words, bold=False):
    """Text and nothing else: a sentence that starts as a formula is kept as text by the type of its cell."""
    cell = WriteOnlyCell(tab, value=checks.CONTROL.sub("", words))
    cell.data_type = "s"
    cell.quotePrefix = words.startswith(FORMULA)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell


# In


def read(upload):
    """The ``Entry`` list of a file somebody sent. Raises ``ValidationError`` with what is wrong, for people."""
    if upload.size > MOST_BYTES:
        raise ValidationError(_("Ce fichier est trop gros : 2 Mo au plus."))
    data = upload.read()
    entries = _read_xlsx(data) if data[:2] == b"PK" else _read_po(data)
    if not entries:
        raise ValidationError(_("Ce fichier ne contient aucune phrase de nos pages."))
    if len(entries) > MOST_LINES:
        raise ValidationError(_("Ce fichier a trop de lignes : %(most)s au plus.") % {"most": MOST_LINES})
    return entries


def damaged():
    return ValidationError(
        _("Ce fichier est abîmé, ou n’est ni un PO ni un XLSX. Emportez-le de nouveau, puis réessayez.")
    )


def _read_po(data):
    try:
        text = data.decode("utf-8-sig")
        if "\x00" in text or "msgid" not in text:
            raise damaged()
        po = polib.pofile(text.replace("\r\n", "\n"), check_for_duplicates=False)
    except (UnicodeDecodeError, OSError, ValueError, IndexError) as broken:
        raise damaged() from broken
    return [Entry(each.msgctxt, each.msgid, each.msgstr) for each in po if each.msgctxt and not each.obsolete]


def _read_xlsx(data):
    try:
        _refuse_bombs(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        rows = _rows(book.worksheets[0])
    except ValidationError:
        raise
    except Exception as broken:  # openpyxl says what is wrong with a damaged file in a dozen ways
        raise damaged() from broken
    return [_entry(row) for row in rows if _words(row[0])]


def _refuse_bombs(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise ValidationError(_("Ce fichier cache trop de choses pour être ouvert."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!" in _start(archive, part):
                raise damaged()


def _start(archive, part):
    """Where a declaration of entities would stand; reading stops at what the part said it was."""
    with archive.open(part) as opened:
        return opened.read(4096).replace(b"<!--", b"")


def _rows(tab):
    rows = tab.iter_rows(min_row=1, max_row=MOST_LINES + 2, max_col=len(COLUMNS))
    first = [_words(cell).lower() for cell in next(rows, [])]
    if tuple(first) != COLUMNS:
        raise ValidationError(
            _("Les colonnes ne sont plus celles du fichier emporté : %(names)s.") % {"names": ", ".join(COLUMNS)}
        )
    return list(rows)


def _entry(row):
    return Entry(*(_words(row[place]) for place in (0, 2, 3)), row[3].data_type == "f" if len(row) > 3 else False)


def _words(cell):
    value = getattr(cell, "value", None)
    return "" if value is None else str(value).replace("_x000D_", "")


# What a file changes


class Reading:
    """What a file would change: ``entries`` to apply, ``faults`` to show, how many lines say what we have already."""

    def __init__(self, lines):
        self.entries, self.faults, self.unchanged = [], [], 0
        self._sheets = {}
        for line in lines:
            self._take(line)

    def _take(self, line):
        language, _slash, rest = line.reference.partition("/")
        key, _slash, path = rest.partition("/")
        sheet = self._sheet(language, key)
        row = sheet and next((each for each in sheet.rows if each.key == path), None)
        if row is None:
            return self._refuse(line, _("Cette phrase n’est pas, ou n’est plus, dans nos pages."))
        if line.french.replace("\r\n", "\n").strip() != row.sentence.text:
            return self._refuse(line, _("Le français a changé depuis : emportez un nouveau fichier."))
        return self._compare(line, sheet, row)

    def _compare(self, line, sheet, row):
        text = line.text.replace("\r\n", "\n").strip()
        if line.is_formula:
            return self._refuse(line, _("Une formule de tableur n’est pas une traduction."))
        if not text or text == row.value:
            self.unchanged += 1
            return None
        if problems := checks.faults(row.sentence, text, type(sheet.source)):
            return self._refuse(line, " ".join(problems))
        entry = {"page": sheet.source.pk, "language": sheet.language, "key": row.key, "digest": row.digest}
        self.entries.append({**entry, "before": row.value, "text": text})
        return None

    def _refuse(self, line, what):
        self.faults.append({"where": shown(line.french or line.reference), "what": str(what)})

    def _sheet(self, language, key):
        if (language, key) not in self._sheets:
            self._sheets[language, key] = queries.sheet_of_key(key, language)
        return self._sheets[language, key]


def shown(words):
    return checks.CONTROL.sub("", words)[:120]
