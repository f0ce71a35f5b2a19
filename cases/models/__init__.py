from .case import Act, Case, Invitation, Party, Piece, StepAdjustment
from .civil import Banns, Ceremony, Certificate, Reconfirmation
from .procedure import Procedure, ProcedureVersion

__all__ = [
    "Act",
    "Banns",
    "Case",
    "Ceremony",
    "Certificate",
    "Invitation",
    "Party",
    "Piece",
    "Procedure",
    "ProcedureVersion",
    "Reconfirmation",
    "StepAdjustment",
]
