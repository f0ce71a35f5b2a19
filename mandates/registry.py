"""What can be entrusted: each app says its kinds of things and its acts, in its own words.

What is not an act here cannot be done for somebody else: agreeing, sending, sharing, deleting have no code.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """A sort of things a mandate covers.

    ``choices(giver, viewer)`` gives ``[(pk, label), ...]`` of the giver's things that ``viewer`` may see;
    ``names(target_type, ids, viewer)`` says what lines of the log are about, ``{id: label}``; ``page`` is the address
    (with the mandate's public id) where the helper finds the giver's things; ``links(helper, mandates)`` names the few
    that are worth a link of their own, ``{mandate pk: [(label, address), ...]}``; ``asks`` is the question of the form.
    """

    code: str
    model: type
    whole: Promise
    mine: Promise
    some: Promise
    asks: Promise
    pictogram: str
    page: str
    page_label: Promise
    choices: Callable
    names: Callable
    links: Callable | None = None


@dataclass(frozen=True)
class Act:
    """``needs_things``: a choice of things goes with it; ``label`` follows « cette personne peut »."""

    code: str
    kind: str
    label: Promise
    pictogram: str
    needs_things: bool = True


_kinds = {}
_acts = {}


def register_kind(kind):
    _kinds[kind.code] = kind


def register_act(act):
    _acts[act.code] = act


def kinds():
    return list(_kinds.values())


def kind(code):
    return _kinds[code]


def acts():
    """Every act, in the order of the kinds."""
    order = list(_kinds)
    return sorted(_acts.values(), key=lambda act: order.index(act.kind))


def act(code):
    return _acts.get(code)


def acts_on(kind):
    """Codes of every act on a kind of things."""
    return [act.code for act in _acts.values() if act.kind == kind]


keepers = []
"""Functions ``(mandate, actor, uploaded_file) -> public id`` of those above: where a scanned mandate is kept."""
