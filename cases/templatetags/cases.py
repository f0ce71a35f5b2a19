"""Words for the templates of cases: texts kept in data."""

from django import template

from cases import labels
from cases.texts import say as say_text

register = template.Library()


@register.filter
def say(texts):
    """{{ procedure.names|say }}: the text in the reader's language."""
    return say_text(texts)


@register.filter
def legal_effect(procedure):
    """What the online part of a procedure is worth, in one sentence."""
    return labels.legal_effect_sentence(procedure.legal_effect)


@register.filter
def act_sentence(act):
    """What a line of the liaison sheet says."""
    return labels.act_sentence(act)


@register.filter
def count_of(counts, key):
    """``counts[key]``, 0 when it is not there."""
    return counts.get(key, 0)
