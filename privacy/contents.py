"""The archive itself: files first, then what they belong to in JSON, then the page that leads to all of it."""

import json
from urllib.parse import quote

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from archives import queries as archives
from ui.templatetags.ui import html_lang
from vault.archive import Archive
from vault.errors import Erased, NotYetSafe, Unreadable

from .extracts import ON_THE_PAGE
from .holdings import holdings


def stream(owner, *, progress=lambda: None):
    """The bytes of the ZIP, in the owner's language; ``progress`` is called after each file. ``StorageUnavailable``."""
    with translation.override(owner.language):
        archive, chapters = Archive(), []
        for holding in holdings():
            shown = []
            chapter = holding.export(owner)
            yield from archive.write(f"json/{holding.code}.json", _Rows(archive, chapter, shown).texts())
            for waiting in shown:
                yield from _files(archive, waiting, chapter.folder, progress)
            chapters.append((holding, shown))
        yield from archive.write("index.html", [_page(owner, chapters)])
        yield archive.end()


class _Rows:
    """Writes each line of a chapter as it comes; keeps for the page the first ones, and all that have files."""

    def __init__(self, archive, chapter, shown):
        self.archive, self.chapter, self.shown = archive, chapter, shown

    def texts(self):
        yield "[\n"
        separator = ""
        for line in self.chapter.lines:
            kept = Shown(line, [self._place(file) for file in line.files])
            if line.files or len(self.shown) < ON_THE_PAGE:
                self.shown.append(kept)
            data = {**line.data, "files": [file.path for file in kept.files]} if line.files else line.data
            yield separator + json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            separator = ",\n"
        yield "\n]\n"

    def _place(self, file):
        path = "" if file.missing else self.archive.name(self.chapter.folder or "files", file.name, file.extension)
        return Placed(file, path, file.missing)


class Placed:
    """A file, where it is in the archive, and why it is not."""

    def __init__(self, file, path, missing):
        self.file, self.path, self.missing = file, path, missing

    @property
    def href(self):
        return quote(self.path)

    @property
    def name(self):
        return self.path.rpartition("/")[2] or self.file.name


class Shown:
    """A line of the page."""

    def __init__(self, line, files):
        self.title, self.text, self.files = line.title, line.text, files


def _files(archive, shown, folder, progress):
    for placed in shown.files:
        if not placed.missing:
            try:
                chunks = placed.file.chunks()
                yield from archive.add(placed.path, chunks, size=placed.file.size, at=placed.file.at)
            except (Unreadable, Erased, NotYetSafe) as error:
                placed.missing = str(error)
        progress()


def _page(owner, chapters):
    placed = [each for _holding, shown in chapters for line in shown for each in line.files]
    missing = [each for each in placed if each.missing and not each.file.elsewhere]
    context = {
        "owner": owner,
        "made_at": timezone.now(),
        "chapters": [(holding, shown, len(shown) >= ON_THE_PAGE) for holding, shown in chapters],
        "missing": missing,
        "kept": archives.kept_by_law(owner),
        "site_name": settings.SITE_NAME,
        "html_lang": html_lang(),
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
    }
    return render_to_string("privacy/archive.html", context)
