"""Where each kind of paper stands in a list: by what it is for, the most asked for first, "other" last."""

from itertools import groupby

from django.utils.translation import gettext_lazy as _

SHELVES = [
    (_("Qui vous êtes"), ["identity-card", "passport", "residence-permit", "birth-record", "family-book"]),
    (_("Votre logement"), ["proof-of-address", "rent-receipt", "energy-bill", "lease", "hosting-certificate"]),
    (
        _("Argent, travail et aides"),
        [
            "tax-notice",
            "payslip",
            "benefits-certificate",
            "bank-details",
            "employment-contract",
        ],
    ),
    (
        _("Famille, école et santé"),
        [
            "school-certificate",
            "health-certificate",
            "disability-card",
            "marriage-record",
            "divorce-record",
            "death-record",
        ],
    ),
    (
        _("Pour un mariage ou un PACS"),
        [
            "witness-identity",
            "celibacy-certificate",
            "custom-certificate",
            "notarial-certificate",
            "non-pacs-certificate",
            "pacs-convention",
            "pacs-declaration",
        ],
    ),
    (_("Quand quelqu’un vous aide"), ["mandate", "interpreter-certificate", "guardian-letter"]),
]
REST = _("Autres papiers")
LAST = "other"
ORDER = [code for _heading, codes in SHELVES for code in codes] + [LAST]
_HEADS = [heading for heading, _codes in SHELVES] + [REST]
_PLACES = {code: place for place, (_heading, codes) in enumerate(SHELVES) for code in codes}


def place(kind):
    """What to sort kinds by: their shelf, then the place staff gave them; a kind of staff's own is before "other"."""
    return _PLACES.get(kind.code, len(SHELVES)), kind.code == LAST, kind.position, kind.code


def shelved(kinds):
    """``[(heading, [kind, ...]), ...]`` without the empty shelves."""
    ordered = sorted(kinds, key=place)
    return [(_HEADS[number], list(found)) for number, found in groupby(ordered, key=lambda kind: place(kind)[0])]
