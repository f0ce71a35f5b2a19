"""The fields of a page, written and read without any number of our database."""

import json

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page

from .shape import DOCUMENT, NOT_CARRIED, PAGE, PICTURE, BadArchive, named_html, numbered_html, rewritten


def carried(model):
    """The fields that travel."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in NOT_CARRIED and not field.primary_key and not isinstance(field, ParentalKey)
    ]


def children_of(model):
    """The rows a page is made of besides its fields (``{name: model}``), Wagtail's own apart."""
    from modelcluster.models import get_all_child_relations

    return {
        each.get_accessor_name(): each.related_model
        for each in get_all_child_relations(model)
        if each.related_model._meta.app_label not in ("wagtailcore", "wagtailredirects")
    }


def write_fields(thing, name):
    """``{field: JSON value}`` of a page or of a row of one; ``name(kind, number)`` gives references."""
    return {field.name: write(field, field.value_from_object(thing), name) for field in carried(type(thing))}


def write(field, value, name):
    if isinstance(field, StreamField):
        return rewritten(field.stream_block, list(value.get_prep_value()), name, lambda text: named_html(text, name))
    if isinstance(field, RichTextField):
        return named_html(value or "", name)
    if value is None:
        return None
    if field.is_relation:
        return write_relation(field, value, name)
    plain = field.get_prep_value(value) if isinstance(field, models.JSONField) else value
    return (
        plain if isinstance(plain, (str, int, float, bool, list, dict)) else field.value_to_string(Holder(field, value))
    )


class Holder:
    """What ``value_to_string`` reads one value from."""

    def __init__(self, field, value):
        setattr(self, field.attname, value)


def reference_kind(model):
    """Whether a related model is that of pages, pictures or documents."""
    if issubclass(model, Page):
        return PAGE
    if issubclass(model, get_image_model()):
        return PICTURE
    return DOCUMENT if issubclass(model, get_document_model()) else None


def write_relation(field, key, name):
    """A reference, or the code of a row that has one; what has neither (a person) stays here."""
    model = field.remote_field.model
    if kind := reference_kind(model):
        return name(kind, key)
    if not has_code(model):
        return None
    return model.objects.filter(pk=key).values_list("code", flat=True).first()


def has_code(model):
    return any(field.name == "code" and field.unique for field in model._meta.concrete_fields)


def read_fields(model, values, number):
    """``{attribute: value}`` for an instance of ``model``; ``number(kind, reference)`` gives keys, None for nothing."""
    read = {}
    for field in carried(model):
        if field.name in values:
            read[field.attname] = read_one(field, values[field.name], number)
    return read


def read_one(field, value, number):
    if isinstance(field, StreamField):
        stream = rewritten(field.stream_block, value or [], number, lambda text: numbered_html(text, number))
        return field.to_python(json.dumps(stream))
    if isinstance(field, RichTextField):
        return numbered_html(value or "", number)
    if value is None or isinstance(field, models.JSONField):
        return value
    return read_relation(field, value, number) if field.is_relation else field.to_python(value)


def read_relation(field, reference, number):
    model = field.remote_field.model
    if reference_kind(model):
        return number(reference_kind(model), reference)
    if not has_code(model):
        return None
    try:
        return model.objects.get(code=reference).pk
    except ObjectDoesNotExist:
        if field.null:
            return None  # a service this town hall has not
        raise BadArchive(_("L’archive parle de « %(code)s », que ce site n’a pas.") % {"code": reference}) from None
