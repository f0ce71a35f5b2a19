"""What the log says of people's accounts, in words."""

from django.utils.translation import gettext_lazy as _

# What "who sees what" calls the actions of the policy; an action without words shows its code.
ACTIONS = {
    "accounts.see_membership": _("Voir un rôle"),
    "accounts.view_service": _("Voir un service"),
    "archives.cancel": _("Arrêter une liste d’élimination"),
    "archives.give_visa": _("Donner le visa des archives"),
    "archives.lift": _("Lever un gel"),
    "archives.propose": _("Proposer d’éliminer des dossiers"),
    "cases.annotate": _("Écrire dans le dossier"),
    "cases.edit_answers": _("Changer les réponses"),
    "cases.invite": _("Inviter l’autre personne"),
    "cases.message": _("Écrire à l’usager"),
    "cases.note": _("Écrire une note entre agents"),
    "cases.view_case": _("Voir le dossier"),
    "letterbox.read_file": _("Ouvrir une pièce jointe"),
    "letterbox.read_mail": _("Lire un message arrivé"),
    "postits.answer_note": _("Répondre à un mot de lecteur"),
    "postits.moderate_note": _("Publier ou non un mot de lecteur"),
    "postits.view_note": _("Lire un mot de lecteur"),
    "upkeep.confirm_review": _("Dire qu’une page est juste"),
    "vault.change_document": _("Changer le document"),
    "vault.read_evidence": _("Ouvrir la copie gardée au dossier"),
    "vault.read_version": _("Ouvrir le document"),
    "vault.share_document": _("Partager le document"),
    "vault.view_document": _("Voir le document"),
    "workflows.cancel": _("Annuler le dossier"),
    "workflows.claim": _("Prendre une tâche"),
    "workflows.execute": _("Faire une tâche"),
    "workflows.move": _("Faire avancer le dossier"),
    "workflows.reassign": _("Confier une tâche à quelqu’un"),
    "workflows.release": _("Rendre une tâche"),
    "workflows.submit": _("Envoyer le dossier"),
    "workflows.withdraw": _("Retirer le dossier"),
}


def action(code):
    """The words of an action of the policy."""
    return ACTIONS.get(code, code)


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
