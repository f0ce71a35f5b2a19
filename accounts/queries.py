"""Reads about people."""

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q

from . import cards, phones, policy
from .models import Membership, User

PAGE = 30


def people(text):
    """The first page of ``found``."""
    return found(text)[:PAGE]


def found(text):
    """People by name (accents aside), card, telephone or e-mail, the newest first; everybody when ``text`` is empty."""
    text = text.replace("\x00", "").strip()
    rows = User.objects.order_by("-pk").prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("service"))
    )
    if _is_identifier(text):
        return rows.filter(_identified(text))
    for word in text.split():
        rows = rows.filter(Q(first_name__unaccent__icontains=word) | Q(last_name__unaccent__icontains=word))
    return rows


def namesakes(*, first_name, last_name, birth_date):
    """People who may be this one: the same name, and the same day of birth or one that is unknown."""
    same_name = Q(first_name__unaccent__iexact=first_name, last_name__unaccent__iexact=last_name)
    same_day = Q(birth_date=birth_date) | Q(birth_date=None) if birth_date else Q()
    return User.objects.filter(same_name, same_day, erased_at=None).order_by("-pk")[:5]


def person_named(text):
    """The one person with this card number, confirmed telephone or confirmed e-mail, or None.

    What nobody has confirmed names nobody: anybody may write somebody else's address in an account.
    """
    text = text.replace("\x00", "").strip()
    return User.objects.filter(_named(text)).first() if text else None


def _named(text):
    number = phones.normalise_or_none(text)
    by_phone = Q(phone=number, phone_verified=True) if number else Q()
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=text, verified=True)
    by_email = Q(Exists(confirmed), email__iexact=text)
    return Q(username__iexact=cards.clean(text)) | by_email | by_phone


def _is_identifier(text):
    return "@" in text or any(sign.isdigit() for sign in text)


def _identified(text):
    number = phones.normalise_or_none(text)
    by_phone = Q(phone=number) if number else Q()
    return Q(username__iexact=cards.clean(text)) | Q(email__iexact=text) | by_phone


def object_named(text):
    """The object called ``<app.model>:<public id or key>`` or by its everyday name, or None.

    Only models some action is about.
    """
    text = text.replace("\x00", "").strip()
    if known := policy.named(text):
        return known
    label, _colon, identifier = text.partition(":")
    model = next((model for model in policy.models() if model._meta.label_lower == label.lower()), None)
    model = model or _child_of_known(label)
    if model is None:
        return None
    try:
        return model._base_manager.filter(**{_identifier_field(model): identifier}).first()
    except (ValueError, ValidationError, OverflowError):
        return None


def name_of(obj):
    """``<app.model>:<public id or key>``, the way back from ``object_named``."""
    return f"{obj._meta.label_lower}:{getattr(obj, _identifier_field(type(obj)))}"


def grants_on(obj):
    """The grants in force on ``obj``, oldest first, with who gave them."""
    return policy.grants_on(obj).select_related("user", "service", "granted_by").order_by("pk")


def _child_of_known(label):
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return model if any(issubclass(model, known) for known in policy.models()) else None


def _identifier_field(model):
    try:
        model._meta.get_field("public_id")
    except FieldDoesNotExist:
        return "pk"
    return "public_id"
