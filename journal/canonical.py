"""The one text of a line, the same wherever it is computed, and the seal over it."""

import hashlib
import json
from datetime import UTC

FIELDS = {
    "verb": "verb",
    "actor": "actor_id",
    "subject": "subject_id",
    "target_type": "target_type",
    "target_id": "target_id",
    "reason": "reason",
    "data": "data",
}


def facts(entry):
    """What a line says, as JSON values. ``at`` is in UTC, to the microsecond."""
    moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return {"at": moment, **{name: getattr(entry, column) for name, column in FIELDS.items()}}


def canonical(entry):
    """Canonical JSON: sorted keys, no spaces, letters as they are."""
    return json.dumps(facts(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal(previous, seq, payload):
    """SHA-256, in hexadecimal, over the previous seal, the line's number and its text."""
    return hashlib.sha256(f"{previous}\n{seq}\n{payload}".encode()).hexdigest()
