"""What the log says of people's accounts, in words."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "person.signed_up": _("a créé son compte"),
    "person.signed_in": _("s’est connecté"),
    "person.created": _("a inscrit une personne"),
    "person.activated": _("a activé sa carte"),
    "person.code_renewed": _("a donné un nouveau code d’activation"),
    "person.letter_printed": _("a imprimé une lettre de bienvenue"),
    "person.updated": _("a changé son profil"),
    "person.email_changed": _("a changé d’adresse e-mail"),
    "person.phone_confirmed": _("a confirmé son téléphone"),
    "person.password_changed": _("a changé de mot de passe"),
    "person.factor_added": _("a ajouté un second verrou"),
    "person.factor_removed": _("a retiré un second verrou"),
    "person.deactivated": _("a fermé un compte"),
    "person.reactivated": _("a rouvert un compte"),
    "membership.added": _("a donné un rôle"),
    "membership.removed": _("a retiré un rôle"),
    "grant.given": _("a accordé un droit"),
    "grant.revoked": _("a retiré un droit"),
}
