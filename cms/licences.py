"""What this server is made of: the libraries that are installed here, and the licence each says it has."""

import re
from functools import lru_cache
from importlib.metadata import distributions
from typing import NamedTuple

from django.conf import settings


class Library(NamedTuple):
    name: str
    version: str
    licence: str


# Not Python packages: nothing tells them from here.
FONTS_AND_ICONS = [
    ("Andika (SIL)", "SIL Open Font License 1.1", "https://software.sil.org/andika/"),
    ("Noto Sans Arabic", "SIL Open Font License 1.1", "https://fonts.google.com/noto"),
    ("Lucide", "ISC", "https://lucide.dev/license"),
    ("PostgreSQL", "PostgreSQL License", "https://www.postgresql.org/about/licence/"),
]


@lru_cache
def installed():
    """The libraries of requirements.txt that are installed, by name, as ``Library`` rows."""
    found = {normal(each.metadata["Name"]): each for each in distributions() if each.metadata["Name"]}
    wanted = [found[name] for name in sorted(required()) if name in found]
    return [Library(each.metadata["Name"], each.version, licence_of(each.metadata)) for each in wanted]


def required():
    """The names of what the site runs on; what tests and tools need besides is not served to anybody."""
    lines = (settings.BASE_DIR / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return {normal(line.partition("==")[0]) for line in lines if "==" in line}


def normal(name):
    """One spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(metadata):
    """What a package says of its licence: an expression, else its classifiers, else the first line of its text."""
    if metadata.get("License-Expression"):
        return metadata["License-Expression"]
    classifiers = [
        each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier") or [] if each.startswith("License ::")
    ]
    classifiers = [each for each in classifiers if each != "OSI Approved"]
    first_line = (metadata.get("License") or "").strip().partition("\n")[0][:80]
    return ", ".join(classifiers) or first_line or "?"
