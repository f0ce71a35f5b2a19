"""What a rule waits for, what it does, and what became of it."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

MOST_STEPS = 5  # actions of one rule
DEEPEST = 5  # rules set off one by another
MOST_AT_ONCE = 200  # pages of « run on everything »


class Event(TextChoices):
    """What happens; the verbs of the log behind each are in ``events.VERBS``."""

    CREATED = "created", _("une page est créée")
    PUBLISHED = "published", _("une page est publiée")
    UNPUBLISHED = "unpublished", _("une page est retirée du site")
    EXPIRED = "expired", _("une page arrive à la fin de son temps")
    MOVED = "moved", _("une page est déplacée")
    SUBMITTED = "submitted", _("une page est proposée à la relecture")
    SENT_BACK = "sent_back", _("une page est rendue par la relecture")
    NOTE_LEFT = "note_left", _("un lecteur laisse un mot sur une page")
    CASE_SENT = "case_sent", _("un dossier est envoyé")
    CASE_RETURNED = "case_returned", _("un dossier est renvoyé à compléter")
    CASE_COMPLETE = "case_complete", _("un dossier est reconnu complet")
    CASE_DONE = "case_done", _("un dossier est terminé")
    CASE_WITHDRAWN = "case_withdrawn", _("un dossier est retiré par l’usager")
    BOOKED = "booked", _("une place est réservée")
    RELEASED = "released", _("une place réservée est rendue")


CASE_EVENTS = {Event.CASE_SENT, Event.CASE_RETURNED, Event.CASE_COMPLETE, Event.CASE_DONE, Event.CASE_WITHDRAWN}
BOOKING_EVENTS = {Event.BOOKED, Event.RELEASED}
PAGE_EVENTS = set(Event) - CASE_EVENTS - BOOKING_EVENTS


class Act(TextChoices):
    """What a rule does, one step at a time."""

    WRITE_AUTHOR = "write_author", _("écrire à l’auteur de la page, ou à l’usager")
    WRITE_SERVICE = "write_service", _("écrire aux agents d’un service")
    WRITE_PERSON = "write_person", _("écrire à un agent")
    WRITE_ADDRESS = "write_address", _("écrire à une adresse e-mail")
    NOTIFY = "notify", _("prévenir un service ou un agent, dans ses tâches")
    TASK = "task", _("donner une tâche à un service ou à un agent")
    TAG = "tag", _("mettre une étiquette sur la page")
    MOVE = "move", _("déplacer la page")
    PUBLISH = "publish", _("publier la page")
    UNPUBLISH = "unpublish", _("retirer la page du site")


WRITING = {Act.WRITE_AUTHOR, Act.WRITE_SERVICE, Act.WRITE_PERSON, Act.WRITE_ADDRESS}
ASKING = {Act.NOTIFY, Act.TASK}
ON_PAGES = {Act.TAG, Act.MOVE, Act.PUBLISH, Act.UNPUBLISH}

# What an act brings about again: a rule that waits for it would call itself.
CALLS_ITSELF = {
    Event.PUBLISHED: {Act.PUBLISH},
    Event.UNPUBLISHED: {Act.UNPUBLISH},
    Event.EXPIRED: {Act.UNPUBLISH},
    Event.MOVED: {Act.MOVE},
}


class State(TextChoices):
    DONE = "done", _("Fait")
    FAILED = "failed", _("À reprendre")
    STOPPED = "stopped", _("Arrêtée, pour ne pas tourner en rond")


class Weekday(IntegerChoices):
    MONDAY = 0, _("lundi")
    TUESDAY = 1, _("mardi")
    WEDNESDAY = 2, _("mercredi")
    THURSDAY = 3, _("jeudi")
    FRIDAY = 4, _("vendredi")
    SATURDAY = 5, _("samedi")
    SUNDAY = 6, _("dimanche")
