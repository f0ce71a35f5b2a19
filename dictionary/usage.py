"""Where a notion is used. Apps above register a finder: this one knows nothing of pages or procedures."""

from dataclasses import dataclass

from ui.languages import RIGHT_TO_LEFT

_finders = []


@dataclass(frozen=True)
class Use:
    """A page that shows or asks for the notion; ``language`` is that of its title."""

    title: str
    url: str
    language: str
    pictogram: str = "forward"

    @property
    def dir(self):
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


def register(find):
    """``find(entry, language)`` gives the uses (``Use``) of a notion (``queries.Entry``); called from ``ready``."""
    if find not in _finders:
        _finders.append(find)


def of(entry, language):
    return [use for find in _finders for use in find(entry, language)]
