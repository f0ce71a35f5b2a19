"""From a line of the log to what happened, and to what it happened to."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import Service, User
from cases.models import Case
from cms import routing
from coworking.models import Booking
from journal.models import Entry
from postits.models import Note
from ui.dates import local_datetime

from .enums import Event

VERBS = {
    Event.CREATED: {"page.create"},
    Event.PUBLISHED: {"page.publish", "page.publish.scheduled"},
    Event.UNPUBLISHED: {"page.unpublish", "page.unpublish.scheduled"},
    Event.EXPIRED: {"page.unpublish.scheduled"},
    Event.MOVED: {"page.move"},
    Event.SUBMITTED: {"page.workflow.start", "page.workflow.resume"},
    Event.SENT_BACK: {"page.workflow.reject"},
    Event.NOTE_LEFT: {"postit.left"},
    Event.CASE_SENT: {"case.submitted"},
    Event.CASE_RETURNED: {"case.returned"},
    Event.CASE_COMPLETE: {"case.completed"},
    Event.CASE_DONE: {"case.done"},
    Event.CASE_WITHDRAWN: {"case.withdrawn"},
    Event.BOOKED: {"booking.made"},
    Event.RELEASED: {"booking.released"},
}
KNOWN = set().union(*VERBS.values())


def of_verb(verb):
    """The events that this verb of the log makes happen."""
    return [event for event, verbs in VERBS.items() if verb in verbs]


@dataclass
class Happening:
    """What a rule is given: the thing, when, and by whom (None: the site, or somebody without account).

    ``thing`` is a page, a case or a booking; ``person`` whom it is about: a page's author, a case's or place's holder.
    """

    thing: object
    at: datetime
    actor: User | None
    person: User | None
    entry: Entry | None = None

    @property
    def page(self):
        return self.thing if isinstance(self.thing, Page) else None

    @property
    def case(self):
        return self.thing if isinstance(self.thing, Case) else None

    @property
    def title(self):
        """A page's title, a case's number, what is booked: never anybody's name."""
        if self.page:
            return self.page.get_admin_display_title()
        return self.case.number if self.case else str(self.thing.resource)

    @property
    def service(self):
        """The service it is about, or None."""
        return self.case.service if self.case else getattr(self.page, "service", None)

    @property
    def services(self):
        """The services it is about: a situation names several."""
        if self.service or not hasattr(self.page, "services"):
            return [self.service] if self.service else []
        codes = [block.value for block in self.page.services]
        return list(Service.objects.filter(code__in=codes))

    @property
    def family(self):
        own = getattr(self.page, "family", "")
        return own or (self.services[0].family if self.services else "")

    @property
    def date(self):
        return local_datetime(self.thing.during.lower if isinstance(self.thing, Booking) else self.at)

    def address(self, reader=None):
        """The path where ``reader`` sees it: an agent, the resident, or everybody for None; empty for none."""
        if self.page:
            is_editor = bool(reader and reader.is_agent)
            edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
            return edit if is_editor or not self.page.live else routing.address(self.page)
        if self.case:
            name = "workflows:agent_case" if reader is None or reader.is_agent else "workflows:case"
            return reverse(name, args=[self.case.public_id])
        return ""


def of_entry(entry):
    """What the line of the log tells of, or None when it is no longer there."""
    found = FINDERS.get(entry.target_type.split(".")[0], lambda entry: None)(entry)
    if found is None:
        return None
    thing, person = found
    people = User.objects.in_bulk([pk for pk in (entry.actor_id, entry.subject_id) if pk])
    person = person or people.get(entry.subject_id)
    return Happening(thing, entry.at, people.get(entry.actor_id), person, entry)


def of_page(page):
    """A page as it is now, when nothing happened but somebody asks."""
    page = page.specific
    return Happening(page, timezone.now(), page.owner, page.owner)


def _page(entry):
    page = Page.objects.select_related("owner").filter(pk=entry.target_id).first()
    return page and (page.specific, page.owner)


def _note(entry):
    note = Note.objects.select_related("page", "author").filter(public_id=entry.target_id).first()
    return (note.page.specific, note.author) if note and note.page else None


def _case(entry):
    case = Case.objects.select_related("service", "version__procedure").filter(public_id=entry.target_id).first()
    party = case and case.parties.select_related("user").first()
    return case and (case, party.user if party else None)


def _booking(entry):
    booking = Booking.objects.select_related("resource", "holder").filter(public_id=entry.target_id).first()
    return booking and (booking, booking.holder)


# Pages of the cms write their lines as wagtailcore.page; notes, cases and bookings as themselves.
FINDERS = {"wagtailcore": _page, "cms": _page, "postits": _note, "cases": _case, "coworking": _booking}


def names_of(things):
    """What to call ``(type, key)`` of runs on screen: ``{(type, key): name}``, in one query for each kind of thing."""
    keys = {}
    for target_type, key in things:
        keys.setdefault(target_type.split(".")[0], set()).add(key)
    found = {app: NAMERS[app](wanted) for app, wanted in keys.items()}
    gone = _("Ce n’est plus là")
    return {(kind, key): found[kind.split(".")[0]].get(key, gone) for kind, key in things}


def name_of(target_type, target_id):
    return names_of([(target_type, target_id)])[target_type, target_id]


def _page_names(keys):
    return {str(page.pk): page.get_admin_display_title() for page in Page.objects.filter(pk__in=keys)}


def _note_names(keys):
    notes = Note.objects.filter(public_id__in=keys, page__isnull=False).select_related("page")
    return {str(note.public_id): note.page.get_admin_display_title() for note in notes}


def _case_names(keys):
    return {
        str(key): number for key, number in Case.objects.filter(public_id__in=keys).values_list("public_id", "number")
    }


def _booking_names(keys):
    bookings = Booking.objects.filter(public_id__in=keys).select_related("resource")
    return {str(booking.public_id): str(booking.resource) for booking in bookings}


NAMERS = {
    "wagtailcore": _page_names,
    "cms": _page_names,
    "postits": _note_names,
    "cases": _case_names,
    "coworking": _booking_names,
}


def page_types():
    """``[(model, name), ...]`` of the pages editors make."""
    kinds = [model for model in apps.get_app_config("cms").get_models() if issubclass(model, Page)]
    return sorted(((kind._meta.label_lower, str(kind._meta.verbose_name)) for kind in kinds), key=lambda kind: kind[1])
