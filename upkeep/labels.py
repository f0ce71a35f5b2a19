"""What the log's verbs say, after somebody's name."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "listing.saved": _("a enregistré une collection de pages"),
    "listing.deleted": _("a supprimé une collection de pages"),
    "link.ignored": _("a laissé un lien de côté"),
    "link.watched": _("a remis un lien sous surveillance"),
    "link.check_asked": _("a demandé de vérifier des liens"),
    "review.planned": _("a choisi qui relit une page, et quand"),
    "review.confirmed": _("a relu une page et l’a trouvée juste"),
    "review.default_set": _("a choisi qui relit un genre de pages"),
    "site_archive.asked": _("a demandé une archive du site"),
    "site_archive.made": _("a fait une archive du site"),
    "site_archive.failed": _("n’a pas pu faire une archive du site"),
    "site_archive.taken": _("a pris une archive du site"),
    "site_archive.imported": _("a importé une archive du site"),
}
