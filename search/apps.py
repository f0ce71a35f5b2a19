from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"

    def ready(self):
        from cms import groups
        from journal import labels

        from . import rooms, signals

        rooms.register()
        signals.connect()
        groups.WRITTEN_BY_EDITORS.append(("search", "synonym"))
        labels.register(
            {
                "search.synonym_created": _("a déclaré des mots équivalents pour la recherche"),
                "search.synonym_edited": _("a changé des mots équivalents de la recherche"),
                "search.synonym_deleted": _("a retiré des mots équivalents de la recherche"),
            }
        )
