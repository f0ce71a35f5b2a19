"""What holds where: the stops and the places of schemes. Few rows, asked at every answer, remembered for an edition."""

import copy
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from cms import memory

from .enums import Visibility
from .models import PageState, Placement, SchemeVersion, Stop

_supposed = ContextVar("publishing.supposed", default=None)


class Place(NamedTuple):
    path: str
    kind: int | None
    scheme: int
    said: object


class House(NamedTuple):
    """``stops``: paths of pages; ``places``: the deepest first, those of one kind before those of all."""

    stops: frozenset
    places: tuple

    def stop_over(self, path):
        """The path of the nearest stop at or above ``path``, or an empty text."""
        return max((stop for stop in self.stops if path.startswith(stop)), key=len, default="")

    def place_of(self, page):
        """The place whose scheme holds for ``page``, or None: Wagtail's own review is enough there."""
        return next((p for p in self.places if page.path.startswith(p.path) and p.kind in (None, _kind(page))), None)


def now():
    """The house as it is; within ``supposing``, as it would be."""
    return _supposed.get() or memory.remember("publishing.house", read)


@contextmanager
def supposing(place):
    """Answer as if the scheme of ``place`` held there; ``None``: as if no scheme held anywhere."""
    known = now()
    places = (place, *known.places) if place else ()
    token = _supposed.set(House(known.stops, tuple(sorted(places, key=_nearest))))
    try:
        yield
    finally:
        _supposed.reset(token)


def as_if(page, place, state):
    """A copy of ``page``, never to be saved, as it would be in ``state``."""
    other = copy.copy(page)
    other._state = copy.copy(page._state)
    other._state.fields_cache = dict(page._state.fields_cache)
    other._state.fields_cache["publishing_state"] = PageState(scheme_id=place.scheme, state=state.code)
    other.live = state.visibility == Visibility.PUBLIC or (state.visibility == Visibility.KEPT and page.live)
    return other


def _nearest(place):
    return -len(place.path), place.kind is None


def read():
    versions = SchemeVersion.objects.order_by("scheme_id", "-number").distinct("scheme_id")
    said = {version.scheme_id: version.said for version in versions}
    rows = Placement.objects.values_list("page__path", "kind", "scheme")
    places = sorted((Place(*row, said[row[2]]) for row in rows), key=_nearest)
    return House(frozenset(Stop.objects.values_list("page__path", flat=True)), tuple(places))


def state_of(page, house=None):
    """The ``definitions.State`` of ``page``, or None where no scheme holds."""
    place = (house or now()).place_of(page)
    return state_in(page, place) if place else None


def state_in(page, place):
    kept = kept_state(page)
    known = place.said.state(kept.state) if kept and kept.scheme_id == place.scheme else None
    return known or place.said.start(page.live)


def kept_state(page):
    """The row that keeps the state of a page, or None; read once for an object."""
    try:
        return page.publishing_state
    except PageState.DoesNotExist:
        return None


def _kind(page):
    return page.content_type_id
