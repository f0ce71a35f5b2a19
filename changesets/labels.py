"""What the log says of the editors' changes."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "changesets.make_copy": _("a commencé une version de travail"),
    "changesets.write_copy": _("a écrit dans une version de travail"),
    "changesets.drop_copy": _("a rangé une version de travail"),
    "changesets.take_up_copy": _("a repris une version de travail"),
    "changesets.put_back": _("a remis une version de travail dans sa page"),
    "changesets.restore": _("a rétabli une ancienne version d’une page"),
    "changesets.make_set": _("a commencé un ensemble de changements"),
    "changesets.add": _("a ajouté une page à un ensemble de changements"),
    "changesets.take_out": _("a retiré une page d’un ensemble de changements"),
    "changesets.drop_set": _("a abandonné un ensemble de changements"),
    "changesets.unplan": _("a changé un ensemble : sa date de publication ne tient plus"),
    "changesets.plan": _("a donné une date à un ensemble de changements"),
    "changesets.publish_set": _("a publié un ensemble de changements"),
    "changesets.undo_set": _("a annulé un ensemble de changements"),
    "changesets.stop": _("n’a pas pu publier un ensemble de changements à l’heure dite"),
    "changesets.discard": _("a mis une page à la corbeille"),
    "changesets.put_back_page": _("a sorti une page de la corbeille"),
    "changesets.erase": _("a effacé une page pour toujours"),
}
