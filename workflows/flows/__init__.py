"""The circuits. ``REGISTRY`` maps ``Procedure.flow`` to its circuit."""

from .marriage import MarriageFlow
from .pacs import PacsFlow

REGISTRY = {"marriage": MarriageFlow, "pacs": PacsFlow}

__all__ = ["REGISTRY", "MarriageFlow", "PacsFlow"]
