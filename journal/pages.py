"""Lists cut by key, newest first: a page costs the same however long the list is."""

from typing import NamedTuple

SIZE = 20


class Page(NamedTuple):
    rows: list
    before: int | None  # key to ask the next page with; None on the last
    is_first: bool


def newest_first(queryset, before=None):
    """The page of ``queryset`` that comes before the key ``before`` (text of an address; nonsense is ignored)."""
    key = int(before) if str(before or "").isdecimal() and len(before) < 19 else None
    rows = queryset.filter(pk__lt=key) if key else queryset
    rows = list(rows.order_by("-pk")[: SIZE + 1])
    return Page(rows[:SIZE], rows[SIZE - 1].pk if len(rows) > SIZE else None, key is None)
