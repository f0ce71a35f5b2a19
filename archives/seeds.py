"""Rules to start from. They are proposals: each town hall's archives confirm or change them."""

from cases.models import Procedure

from .enums import Ending, Outcome
from .models import ConservationRule

COMMUNES = "Code du patrimoine, art. L212-2 ; instruction DGP/SIAF/2014/006 (archives des communes), à confirmer"
CNIL = "Code du patrimoine, art. L212-2 ; RGPD, art. 5-1 e (conservation limitée), à confirmer par les archives"
RULES = {
    (None, Ending.NEVER_SENT): (1, Outcome.DESTROY, CNIL),
    (None, Ending.STOPPED): (5, Outcome.DESTROY, CNIL),
    ("marriage", Ending.CONCLUDED): (75, Outcome.TRANSFER, COMMUNES),
    ("pacs", Ending.CONCLUDED): (75, Outcome.SORT, f"Décret n° 2006-1806 du 23 décembre 2006 ; {COMMUNES}"),
}


def ensure_rules():
    """Write the first rule of each procedure and ending; those people changed stay as they are."""
    for procedure in Procedure.objects.all():
        for (code, ending), (years, outcome, source) in RULES.items():
            known = ConservationRule.objects.filter(procedure=procedure, ending=ending)
            if code in (None, procedure.code) and not known.exists():
                ConservationRule.objects.create(
                    procedure=procedure, ending=ending, number=1, years=years, outcome=outcome, source=source
                )
