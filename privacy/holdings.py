"""Everything we keep about a person: what it is, where, why, until when, how it is taken away and how it is erased.

Each ``Holding`` is one line of the page, one chapter of the archive and one step of an erasure. Apps above this one
add theirs by ``register_holding``.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from . import erasers, extracts


class Holding(NamedTuple):
    code: str
    pictogram: str
    name: str
    where: str
    why: str
    until: str
    count: Callable  # (user) -> how many, None where counting says nothing
    export: Callable  # (user) -> Chapter, see extracts.py
    erase: Callable | None  # (user) -> None, may be run again; None: nothing of it names the person once she is erased

    @property
    def leaves(self):
        """Whether an erasure takes it away."""
        return self.erase is not None


_holdings = []


def register_holding(holding, *, first=False):
    """Add a holding; ``first`` has it erased before the others."""
    _holdings.insert(0, holding) if first else _holdings.append(holding)


def holdings():
    return tuple(_holdings)


VAULT = _("Dans votre coffre, fermé avec une clé à vous")
HOUSE = _("Dans la base de la mairie")
UNTIL_ERASED = _("Jusqu’à ce que vous l’effaciez")

for _holding in [
    Holding(
        "mandates", "two-hands", _("Qui vous aide, et qui vous aidez"), HOUSE,
        _("Pour que la personne de votre choix agisse avec vous"), _("Jusqu’à la fin du mandat"),
        extracts.count_mandates, extracts.mandates, erasers.mandates,
    ),
    Holding(
        "mail", "mail-open", _("Le courrier arrivé à votre adresse de la mairie"), VAULT,
        _("Pour ranger ce qu’on vous envoie"), UNTIL_ERASED,
        extracts.count_mail, extracts.mail, erasers.mail,
    ),
    Holding(
        "cases", "cases", _("Vos dossiers : réponses, échanges, rendez-vous du dossier"), HOUSE,
        _("Pour faire la démarche que vous avez demandée"), _("Le temps que la loi demande pour cette démarche"),
        extracts.count_cases, extracts.cases, erasers.cases,
    ),
    Holding(
        "copies", "stamp", _("Les copies gardées dans vos dossiers"), _("Dans le dossier, fermées avec sa propre clé"),
        _("Pour prouver sur quoi la mairie a décidé"), _("Comme le dossier"),
        extracts.count_copies, extracts.copies, erasers.copies,
    ),
    Holding(
        "documents", "vault", _("Vos papiers, avec leurs versions"), VAULT,
        _("Pour ne pas vous les redemander"), UNTIL_ERASED,
        extracts.count_documents, extracts.documents, erasers.documents,
    ),
    Holding(
        "bookings", "bookings", _("Vos réservations"), HOUSE,
        _("Pour vous garder la place"), _("Votre nom s’en va avec votre compte"),
        extracts.count_bookings, extracts.bookings, erasers.bookings,
    ),
    Holding(
        "messages", "messages", _("Les messages que nous vous avons écrits"), HOUSE,
        _("Pour que vous puissiez les relire"), UNTIL_ERASED,
        extracts.count_messages, extracts.messages, erasers.messages,
    ),
    Holding(
        "log", "readings", _("Qui a fait quoi, et qui a regardé"), _("Dans le journal, que personne ne peut changer"),
        _("Pour votre sécurité : chaque lecture y est écrite"),
        _("Toujours, sans votre nom une fois que vous êtes parti·e"),
        extracts.count_log, extracts.log, None,
    ),
    Holding(
        "requests", "question", _("Vos demandes sur vos données"), HOUSE,
        _("Pour vous répondre dans le mois"), UNTIL_ERASED,
        extracts.count_requests, extracts.requests, erasers.requests,
    ),
    Holding(
        "account", "profile", _("Votre compte : nom, langue, e-mail, téléphone"), HOUSE,
        _("Pour savoir qui vous êtes et vous joindre"), _("Jusqu’à la fin de votre compte"),
        extracts.count_account, extracts.account, erasers.account,
    ),
]:  # fmt: skip
    register_holding(_holding)
