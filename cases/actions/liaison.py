"""The liaison sheet and the booklet's adaptations."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policy
from cases.enums import ActKind, StepChange
from cases.models import Act, StepAdjustment
from cases.queries import party_of
from journal.actions import record
from notifications.actions import send


def add_act(*, case, author, verb, text="", data=None):
    """Write an act on the liaison sheet. ``verb`` is a key of ``cases.labels.ACTS``; ``author`` None is the clock."""
    return _line(case, author, ActKind.ACT, text, verb=verb, data=data or {})


def say_prepared(case, author):
    """Somebody fills the file for somebody: one line a day is enough."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    said = case.acts.filter(author=author, verb="case.prepared", at__gte=today)
    if not said.exists():
        add_act(case=case, author=author, verb="case.prepared")


@transaction.atomic
def annotate(*, case, actor, text):
    """A resident writes on the couple's sheet; agents read it too."""
    policy.require(actor, "cases.annotate", case)
    return _write(case, actor, ActKind.ANNOTATION, text, "case.annotated")


@transaction.atomic
def note(*, case, actor, text):
    """A note between agents, never shown to residents."""
    policy.require(actor, "cases.note", case)
    return _write(case, actor, ActKind.NOTE, text, "case.noted")


@transaction.atomic
def message(*, case, actor, text):
    """Write to the other people of the case; each gets a message."""
    policy.require(actor, "cases.message", case)
    act = _write(case, actor, ActKind.MESSAGE, text, "case.messaged")
    tell_parties(case, "case_message", but=actor, context={"text": act.text, "sender": _signature(case, actor)})
    return act


@transaction.atomic
def adjust_step(*, case, actor, change, milestone, title="", text=""):
    """Add, skip or explain a step of this couple's booklet."""
    policy.require(actor, "cases.note", case)
    if change == StepChange.ADDED and not title.strip():
        raise ValidationError({"title": _("Donnez un titre à l’étape que vous ajoutez.")})
    adjustment = StepAdjustment.objects.create(
        case=case, author=actor, change=change, milestone=milestone, title=title.strip(), text=_clean(text)
    )
    add_act(case=case, author=actor, verb=f"step.{change}", text=text, data={"milestone": milestone, "title": title})
    record("step.adjusted", actor=actor, target=case, data={"change": str(change), "milestone": milestone})
    return adjustment


@transaction.atomic
def finish_step(*, adjustment, actor):
    """An added step is done; doing it again changes nothing."""
    policy.require(actor, "cases.note", adjustment.case)
    if adjustment.done_at is None:
        adjustment.done_at = timezone.now()
        adjustment.save(update_fields=["done_at"])
        record("step.done", actor=actor, target=adjustment.case, data={"adjustment": adjustment.pk})
    return adjustment


def tell_parties(case, kind, *, but=None, context=None, url=None):
    """Send ``kind`` to the people of the case, ``but`` the one who knows already."""
    for party in case.parties.select_related("user"):
        if but is None or party.user_id != but.pk:
            send(
                kind,
                recipient=party.user,
                context={"number": case.number, **(context or {})},
                url=url or case_url(case),
                target=case,
            )


def case_url(case):
    """Where people follow the case."""
    return reverse("workflows:case", args=[case.public_id])


def _write(case, actor, kind, text, verb):
    text = _clean(text)
    if not text:
        raise ValidationError(_("Écrivez un mot avant d’envoyer."))
    act = _line(case, actor, kind, text)
    record(verb, actor=actor, target=case, data={"act": act.pk})
    return act


def _line(case, author, kind, text, **fields):
    """What is done under a mandate says for whom, as in the log."""
    mandate = getattr(author, "helping", None)
    person = mandate.giver if mandate else None
    return Act.objects.create(case=case, author=author, on_behalf_of=person, kind=kind, text=_clean(text), **fields)


def _clean(text):
    return text.replace("\x00", "").strip()


def _signature(case, actor):
    """An agent signs for the service; a person signs by name, and for whom when it is not for oneself."""
    if mandate := actor.helping:
        return _("%(helper)s, pour %(giver)s") % {"helper": actor, "giver": mandate.giver}
    return actor.first_name if party_of(case, actor) else case.service.name
