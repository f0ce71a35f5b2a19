"""Demo content of this app: the procedures. Demo cases are made where the flows are known."""

from .definitions import ensure_procedures


def load():
    """Publish the shipped procedures; run after the services and document types exist."""
    ensure_procedures()
