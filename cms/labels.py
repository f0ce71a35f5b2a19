"""What the log says of menus and redirects, after a person's name."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "menu.create": _("a ajouté une entrée au menu"),
    "menu.edit": _("a changé une entrée du menu"),
    "menu.delete": _("a retiré une entrée du menu"),
    "menu.reorder": _("a changé l’ordre du menu"),
    "menu.usual": _("a écrit le menu habituel, pour le changer"),
    "redirect.create": _("a dit où mène une ancienne adresse"),
    "redirect.edit": _("a changé où mène une ancienne adresse"),
    "redirect.delete": _("a retiré une ancienne adresse"),
}
