"""What the log says of mandates."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "mandate.asked": _("a demandé de l’aide à quelqu’un"),
    "mandate.code_sent": _("a demandé à aider quelqu’un"),
    "mandate.started": _("aide désormais cette personne"),
    "mandate.recorded": _("a noté un mandat"),
    "mandate.declined": _("n’a pas voulu d’un mandat"),
    "mandate.refused": _("ne veut plus qu’on lui demande"),
    "mandate.ended": _("a arrêté un mandat"),
    "mandate.expired": _("a fermé un mandat arrivé à sa fin"),
    "mandate.form_printed": _("a imprimé un formulaire de mandat"),
}
