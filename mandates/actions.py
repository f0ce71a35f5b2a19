"""Giving a mandate, accepting it, ending it: each told to both, each a line of the log."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from accounts import limits
from accounts.models import User
from accounts.queries import person_named
from journal.actions import record
from notifications.actions import send

from . import queries, registry
from .enums import MandateState, Way
from .models import Covered, Mandate, Refusal
from .tokens import digest, new_token

LONGEST = timedelta(days=366)
DAYS_TO_ANSWER = 14
CODE_LIFE = timedelta(minutes=15)
GIVEN_A_DAY = limits.Limit(10, timedelta(days=1))
ASKED_BY_ONE = limits.Limit(8, timedelta(days=1))
ASKED_OF_ONE = limits.Limit(3, timedelta(days=1))
GUESSES = limits.Limit(5, CODE_LIFE)


@transaction.atomic
def give(*, giver, to, acts, until, everything=(), chosen=None, why=""):
    """Ask the person known as ``to`` to help; give the mandate, the same whether such a person exists or not.

    ``chosen`` is ``{kind: [pk, ...]}``. Raises ``ValidationError``, ``limits.TooManyGuesses``.
    """
    limits.take(f"mandate-given:{giver.pk}", GIVEN_A_DAY)
    helper = person_named(to)
    if helper == giver:
        raise ValidationError({"to": _("C’est vous : donnez le numéro ou l’adresse d’une autre personne.")})
    mandate = _make(
        giver=giver,
        helper=helper if helper and helper.is_active else None,
        typed=to,
        way=Way.ONLINE,
        terms=(acts, until, everything, chosen, why),
        answer_before=timezone.now() + timedelta(days=DAYS_TO_ANSWER),
    )
    record("mandate.asked", actor=giver, target=mandate, subject=giver)
    if mandate.helper and not Refusal.objects.filter(person=mandate.helper, helper=giver).exists():
        _tell(mandate, "mandate_asked", mandate.helper)
    return mandate


@transaction.atomic
def accept(*, mandate, actor):
    """The helper says yes: both now see each other's name. Raises ``ValidationError`` when it is too late."""
    mandate = _locked(mandate)
    if mandate.helper_id != actor.pk or mandate.way != Way.ONLINE:
        raise PermissionDenied
    _refuse_closed(mandate)
    return _start(mandate, actor)


@transaction.atomic
def decline(*, mandate, actor):
    """The helper says no; the giver is told."""
    mandate = _locked(mandate)
    if mandate.helper_id != actor.pk:
        raise PermissionDenied
    _refuse_closed(mandate)
    _close(mandate, MandateState.DECLINED)
    record("mandate.declined", actor=actor, target=mandate, subject=mandate.giver)
    _tell(mandate, "mandate_declined", mandate.giver, typed=mandate.typed)


@transaction.atomic
def ask_by_code(*, helper, whom, acts, until, everything=(), why=""):
    """A helper beside somebody asks for a code on their telephone; give the mandate, whoever ``whom`` is or is not.

    Raises ``limits.TooManyGuesses`` after too many in a day.
    """
    limits.take(f"mandate-asked-by:{helper.pk}", ASKED_BY_ONE)
    person = person_named(whom)
    if person == helper:
        raise ValidationError({"whom": _("C’est vous : donnez le numéro de la personne que vous aidez.")})
    mandate = _make(
        giver=person if person and person.is_active else None,
        helper=helper,
        typed=whom,
        way=Way.CODE,
        terms=(acts, until, everything, None, why),
        answer_before=timezone.now() + CODE_LIFE,
    )
    record("mandate.code_sent", actor=helper, target=mandate, subject=helper)
    # The worker looks at who was named: the page that answers takes the same time whoever it was.
    jobs.configure_task("mandates.send_code", queue="messages").defer(mandate_id=mandate.pk)
    return mandate


@transaction.atomic
def send_code(*, mandate):
    """The code leaves by SMS, to a telephone its owner has proved: an e-mail box may be in the helper's hands."""
    mandate = _locked(mandate)
    person = mandate.giver
    reachable = person is not None and person.phone and person.phone_verified
    if mandate.code_hash or not (mandate.is_asked and reachable and _may_be_asked(person, mandate.helper)):
        return
    code, token = f"{secrets.randbelow(10**6):06d}", new_token()
    mandate.code_hash, mandate.refusal_hash = make_password(code), digest(token)
    mandate.save(update_fields=["code_hash", "refusal_hash"])
    words, url = {**_words(mandate, person), "code": code}, reverse("mandates:refuse", args=[token])
    send("mandate_code", phone=person.phone, language=person.language, context=words, url=url, target=mandate)


def confirm_code(*, mandate, actor, code):
    """The helper types the code: the mandate in force, or None for a wrong, old or used one.

    Raises ``limits.TooManyGuesses`` after five tries.
    """
    if mandate.helper_id != actor.pk:
        raise PermissionDenied
    tries = [limits.take(f"mandate-code:{mandate.pk}", GUESSES), limits.take(f"mandate-codes:{actor.pk}", GUESSES)]
    started = _opened_by(mandate, actor, code)
    if started:
        limits.give_back(tries)
    return started


@transaction.atomic
def refuse(*, token):
    """The person asked says no, and is not asked by this helper again; True when the link is one of ours."""
    mandate = Mandate.objects.select_for_update(of=["self"]).filter(refusal_hash=digest(token)).first()
    if mandate is None or mandate.giver_id is None:
        return False
    Refusal.objects.get_or_create(person_id=mandate.giver_id, helper_id=mandate.helper_id)
    if mandate.state == MandateState.ASKED:
        _close(mandate, MandateState.DECLINED)
        record("mandate.refused", actor=mandate.giver, target=mandate, subject=mandate.giver)
    elif mandate.state == MandateState.ACTIVE:
        _end(mandate, mandate.giver)
    return True


@transaction.atomic
def record_mandate(
    *, giver, helper, actor, acts, until, way, everything=(), chosen=None, why="", identity="", file=None
):
    """An agent writes down what somebody before them decides: on paper (with its scan) or in person."""
    if actor.pk in (giver.pk, helper.pk):
        raise PermissionDenied(_("Un agent ne note pas un mandat pour soi-même : demandez à un collègue."))
    if giver == helper:
        raise ValidationError({"to": _("C’est la même personne.")})
    if not (giver.is_active and helper.is_active):
        raise ValidationError({"to": _("Le compte de cette personne est fermé.")})
    if way == Way.IN_PERSON and not identity:
        raise ValidationError({"identity": _("Dites quel papier vous avez vu.")})
    if way == Way.PAPER and not file:
        raise ValidationError({"file": _("Ajoutez le scan du mandat signé.")})
    mandate = _make(
        giver=giver, helper=helper, typed="", way=way, terms=(acts, until, everything, chosen, why),
        recorded_by=actor, identity=identity,
    )  # fmt: skip
    if way == Way.PAPER:
        mandate.proof = registry.keepers[0](mandate, actor, file)
        mandate.save(update_fields=["proof"])
    record("mandate.recorded", actor=actor, target=mandate, subject=giver, data={"way": way, "identity": identity})
    return _start(mandate, actor)


@transaction.atomic
def end(*, mandate, actor):
    """Either of the two stops at once; both are told. Doing it again changes nothing."""
    mandate = _locked(mandate)
    if actor.pk not in (mandate.giver_id, mandate.helper_id):
        raise PermissionDenied
    if mandate.state in (MandateState.ACTIVE, MandateState.ASKED):
        _end(mandate, actor)
    return mandate


@transaction.atomic
def end_at_the_counter(*, mandate, actor, reason):
    """An agent stops it for the person who says so at the counter; both are told. Raises ``ValidationError``."""
    if not reason.strip():
        raise ValidationError(_("Dites qui vous l’a demandé, et comment vous l’avez reconnu."))
    mandate = _locked(mandate)
    if actor.pk in (mandate.giver_id, mandate.helper_id):
        raise PermissionDenied
    if mandate.state in (MandateState.ACTIVE, MandateState.ASKED):
        _end(mandate, actor, reason=reason.strip())
    return mandate


@transaction.atomic
def end_all(*, user, actor, reason):
    """End every mandate given or received by somebody whose account closes; give how many."""
    live = queries.mandates_of(user).filter(state__in=[MandateState.ACTIVE, MandateState.ASKED])
    keys = list(live.values_list("pk", flat=True))
    for mandate in Mandate.objects.filter(pk__in=keys).select_for_update(of=["self"], no_key=True).order_by("pk"):
        _end(mandate, actor, reason=reason)
    return len(keys)


@transaction.atomic
def close_expired(now=None):
    """Close in the log the mandates that came to their end, and the questions nobody answered; give how many."""
    now = now or timezone.now()
    ended = Mandate.objects.filter(state=MandateState.ACTIVE, until__lte=now)
    unanswered = Mandate.objects.filter(state=MandateState.ASKED, answer_before__lte=now)
    found = [*ended.select_for_update(of=["self"]), *unanswered.select_for_update(of=["self"])]
    for mandate in found:
        _close(mandate, MandateState.EXPIRED)
        record("mandate.expired", actor=None, target=mandate, subject=mandate.giver)
    return len(found)


def tell_ending(now=None):
    """Tell both, once, a week before the end; give how many mandates."""
    now = now or timezone.now()
    ending = Mandate.objects.in_force().filter(until__lte=now + timedelta(days=7)).select_related("giver", "helper")
    for mandate in ending:
        for person in (mandate.giver, mandate.helper):
            key = f"mandate_ending:{mandate.public_id}:{person.pk}"
            _tell(mandate, "mandate_ending", person, dedupe_key=key)
    return len(ending)


@transaction.atomic
def note_printed(*, giver, actor):
    """Write down that a form was printed for somebody."""
    record("mandate.form_printed", actor=actor, target=giver, subject=giver)


def _make(*, giver, helper, typed, way, terms, **fields):
    acts, until, everything, chosen, why = terms
    _refuse_terms(acts, until, everything, chosen)
    kinds = {registry.act(code).kind for code in acts}  # things without an act on them are not entrusted
    mandate = Mandate(
        giver=giver, helper=helper, typed=typed, way=way, acts=list(acts), everything=sorted(kinds & set(everything)),
        until=until, why=why.replace("\x00", "").strip(), **fields,
    )  # fmt: skip
    mandate.save()
    for code, keys in ((code, keys) for code, keys in (chosen or {}).items() if code in kinds):
        _cover(mandate, registry.kind(code), keys)
    return mandate


def _cover(mandate, kind, keys):
    if kind.code in mandate.everything:
        return
    own = {pk for pk, _label in kind.choices(mandate.giver, mandate.recorded_by or mandate.giver)}
    kind_type = ContentType.objects.get_for_model(kind.model)
    Covered.objects.bulk_create(
        Covered(mandate=mandate, content_type=kind_type, object_id=pk) for pk in keys if pk in own
    )


def _refuse_terms(acts, until, everything, chosen):
    """Acts that exist, things to do them on, an end within a year."""
    known = [registry.act(code) for code in acts]
    if not known or None in known:
        raise ValidationError({"acts": _("Choisissez au moins une chose que cette personne pourra faire.")})
    now = timezone.now()
    if not now < until <= now + LONGEST:
        raise ValidationError({"until": _("Choisissez un jour à venir, dans un an au plus.")})
    for kind in {act.kind for act in known if act.needs_things}:
        if kind not in everything and not (chosen or {}).get(kind):
            raise ValidationError({kind: _("Dites sur quoi : tout, ou ce que vous cochez.")})


def _may_be_asked(person, helper):
    """Not by somebody refused, and not more than a few times a day. Nothing of it shows to the helper."""
    if Refusal.objects.filter(person=person, helper=helper).exists():
        return False
    try:
        limits.take(f"mandate-asked-of:{person.pk}", ASKED_OF_ONE)
    except limits.TooManyGuesses:
        return False
    return True


@transaction.atomic
def _opened_by(mandate, actor, code):
    mandate = _locked(mandate)
    usable = mandate.way == Way.CODE and mandate.is_asked and mandate.giver_id and mandate.giver.is_active
    right = check_password(code, mandate.code_hash if usable else make_password(None))
    if not (usable and right):
        return None
    mandate.code_hash = ""
    mandate.save(update_fields=["code_hash"])
    return _start(mandate, actor)


def _locked(mandate):
    held = Mandate.objects.select_for_update(of=["self"], no_key=True)
    return held.select_related("giver", "helper").get(pk=mandate.pk)


def _refuse_closed(mandate):
    if not mandate.is_asked:
        raise ValidationError(_("Cette demande n’est plus ouverte."))


def _start(mandate, actor):
    """In force from now; it takes the place of the one before, between the same two."""
    User.objects.select_for_update(no_key=True).get(pk=mandate.giver_id)
    for former in Mandate.objects.filter(
        giver=mandate.giver_id, helper=mandate.helper_id, state=MandateState.ACTIVE
    ).select_for_update(of=["self"]):
        _close(former, MandateState.ENDED)
        record("mandate.ended", actor=actor, target=former, subject=former.giver, data={"replaced": True})
    mandate.state, mandate.started_at, mandate.answer_before = MandateState.ACTIVE, timezone.now(), None
    mandate.save(update_fields=["state", "started_at", "answer_before"])
    record("mandate.started", actor=actor, target=mandate, subject=mandate.giver, data={"way": mandate.way})
    for person in (mandate.giver, mandate.helper):
        _tell(mandate, "mandate_started", person)
    return mandate


def _end(mandate, actor, reason=""):
    was_active = mandate.state == MandateState.ACTIVE
    _close(mandate, MandateState.ENDED)
    record("mandate.ended", actor=actor, target=mandate, subject=mandate.giver, reason=reason)
    for person in (mandate.giver, mandate.helper) if was_active else ():
        if not person.erased_at:
            _tell(mandate, "mandate_ended", person, by_me=person == actor)


def _close(mandate, state):
    mandate.state, mandate.ended_at, mandate.code_hash = state, timezone.now(), ""
    mandate.save(update_fields=["state", "ended_at", "code_hash"])


def _tell(mandate, kind, person, *, dedupe_key=None, **words):
    """Say it in the person's language, with exactly what is given and until when."""
    with translation.override(person.language):
        url = reverse("mandates:mandates")
    words = {**_words(mandate, person, named=mandate.started_at), **words}
    send(kind, recipient=person, context=words, url=url, target=mandate, dedupe_key=dedupe_key)


def _words(mandate, person, *, named=True):
    """What messages say; the names only once both have agreed, or to the one whose word is asked."""
    with translation.override(person.language):
        words = {"what": queries.in_one_sentence(mandate)}
    names = {"giver": str(mandate.giver), "helper": str(mandate.helper)} if named else {}
    return {**words, **names, "until": timezone.localdate(mandate.until), "is_giver": person.pk == mandate.giver_id}
