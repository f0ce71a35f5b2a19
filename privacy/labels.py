"""What the log's verbs say, after somebody's name."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "export.asked": _("a demandé une archive de ses données"),
    "export.made": _("a préparé une archive des données"),
    "export.taken": _("a emporté l’archive de ses données"),
    "export.failed": _("n’a pas pu préparer l’archive des données"),
    "data_request.made": _("a écrit une demande sur ses données"),
    "data_request.withdrawn": _("a retiré sa demande sur ses données"),
    "data_request.accepted": _("a fait ce qui était demandé sur des données"),
    "data_request.refused": _("a refusé une demande sur des données"),
    "person.corrected": _("a corrigé une donnée de la personne"),
    "erasure.planned": _("a demandé l’effacement d’un compte"),
    "erasure.cancelled": _("a annulé l’effacement d’un compte"),
    "erasure.begun": _("a commencé à effacer un compte"),
    "erasure.put_off": _("a remis l’effacement d’un compte à plus tard"),
    "erasure.done": _("a effacé un compte"),
}
