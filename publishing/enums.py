"""What one may do to a page, and who people are to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from cms.enums import ADMINISTRATORS, EDITORS, REVIEWERS

VIEW, ADD, EDIT, PUBLISH, DELETE, LOCK, UNLOCK, SHARE = (
    f"page.{verb}" for verb in ("view", "add", "edit", "publish", "delete", "lock", "unlock", "share")
)
ACTIONS = (VIEW, ADD, EDIT, PUBLISH, DELETE, LOCK, UNLOCK, SHARE)

# What Wagtail calls them: the rights of groups (``cms.groups.PAGE_RIGHTS``) and of its screens.
WAGTAIL = {"add": ADD, "change": EDIT, "publish": PUBLISH, "bulk_delete": DELETE, "lock": LOCK, "unlock": UNLOCK}

WORDS = {
    VIEW: _("Lire la page, même si elle n’est pas publiée"),
    ADD: _("Ajouter des pages en dessous"),
    EDIT: _("Modifier la page"),
    PUBLISH: _("Publier et retirer la page"),
    DELETE: _("Supprimer la page"),
    LOCK: _("Verrouiller la page"),
    UNLOCK: _("Déverrouiller la page"),
    SHARE: _("Partager la page"),
}


class Visibility(TextChoices):
    """Who reads a page that is in a state."""

    PUBLIC = "public", _("Tout le monde : la page est en ligne")
    AGENTS = "agents", _("Les agents de la mairie, une fois connectés")
    WORKERS = "workers", _("Ceux qui y travaillent : la page n’est pas en ligne")
    KEPT = "kept", _("Comme avant : ce qui est en ligne y reste")


class Audience(TextChoices):
    """A circle of people, seen from a page. The other circles are the roles."""

    AUTHOR = "author", _("L’auteur de la page")
    EDITORS = "editors", _("Communication")
    REVIEWERS = "reviewers", _("Relecture")
    ADMINISTRATORS = "administrators", _("Administration du site")
    AGENTS = "agents", _("Tous les agents")


GROUPS = {
    Audience.EDITORS: EDITORS,
    Audience.REVIEWERS: REVIEWERS,
    Audience.ADMINISTRATORS: ADMINISTRATORS,
}
OTHER_ROLES = [role for role in Role if role not in (Role.EDITOR, Role.ADMINISTRATOR)]
AUDIENCES = [*Audience.choices, *[(role.value, role.label) for role in OTHER_ROLES]]
