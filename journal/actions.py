"""Writing to the log. Every action of the site calls ``record`` in its own transaction."""

import contextlib
import contextvars
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from . import listeners
from .canonical import canonical
from .models import Entry

_marks = contextvars.ContextVar("journal_marks", default=None)


@contextlib.contextmanager
def marked(**data):
    """Every line written within says this too: at which counter, with whose help."""
    token = _marks.set({**(_marks.get() or {}), **data})
    try:
        yield
    finally:
        _marks.reset(token)


def record(verb, *, actor, target=None, subject=None, reason="", data=None):
    """Add one line: ``actor`` (None for the site itself) did ``verb`` to ``target``, about ``subject``.

    What ``actor`` does for somebody, under a mandate, bears the mandate's identifier and is about that person, unless
    said otherwise. ``data`` holds identifiers,
    codes and numbers only, never a name, an address or the text of a paper.
    The line takes its number and its seal when the transaction commits; if it rolls back, nothing was done and
    nothing is written.
    """
    if mandate := getattr(actor, "helping", None):
        data = {**(data or {}), "mandate": str(mandate.public_id)}
        subject = subject or mandate.giver
    entry = Entry(
        at=timezone.now(),
        verb=verb,
        actor_id=getattr(actor, "pk", None),
        subject_id=getattr(subject, "pk", None),
        target_type=type_of(target),
        target_id=identifier_of(target),
        reason=str(reason).replace("\x00", ""),
        data=json.loads(json.dumps({**(_marks.get() or {}), **(data or {})}, cls=DjangoJSONEncoder)),
    )
    entry.payload = canonical(entry)
    entry.save(force_insert=True)
    listeners.tell(entry)
    return entry


def type_of(target):
    """``app.model`` of an instance, empty for none."""
    return target._meta.label_lower if target is not None else ""


def identifier_of(target):
    """The identifier other people may see where there is one, else the key."""
    return "" if target is None else str(getattr(target, "public_id", None) or target.pk)
