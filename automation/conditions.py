"""Whether a rule is concerned: each condition that is filled in, whether it holds, and in which words."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.routing import language_of
from ui.words import plain

from . import events
from .enums import Weekday


class Answer(NamedTuple):
    words: str
    holds: bool


def judge(rule, happening):
    """``[Answer, ...]`` of every condition of the rule; an empty list when it has none."""
    return [Answer(words, bool(holds(rule, happening))) for words, holds in conditions(rule)]


def hold(rule, happening):
    """Whether every condition holds."""
    return all(holds(rule, happening) for _words, holds in conditions(rule))


def conditions(rule):
    """``[(words, predicate), ...]`` of the conditions that are filled in."""
    return [(say(rule), holds) for is_asked, say, holds in ALL if is_asked(rule)]


def sentences(rule):
    return [words for words, _holds in conditions(rule)]


def _below(rule, it):
    return it.page and (it.page.pk == rule.place_id or it.page.is_descendant_of(rule.place))


def _kind(rule, it):
    return it.page and it.page._meta.label_lower == rule.page_type


def _language(rule, it):
    return it.page and language_of(it.page) == rule.language


def _title(rule, it):
    return plain(rule.title_contains) in plain(it.title)


def _service(rule, it):
    return rule.service in it.services


def _procedure(rule, it):
    return it.case and it.case.version.procedure_id == rule.procedure_id


def _role(rule, it):
    return it.actor and it.actor.has_role(rule.author_role)


def _their_service(rule, it):
    return it.actor and any(code == rule.author_service.code for code, _role in it.actor.roles)


def _day(rule, it):
    return timezone.localtime(it.at).weekday() in rule.weekdays


def _after(rule, it):
    return timezone.localtime(it.at).time() >= rule.hour_from


def _before(rule, it):
    return timezone.localtime(it.at).time() < rule.hour_to


def _days(rule):
    return ", ".join(str(Weekday(day).label) for day in sorted(rule.weekdays))


def kind_name(label):
    return dict(events.page_types()).get(label, label)


ALL = [
    (lambda r: r.place_id, lambda r: _("sous la page « %(it)s »") % {"it": r.place.title}, _below),
    (lambda r: r.page_type, lambda r: _("la sorte de page est : %(it)s") % {"it": kind_name(r.page_type)}, _kind),
    (lambda r: r.language, lambda r: _("la langue est : %(it)s") % {"it": r.get_language_display()}, _language),
    (lambda r: r.title_contains, lambda r: _("le titre contient « %(it)s »") % {"it": r.title_contains}, _title),
    (
        lambda r: r.family,
        lambda r: _("la famille est : %(it)s") % {"it": r.get_family_display()},
        lambda r, it: it.family == r.family,
    ),
    (lambda r: r.service_id, lambda r: _("le service est : %(it)s") % {"it": r.service}, _service),
    (lambda r: r.procedure_id, lambda r: _("la démarche est : %(it)s") % {"it": r.procedure}, _procedure),
    (lambda r: r.author_role, lambda r: _("qui l’a fait est : %(it)s") % {"it": r.get_author_role_display()}, _role),
    (
        lambda r: r.author_service_id,
        lambda r: _("qui l’a fait travaille à : %(it)s") % {"it": r.author_service},
        _their_service,
    ),
    (lambda r: r.weekdays, lambda r: _("le jour est : %(it)s") % {"it": _days(r)}, _day),
    (lambda r: r.hour_from, lambda r: _("à partir de %(it)s") % {"it": r.hour_from.strftime("%H:%M")}, _after),
    (lambda r: r.hour_to, lambda r: _("avant %(it)s") % {"it": r.hour_to.strftime("%H:%M")}, _before),
]
