from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Publication et partage"

    def ready(self):
        from accounts.labels import ACTIONS
        from journal import labels

        from . import enums, permissions, signals

        register_policy()
        permissions.connect()
        signals.connect()
        ACTIONS.update(enums.WORDS)
        labels.register(
            {
                "rights.stopped": _("a arrêté l’héritage des droits d’une page"),
                "rights.restored": _("a rétabli l’héritage des droits d’une page"),
                "scheme.made": _("a créé un circuit de publication"),
                "scheme.changed": _("a changé un circuit de publication"),
                "scheme.placed": _("a appliqué un circuit de publication"),
                "scheme.removed": _("a retiré un circuit de publication"),
                "page.moved_state": _("a fait passer une page dans un autre état"),
                "grants.tidied": _("a rangé les droits dont la date est passée"),
            }
        )


def register_policy():
    """What may be done to a page, and by whom; grants and states come with it."""
    from wagtail.models import Page

    from accounts import policy

    from . import enums, queries, rules

    administrator = policy.Clause(_("administration du site"), rules.is_administrator)
    author = policy.Clause(_("son auteur, là où il ajoute des pages"), rules.is_author_with(queries.grants_of))
    for action in enums.ACTIONS[1:]:
        role = policy.Clause(_("rôle dans la communication, ou état de la page"), rules.has_role_for(action))
        policy.register(action, Page, administrator, role, *([author] if action == enums.EDIT else []))
    policy.register(
        enums.VIEW,
        Page,
        policy.Clause(_("page en ligne, ouverte à tout le monde"), rules.is_online, anonymous=True),
        administrator,
        policy.Clause(_("état de la page"), rules.reads_by_state),
        policy.Clause(_("peut la modifier"), rules.works_on(queries.grants_of)),
    )
    policy.inherit(Page, queries.counting)
    policy.restrict(Page, rules.closed)
    policy.register_name(queries.page_named)
