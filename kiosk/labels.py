"""What the log says of the counters, in words."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "kiosk.created": _("a créé une borne"),
    "kiosk.changed": _("a changé une borne"),
    "kiosk.pairing_given": _("a donné un code de jumelage"),
    "kiosk.enrolled": _("a fait d’un ordinateur une borne"),
    "kiosk.device_revoked": _("a retiré l’ordinateur d’une borne"),
    "kiosk.entered": _("est entré à une borne"),
    "kiosk.helped": _("a ouvert une borne pour une personne"),
    "kiosk.left": _("a fini à une borne"),
    "kiosk.called": _("a appelé un agent à une borne"),
    "kiosk.call_answered": _("est allé à une borne où l’on appelait"),
    "kiosk.code_texted": _("a envoyé un code de borne par SMS"),
    "kiosk.pin_chosen": _("a choisi son code de borne"),
    "kiosk.pin_removed": _("a retiré son code de borne"),
    "kiosk.scans_destroyed": _("a détruit ce qui restait dans un scanner"),
}
MINE = {"kiosk.entered": _("Vous êtes entré à une borne de la mairie")}
THEIRS = {
    "kiosk.entered": _("%(who)s est entré à une borne de la mairie"),
    "kiosk.helped": _("%(who)s vous a ouvert une borne de la mairie"),
}


def with_help(entries):
    """``{entry id: sentence}`` for what was done at a counter with an agent beside."""
    from .queries import helpers_of

    words = _now("Avec l’aide de %(agent)s, à la borne « %(kiosk)s »")
    return {pk: words % {"agent": agent, "kiosk": kiosk} for pk, (agent, kiosk) in helpers_of(entries).items()}
