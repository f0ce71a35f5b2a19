"""Which pages have a day: the rooms that bring kinds of pages with dates say so here, and calendars follow."""

_readers = {}


def register(model, read):
    """``read(page)`` gives ``(start, end)`` of a page of ``model``, dates or aware times, ``end`` None when open.

    None for a page without a day. Calendars of collections show what has one.
    """
    _readers[model] = read


def of(page):
    """``(start, end)`` of a page as its own kind, or None."""
    for model, read in _readers.items():
        if isinstance(page, model):
            return read(page)
    return None


def models():
    """The kinds of pages that have a day."""
    return list(_readers)
