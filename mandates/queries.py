"""Reads of mandates: who helps whom now, with what, and what was done."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from journal.models import Entry

from . import registry
from .enums import MandateState, Way
from .models import Covered, Mandate, Refusal

LAST_DAY = Coalesce("ended_at", "until")


def mandates_of(user):
    """Every mandate the person gave or received, whatever its state, newest first."""
    return with_people(Mandate.objects.filter(Q(giver=user) | Q(helper=user)))


def with_people(mandates):
    return mandates.select_related("giver", "helper", "recorded_by").prefetch_related("covered")


def given_by(user):
    return with_people(Mandate.objects.filter(giver=user).exclude(_unanswered_codes()))


def received_by(user):
    return with_people(Mandate.objects.filter(helper=user).exclude(_unanswered_codes()))


def to_answer(user):
    """What people ask ``user`` to help with and that has no answer yet, but for those she will not hear from."""
    now = timezone.now()
    refused = Refusal.objects.filter(person=user).values("helper")
    asked = Mandate.objects.filter(helper=user, state=MandateState.ASKED, way=Way.ONLINE, until__gt=now)
    return asked.filter(Q(answer_before=None) | Q(answer_before__gt=now)).exclude(giver__in=refused)


def _unanswered_codes():
    """What a helper asked for and has no answer yet: it is nobody's mandate."""
    return Q(way="code", started_at=None)


def mandate_of_helper(user, public_id):
    """The mandate in force under which ``user`` helps, or the 404 of one that never was."""
    return get_object_or_404(with_people(Mandate.objects.in_force()), helper=user, public_id=public_id)


def mandate_of_person(user, public_id):
    """A mandate the person gave or received; 404 for everybody else."""
    return get_object_or_404(mandates_of(user).exclude(_unanswered_codes()), public_id=public_id)


def covers(kind, *, pk):
    """The condition on mandates that cover one thing of a kind."""
    rows = Covered.objects.filter(content_type=_type(kind), object_id=pk).values("mandate")
    return Q(everything__contains=[kind]) | Q(pk__in=rows)


def over(*, helper, giver_id, kind, pk, acts):
    """The mandate in force that lets ``helper`` do one of ``acts`` to this thing of the giver's, or None."""
    held = Mandate.objects.in_force().filter(helper=helper, giver=giver_id, acts__overlap=list(acts))
    return held.filter(covers(kind, pk=pk)).select_related("giver", "helper").first()


def over_case(*, givers, kind, pk):
    """Mandates in force of these people that cover one thing, oldest first, with their people."""
    held = Mandate.objects.in_force().filter(giver__in=givers).filter(covers(kind, pk=pk))
    return list(held.select_related("giver", "helper").order_by("pk"))


def held_over(helper, kind, acts, **of):
    """The condition on rows of a kind that a mandate in force lets ``helper`` do one of ``acts`` to them.

    ``of`` ties the giver to the row: ``giver=OuterRef("owner")``.
    """
    held = Mandate.objects.in_force().filter(helper=helper, acts__overlap=list(acts), **of)
    chosen = Covered.objects.filter(mandate=OuterRef("pk"), content_type=_type(kind))
    chosen = chosen.filter(object_id=OuterRef(OuterRef("pk")))
    return Exists(held.filter(Q(everything__contains=[kind]) | Exists(chosen)))


def ever_held(helper, *, givers, kind):
    """Mandates on a kind of things that began: in force now (``holds``) or not, until when (``last``), oldest first."""
    held = Mandate.objects.told_in_force().annotate(last=LAST_DAY).filter(helper=helper, giver__in=givers)
    held = held.filter(started_at__isnull=False, acts__overlap=registry.acts_on(kind))
    return held.select_related("giver", "helper").prefetch_related("covered").order_by("started_at", "pk")


def is_on(mandate, kind, pk):
    """Whether a mandate read with what it covers is about this thing."""
    chosen = ((row.content_type_id, row.object_id) for row in mandate.covered.all())
    return kind in mandate.everything or (_type(kind).pk, pk) in chosen


def helped_since(began, **of):
    """The condition that ``of`` (a helper, a giver) helped or was helped at some moment since ``began``."""
    began_to = Mandate.objects.annotate(last=LAST_DAY).filter(started_at__isnull=False, last__gt=began)
    return Exists(began_to.filter(**of))


def helpers_of(givers):
    """``[(giver, helper, last moment), ...]``, keys, of all who were ever let help these people."""
    rows = Mandate.objects.filter(giver__in=givers, started_at__isnull=False).order_by()
    return list(rows.values_list("giver", "helper").annotate(last=Max(LAST_DAY)))


def _type(kind):
    return ContentType.objects.get_for_model(registry.kind(kind).model)


def lately_ended(user):
    """The last mandate under which the person helped and that ended within a day, or None."""
    yesterday = timezone.now() - timedelta(days=1)
    over_now = Q(ended_at__gt=yesterday) | Q(until__gt=yesterday, until__lte=timezone.now())
    closed = Q(state=MandateState.ACTIVE, giver__is_active=False)
    received = Mandate.objects.filter(helper=user, started_at__isnull=False)
    return received.filter(over_now | closed).order_by(F("ended_at").desc(nulls_last=True)).first()


# What was done under mandates, from the log.


def entries_under(mandate):
    """Lines of the log written under a mandate."""
    return _marked(Entry.objects.select_related("actor")).filter(under=str(mandate.public_id))


def last_done(mandates):
    """``{public id: line}``: the last thing done under each mandate. One query."""
    ids = [str(mandate.public_id) for mandate in mandates]
    last = _marked(Entry.objects).filter(under__in=ids).order_by("under", "-id").distinct("under")
    return {entry.under: entry for entry in last}


def _marked(entries):
    return entries.filter(data__has_key="mandate").annotate(under=KT("data__mandate"))


def names_of(entries, viewer):
    """``{(target type, id): label}`` of what the lines are about, as ``viewer`` may read it."""
    found = {}
    for target_type in {entry.target_type for entry in entries}:
        ids = {entry.target_id for entry in entries if entry.target_type == target_type}
        for kind in registry.kinds():
            found |= {(target_type, pk): label for pk, label in kind.names(target_type, ids, viewer).items()}
    return found


# What a mandate says, in words.


def sentences(mandate):
    """What the helper may do, as lines for people: ``[(pictogram, sentence), ...]``."""
    known = [registry.act(code) for code in mandate.acts]
    return [(act.pictogram, str(act.label)) for act in known if act]


def things(mandate):
    """On what: ``[(pictogram, sentence), ...]``, a kind each."""
    said = []
    for kind in registry.kinds():
        rows = [row for row in mandate.covered.all() if row.content_type_id == _type(kind.code).pk]
        if kind.code in mandate.everything:
            said.append((kind.pictogram, str(kind.whole)))
        elif rows:
            said.append((kind.pictogram, f"{kind.some} ({len(rows)})"))
    return said


def links(helper, mandates):
    """``{mandate pk: [(name, address), ...]}`` of the things in hand, all kinds together."""
    found = {mandate.pk: [] for mandate in mandates}
    for kind in registry.kinds() if mandates else ():
        for pk, named in (kind.links(helper, mandates) if kind.links else {}).items():
            found[pk] += named
    return found


def in_one_sentence(mandate):
    """Exactly what is given, for a message read aloud."""
    what = " ; ".join(sentence for _pictogram, sentence in sentences(mandate))
    on = " ; ".join(sentence for _pictogram, sentence in things(mandate))
    return _("%(what)s (%(on)s)") % {"what": what, "on": on} if on else what
