"""What the log's verbs say, after somebody's name."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "postit.left": _("a laissé un mot sur une page"),
    "postit.published": _("a publié un mot de lecteur"),
    "postit.answered": _("a répondu à un mot de lecteur"),
    "postit.refused": _("n’a pas publié un mot de lecteur"),
    "postit.duplicate": _("a mis un mot de lecteur avec un autre qui dit la même chose"),
    "postit.mended": _("a noté que la page est corrigée, après un mot de lecteur"),
    "postit.reopened": _("a repris un mot de lecteur"),
    "postit.withdrawn": _("a retiré son mot"),
    "postit.me_too": _("a dit « moi aussi » à un mot de lecteur"),
    "postit.not_me_too": _("a retiré son « moi aussi »"),
    "postit.page_opened": _("a choisi ce que les lecteurs peuvent écrire sur une page"),
    "postit.forgotten": _("a oublié des adresses et des mots dont le temps est passé"),
}
