"""Wagtail's list of what refers to what, written once a page where many publications are one."""

from contextlib import contextmanager

from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from . import memory


@contextmanager
def together():
    """Many pages made or changed as one: each says with ``follow`` that it was."""
    with memory.together(), disable_reference_index_auto_update():
        yield


def follow(page):
    memory.gather("cms.references", [page], index)


def index(pages):
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)
