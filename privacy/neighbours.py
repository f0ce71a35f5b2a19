"""The apps below that may be absent: asked by name, so that this one works without them."""

from importlib import import_module
from importlib.util import find_spec


def ask(name, default, *args, **kwargs):
    """``ask("letterbox.queries.mail_of", (), user)``: what the function answers, ``default`` where there is none."""
    module, function = name.rsplit(".", 1)
    found = getattr(import_module(module), function, None) if find_spec(module) else None
    return found(*args, **kwargs) if found else default


def kept_by_law(person):
    """``[(what, why, until), ...]`` that must stay after the person has gone."""
    return list(ask("archives.queries.kept_by_law", [], person))


def is_held(person):
    """Whether a legal hold forbids to erase the person now."""
    return bool(ask("archives.queries.is_held", False, person))


def mail_of(user):
    return ask("letterbox.queries.mail_of", (), user)


def erase_mail(user):
    ask("letterbox.actions.erase_all", None, user=user, actor=None)


def mandates_of(user):
    return ask("mandates.queries.mandates_of", (), user)


def end_mandates(user, reason):
    ask("mandates.actions.end_all", None, user=user, actor=None, reason=reason)
