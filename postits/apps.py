from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostitsConfig(AppConfig):
    name = "postits"
    verbose_name = _("Mots des lecteurs")

    def ready(self):
        from accounts.policy import Clause, register, register_people
        from cms.margins import writers
        from journal import labels as journal
        from privacy.holdings import register_holding
        from workflows import elsewhere

        from . import holdings, labels, margins, queries, rules
        from .models import Note

        communication = Clause(_("communication, ou administration du site"), rules.is_moderator)
        service = Clause(_("agent d’un service que la page nomme"), rules.works_where_it_is_said)
        author = Clause(_("personne qui a laissé le mot"), rules.is_author)
        register("postits.view_note", Note, author, communication, service)
        register("postits.answer_note", Note, communication, service)
        register("postits.moderate_note", Note, communication)
        register_people(Note, lambda note: [note.author] if note.author else [])
        writers.append(margins.under)
        journal.register(labels.JOURNAL)
        register_holding(holdings.NOTES, first=True)
        elsewhere.finders.append(queries.waiting)
