"""What is said to people: the sentences of the tray, and the answers of the door."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vault.reception import EMPTY, REFUSALS, TOO_LARGE

OWN_REFUSALS = {
    "empty": EMPTY,
    "many": _("Ce message a trop de pièces jointes. Demandez à l’expéditeur de l’envoyer dans un autre message."),
    "long": _(
        "Les pièces jointes de ce message sont trop longues à vérifier."
        " Demandez à l’expéditeur d’envoyer celle-ci dans un autre message."
    ),
    "winmail": _("Ce fichier ne se lit que dans Outlook. Demandez à l’expéditeur de renvoyer ses documents en PDF."),
}


def refusal(code):
    """The sentence for the code of a refusal, empty for none."""
    if code == "too_large":
        return TOO_LARGE % {"size": settings.VAULT_MAX_BYTES // 10**6}
    return OWN_REFUSALS.get(code) or REFUSALS.get(code) or (REFUSALS["type"] if code else "")


# Answers of SMTP are in ASCII (RFC 5321, 4.2): French has no accents here.
TAKEN = "250 2.0.0 Recu, merci / Received, thank you"
UNKNOWN = "550 5.1.1 Adresse inconnue ou fermee / Unknown or closed address"
LARGE = "552 5.3.4 Message trop lourd : %d Mo au plus / Message too large: %d MB at most"
FORGED = "550 5.7.1 L'expediteur affiche n'est pas celui qui envoie / The sender shown did not send this message"
BROKEN = "554 5.6.0 Message illisible ou trop complique / Message unreadable or too complicated"
SLOWER = "450 4.7.1 Trop de messages, reessayez plus tard / Too many messages, try again later"
FULL = "452 4.2.2 La boite est pleine, reessayez plus tard / The mailbox is full, try again later"
RECIPIENTS = "452 4.5.3 Trop de destinataires a la fois / Too many recipients at once"
LATER = "451 4.3.0 Service indisponible, reessayez plus tard / Service unavailable, try again later"
UNJUDGED = "451 4.7.0 Expediteur pas encore verifie, reessayez / Sender not verified yet, try again"
BUSY = "421 4.3.2 Trop de connexions, reessayez plus tard / Too many connections, try again later"


def too_large():
    size = settings.LETTERBOX_MAX_BYTES // 10**6
    return LARGE % (size, size)
