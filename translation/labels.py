"""What the log says of translations."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "translation.saved": _("a écrit une traduction"),
    "translation.machine": _("a demandé une première version à la machine"),
    "translation.submitted": _("a demandé de valider une traduction"),
    "translation.validated": _("a validé et publié une traduction"),
    "translation.sent_back": _("a rendu une traduction à revoir"),
    "translation.discarded": _("a jeté un brouillon de traduction"),
    "translation.minor_change": _("a déclaré une petite correction : les traductions restent justes"),
    "translation.read": _("a confirmé la lecture d’une page par une personne dont c’est la langue"),
    "translation.unread": _("a repris la confirmation de lecture d’une page"),
    "translation.exported": _("a emporté des traductions dans un fichier"),
    "translation.received": _("a déposé un fichier de traductions"),
    "translation.imported": _("a repris les traductions d’un fichier"),
}
