"""What the log says of archives, in words."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "retention.ruled": _("a changé la durée de conservation d’un papier"),
    "retention.told": _("a annoncé le départ d’un papier"),
    "retention.kept": _("garde un papier qui devait partir"),
    "retention.left": _("a retiré du coffre un papier dont le temps est fini"),
    "conservation.ruled": _("a changé la durée de conservation de dossiers"),
    "hold.placed": _("a posé un gel juridique"),
    "hold.lifted": _("a levé un gel juridique"),
    "disposal.prepared": _("a préparé un bordereau d’élimination"),
    "disposal.proposed": _("a confirmé un bordereau d’élimination"),
    "disposal.approved": _("a donné le visa des archives"),
    "disposal.cancelled": _("a abandonné un bordereau d’élimination"),
    "disposal.done": _("a exécuté un bordereau d’élimination"),
    "case.consulted": _("a ouvert un dossier fermé avant de décider"),
    "case.destroyed": _("a détruit un dossier, avec le visa des archives"),
    "case.transferred": _("a confié un dossier aux archives publiques"),
    "transfer.made": _("a préparé un versement"),
    "transfer.failed": _("n’a pas pu préparer un versement"),
    "transfer.asked_again": _("a demandé un nouveau paquet de versement"),
    "transfer.fetched": _("a emporté un versement"),
    "transfer.acknowledged": _("a noté l’accusé de réception d’un versement"),
}
