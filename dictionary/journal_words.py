from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "dictionary.notion.create": _("a ajouté une notion au dictionnaire"),
    "dictionary.notion.fill": _("a rempli le dictionnaire de ses premières notions"),
    "dictionary.notion.edit": _("a modifié une notion du dictionnaire"),
    "dictionary.notion.delete": _("a supprimé une notion du dictionnaire"),
    "dictionary.recording.create": _("a ajouté un enregistrement"),
    "dictionary.recording.edit": _("a modifié un enregistrement"),
    "dictionary.recording.delete": _("a supprimé un enregistrement"),
}
