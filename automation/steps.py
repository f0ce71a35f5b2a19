"""What each step of a rule does. A step that cannot be done says why, and leaves nothing behind."""

import re
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from accounts.models import Membership, User
from cms import publication
from cms.routing import absolute
from notifications.actions import send

from .enums import Act
from .models import Tag, Todo

MARKERS = re.compile(r"(\{titre\}|\{adresse\}|\{date\})")
KIND = "automation_word"

REASONS = {
    "owner": gettext_lazy("La personne qui répond de la règle n’a pas ce droit."),
    "nobody": gettext_lazy("Il n’y a personne à qui l’adresser."),
    "no_page": gettext_lazy("Il n’y a pas de page."),
    "no_draft": gettext_lazy("La page n’a pas de texte à publier."),
    "stopped": gettext_lazy("Ce texte attend une correction, ou une deuxième lecture."),
    "not_there": gettext_lazy("La page ne peut pas aller à cet endroit."),
    "loop": gettext_lazy("La règle est déjà passée dans cette suite de règles."),
    "deep": gettext_lazy("Trop de règles se suivent."),
    "often": gettext_lazy("La règle est passée trop souvent en une heure : elle est suspendue."),
    "fault": gettext_lazy("Une erreur de notre part. Elle est notée ; vous pourrez rejouer."),
}


class CannotDo(Exception):
    """``code``, a key of ``REASONS``, is all that the log of runs keeps."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def perform(step, happening):
    """Do one step for the site, with the rights of the rule's owner; raise CannotDo where it cannot be done."""
    ALL[step.act].do(step, happening)


def check(step, happening):
    """Raise CannotDo where ``perform`` would, as far as can be seen; change nothing."""
    ALL[step.act].check(step, happening)


def filled(text, happening, reader=None):
    """The three markers replaced, and nothing else: what staff write is never a template."""
    values = {"{titre}": happening.title, "{adresse}": absolute(happening.address(reader)), "{date}": happening.date}
    return "".join(values.get(part, part) for part in MARKERS.split(text))


def people_of(services):
    """The agents of these services, each once."""
    members = Membership.objects.filter(service__in=services).values("user")
    return list(User.objects.filter(pk__in=members, is_active=True))


class Writing:
    """A message of the outbox, in fixed words around the staff's."""

    def __init__(self, readers):
        self.readers = readers

    def check(self, step, happening):
        if not self.readers(step, happening):
            raise CannotDo("nobody")

    def do(self, step, happening):
        self.check(step, happening)
        for reader in self.readers(step, happening):
            self.write(step, happening, reader)

    def write(self, step, happening, reader):
        person = reader if isinstance(reader, User) else None
        context = {
            "subject": filled(step.subject or "{titre}", happening, person),
            "words": filled(step.text, happening, person),
            "site": settings.SITE_NAME,
        }
        to = {"recipient": person} if person else {"email": reader, "language": "fr"}
        send(KIND, **to, context=context, url=happening.address(person), target=happening.thing)


def _author(step, happening):
    return [happening.person] if happening.person and happening.person.is_active else []


def _service(step, happening):
    return people_of([step.service] if step.service_id else happening.services)


def _person(step, happening):
    return [step.person] if step.person and step.person.is_agent else []


def _address(step, happening):
    return [step.email] if step.email else []


class Asking:
    """Something in the agents' inbox; with a day to do it, or only to know."""

    def check(self, step, happening):
        if not self.holders(step, happening):
            raise CannotDo("nobody")

    def holders(self, step, happening):
        if step.person_id:
            return [{"person": person} for person in _person(step, happening)]
        return [{"service": service} for service in ([step.service] if step.service_id else happening.services)]

    def do(self, step, happening):
        self.check(step, happening)
        due = timezone.localdate() + timedelta(days=step.days or 0) if step.act == Act.TASK else None
        sentence = filled(step.subject or "{titre}", happening)[:300]
        for holder in self.holders(step, happening):
            Todo.objects.create(sentence=sentence, url=happening.address(), due=due, **holder)


class OnPage:
    """An act on a page: ``allows(permissions)`` is asked of the rule's owner."""

    def __init__(self, allows, act, may=lambda step, page: None):
        self.allows, self.act, self.may = allows, act, may

    def check(self, step, happening):
        self.look(step, happening.page)

    def look(self, step, page):
        if page is None:
            raise CannotDo("no_page")
        if not self.allows(page.permissions_for_user(step.rule.owner)):
            raise CannotDo("owner")
        self.may(step, page)

    def do(self, step, happening):
        """On the page as it is now, held: an earlier step, or somebody, may have changed it."""
        page = happening.page and Page.objects.select_for_update().filter(pk=happening.page.pk).first()
        page = page and page.specific
        self.look(step, page)
        self.act(step, page)


def _tag(step, page):
    Tag.objects.get_or_create(page_id=page.pk, name=step.tag)


def _may_move(step, page):
    target = step.target and step.target.specific
    if target is None or target.pk == page.pk or target.is_descendant_of(page) or not page.can_move_to(target):
        raise CannotDo("not_there")
    if not page.permissions_for_user(step.rule.owner).can_move_to(target):
        raise CannotDo("owner")


def _move(step, page):
    if not page.is_child_of(step.target):
        MovePageAction(page, step.target.specific, pos="last-child", user=None).execute(skip_permission_checks=True)


def _may_publish(step, page):
    revision = page.get_latest_revision()
    if revision is None:
        raise CannotDo("no_draft")
    writers = publication.writers_since(page, page.live_revision_id)
    if is_behind(page) and publication.refusals(revision.as_object(), writers=writers, actor=None):
        raise CannotDo("stopped")


def is_behind(page):
    return not page.live or page.has_unpublished_changes


def _publish(step, page):
    if is_behind(page):
        page.get_latest_revision().publish(user=None, skip_permission_checks=True)


def _unpublish(step, page):
    if page.live:
        page.unpublish(user=None)


ALL = {
    Act.WRITE_AUTHOR: Writing(_author),
    Act.WRITE_SERVICE: Writing(_service),
    Act.WRITE_PERSON: Writing(_person),
    Act.WRITE_ADDRESS: Writing(_address),
    Act.NOTIFY: Asking(),
    Act.TASK: Asking(),
    Act.TAG: OnPage(lambda may: may.can_edit(), _tag),
    Act.MOVE: OnPage(lambda may: may.can_move(), _move, _may_move),
    Act.PUBLISH: OnPage(lambda may: may.can_publish(), _publish, _may_publish),
    Act.UNPUBLISH: OnPage(lambda may: may.can_unpublish() or not may.page.live, _unpublish),
}


def sentence(step):
    """What a step does, in words for staff."""
    to = step.person or step.service or step.email
    details = {
        Act.TAG: step.tag,
        Act.MOVE: _("sous « %(page)s »") % {"page": step.target.title} if step.target_id else "",
    }
    detail = details.get(step.act) or to or ""
    words = f"{step.get_act_display()} : {detail}" if detail else step.get_act_display()
    return f"{words} — « {step.subject} »" if step.subject else words
