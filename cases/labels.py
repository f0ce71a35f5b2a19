"""Sentences for codes kept in the database: acts of the liaison sheet, legal effect."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from ui.dates import local_date

from .enums import LegalEffect
from .texts import say

ACTS = {
    "case.started": _("Le dossier est ouvert."),
    "party.invited": _("L’autre personne est invitée à rejoindre le dossier."),
    "party.joined": _("L’autre personne a rejoint le dossier."),
    "party.consented": _("Une des deux personnes est d’accord pour envoyer le dossier."),
    "piece.deposited": _("Une pièce est déposée au guichet, avec votre accord."),
    "piece.helped": _("Une pièce est donnée pour une des deux personnes, qui l’a permis."),
    "piece.helped_back": _("Une pièce est reprise pour une des deux personnes, qui l’a permis."),
    "case.prepared": _("Des réponses sont écrites pour une des deux personnes, qui l’a permis."),
    "piece.known": _("Une pièce déjà vérifiée dans un autre dossier est encore valable : elle ne sera pas revue."),
    "piece.expiring": _("Une pièce ne sera plus valable le jour où elle doit servir : il en faut une plus récente."),
    "piece.refused": _("Un fichier était dangereux : la pièce est à fournir de nouveau."),
    "case.submitted": _("Le dossier est envoyé à la mairie."),
    "case.answered": _("Des réponses ont changé depuis l’envoi."),
    "case.resent": _("Le dossier complété est renvoyé à la mairie."),
    "case.returned": _("Des pièces sont à refaire : le dossier revient vers vous."),
    "case.completed": _("Le dossier est vérifié : il est complet. Cette vérification ne sera pas refaite."),
    "case.examined": _("Le service d’état civil a examiné le dossier."),
    "examination.authentic": _("Les pièces sont examinées : la demande est recevable."),
    "examination.hearing": _("Le service d’état civil souhaite vous entendre avant la suite."),
    "examination.refused": _("La demande ne peut pas aboutir."),
    "hearing.held": _("L’audition a eu lieu."),
    "hearing.favourable": _("L’audition a eu lieu : rien ne s’oppose à la suite."),
    "hearing.unfavourable": _("L’audition a eu lieu : la demande ne peut pas aboutir."),
    "banns.published": _("Les bans sont publiés."),
    "banns.closed": _("La publication des bans est terminée."),
    "ceremony.planned": _("La date est réservée."),
    "ceremony.reconfirmed": _("Une des deux personnes a reconfirmé sa venue."),
    "ceremony.confirmed": _("Vous avez tous les deux reconfirmé votre venue."),
    "ceremony.released": _("La place est libérée."),
    "ceremony.postponed": _("La cérémonie est reportée."),
    "ceremony.no_show": _("La cérémonie n’a pas eu lieu : il manquait quelqu’un."),
    "ceremony.held": _("La cérémonie a eu lieu."),
    "certificate.issued": _("Le certificat est délivré."),
    "certificate.revoked": _("Le certificat est annulé."),
    "step.added": _("Une étape est ajoutée à votre parcours."),
    "step.skipped": _("Une étape de votre parcours n’est pas nécessaire pour vous."),
    "step.explained": _("Une étape de votre parcours est expliquée."),
    "case.moved": _("La mairie a remis le dossier à une autre étape."),
    "case.done": _("Le dossier est terminé."),
    "case.withdrawn": _("Le dossier est retiré à votre demande."),
    "case.cancelled": _("Le dossier est fermé par la mairie."),
}

LEGAL_EFFECTS = {
    LegalEffect.SYMBOLIC: _(
        "Ce parcours est symbolique : il accompagne votre démarche, il n’a pas de valeur juridique."
    ),
    LegalEffect.PREPARATORY: _(
        "Ce parcours prépare votre démarche : il la rend plus simple, "
        "il ne remplace pas l’acte officiel signé en mairie."
    ),
    LegalEffect.VALID: _("Ce parcours a valeur juridique : ce que vous y faites vous engage."),
}

CERTIFICATE_STATEMENTS = {
    ("marriage", False): _(
        "Ce document n’est pas un acte de mariage. Il dit seulement que la cérémonie ci-dessus a eu lieu. "
        "L’acte de mariage est celui du registre de l’état civil."
    ),
    ("marriage", True): _("La cérémonie ci-dessus a été célébrée et inscrite au registre de l’état civil."),
    ("pacs", False): _(
        "Ce document n’est pas un récépissé d’enregistrement de PACS. Il dit seulement que le rendez-vous ci-dessus "
        "a eu lieu. Le PACS est enregistré par l’officier de l’état civil."
    ),
    ("pacs", True): _("Le PACS ci-dessus a été enregistré par l’officier de l’état civil."),
}

SCREENS = {"you": _("Vous"), "home": _("Chez vous"), "couple": _("Vous deux")}

STEPS = {
    "marriage": [
        (_("Vous préparez le dossier à deux"), _("Quelques questions, puis vos papiers, chacun de son côté.")),
        (_("L’accueil vérifie qu’il est complet"), _("S’il manque un papier, nous vous disons lequel.")),
        (_("L’état civil l’examine"), _("Une audition est parfois demandée.")),
        (_("Les bans sont publiés"), _("Pendant dix jours, à la mairie et sur ce site.")),
        (_("Vous choisissez la date"), _("La salle et l’élu·e sont réservés ensemble.")),
        (_("Vous reconfirmez"), _("Chacun dit oui une semaine avant, sinon la place est rendue.")),
        (_("La cérémonie"), _("Et un certificat que chacun peut vérifier.")),
    ],
    "pacs": [
        (_("Vous préparez le dossier à deux"), _("Quelques questions, puis vos papiers, chacun de son côté.")),
        (_("L’accueil vérifie qu’il est complet"), _("S’il manque un papier, nous vous disons lequel.")),
        (_("L’état civil l’examine"), _("Il vous écrit si quelque chose n’est pas clair.")),
        (_("Vous choisissez le rendez-vous"), _("Vous venez tous les deux.")),
        (_("Vous reconfirmez"), _("Chacun dit oui une semaine avant, sinon la place est rendue.")),
        (_("Le rendez-vous en mairie"), _("Et un certificat que chacun peut vérifier.")),
    ],
}

JOURNAL = {
    "case.started": _("a ouvert un dossier"),
    "case.answered": _("a répondu aux questions d’un dossier"),
    "party.invited": _("a invité l’autre personne à rejoindre un dossier"),
    "invitation.revoked": _("a annulé une invitation"),
    "party.joined": _("a rejoint un dossier"),
    "party.consented": _("est d’accord pour envoyer un dossier"),
    "piece.provided": _("a fourni une pièce"),
    "piece.withdrawn": _("a retiré une pièce"),
    "piece.refused": _("a écarté une pièce dangereuse"),
    "case.annotated": _("a écrit dans un carnet"),
    "case.noted": _("a laissé une note entre agents"),
    "case.messaged": _("a écrit aux personnes d’un dossier"),
    "step.adjusted": _("a adapté un carnet"),
    "step.done": _("a terminé une étape ajoutée à un carnet"),
    "banns.published": _("a publié des bans"),
    "banns.closed": _("a terminé une publication de bans"),
    "ceremony.planned": _("a réservé une cérémonie"),
    "ceremony.reconfirmed": _("a reconfirmé une cérémonie"),
    "ceremony.ended": _("a noté la fin d’une cérémonie"),
    "procedure.changed": _("a changé ce que demande une démarche"),
    "procedure.restored": _("est revenu à une version précédente d’une démarche"),
    "certificate.issued": _("a délivré un certificat"),
    "certificate.revoked": _("a annulé un certificat"),
    "certificate.downloaded": _("a téléchargé un certificat"),
}


def act_sentence(act):
    """What an act says to people; the verb itself should nobody have written its sentence."""
    return ACTS.get(act.verb, act.verb)


def answer_said(question, value):
    """An answer as people read it."""
    if question["kind"] == "yesno":
        return _("Oui") if value else _("Non")
    if question["kind"] == "date":
        return local_date(date.fromisoformat(value))
    if question["kind"] == "choice":
        return next((say(choice["label"]) for choice in question["choices"] if choice["value"] == value), value)
    return value


def legal_effect_sentence(effect):
    """What the online part is worth, in one sentence shown wherever the procedure is."""
    return LEGAL_EFFECTS[LegalEffect(effect)]


def certificate_statement(code, effect):
    """What a certificate is and is not."""
    return CERTIFICATE_STATEMENTS[code, effect == LegalEffect.VALID]
