"""Where pages thrown away hang: a root of their own, outside the site and outside every right."""

from wagtail.models import Page

from . import memory

SLUG = "corbeille"
NO_PATH = "-"  # no path of a page begins so


def root():
    """The page that everything thrown away hangs under; None while nothing ever was."""
    return Page.objects.filter(depth=1, slug=SLUG).first()


def path():
    """The beginning of the path of every page thrown away."""
    return memory.remember("cms.trash", read)


def read():
    found = root()
    return found.path if found else NO_PATH


def holds(page):
    """Whether a page is in the trash, or is its root."""
    return bool(page.path) and page.path.startswith(path())


def outside(pages):
    """Of these pages, those that are not in the trash."""
    return pages.exclude(path__startswith=path())
