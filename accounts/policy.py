"""One policy: may somebody do something to something, and why.

Apps register the actions on their models in ``AppConfig.ready``, each with clauses: a reason people can read and
a predicate of the app's ``rules.py``. A local grant (``accounts.models.Grant``) opens any registered action on one
object, to a person, a service or a role, until a date. Where objects stand in each other (pages), a grant on one
counts for those inside (``inherit``); a rule may close what roles and grants open (``restrict``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from . import labels
from .models import Grant, User, read_roles


@dataclass(frozen=True)
class Clause:
    """One way to be allowed. ``anonymous`` lets the predicate answer for people who are not signed in too.

    ``says(user, obj)`` gives the reason where it depends on them; the label stays what the log keeps: no name.
    """

    label: str
    allows: Callable
    anonymous: bool = False
    says: Callable | None = None


class Decision(NamedTuple):
    allowed: bool
    reason: str


class Sight(NamedTuple):
    """A line of "who sees what"."""

    user: User
    action: str
    reason: str

    @property
    def words(self):
        """The action, in words for people."""
        return labels.action(self.action)


_actions = {}
_owners_own = set()
_people = {}
_names = []
_above = {}
_bounds = {}


def register(action, model, *clauses):
    """Add ``clauses`` to ``action`` on ``model``; calling again for the same action adds to it."""
    known_model, known = _actions.get(action, (model, ()))
    if known_model is not model:
        raise ImproperlyConfigured(f"{action} is already about {known_model.__name__}")
    _actions[action] = (model, known + clauses)


def keep_to_owner(*actions):
    """No grant opens these: what is a resident's own is shared by the resident."""
    _owners_own.update(actions)


def is_grantable(action):
    return action not in _owners_own


def grantable(model):
    """The actions on ``model`` that a grant may open."""
    return [action for action in registered(model) if is_grantable(action)]


def register_people(model, find):
    """``find(obj)`` gives users other than agents whom "who sees what" must ask about for an object of ``model``."""
    _people.setdefault(model, []).append(find)


def register_name(find):
    """``find(text)`` gives the object people call ``text`` (a case by its number), or None."""
    _names.append(find)


def named(text):
    """The object some app knows under this everyday name, or None."""
    return next((found for find in _names if (found := find(text)) is not None), None)


def inherit(model, find):
    """``find(obj)`` gives the keys of the objects whose grants count for ``obj``, its own included.

    Grants on a child of ``model`` are kept under ``model``: a page is the same one, whatever its kind.
    """
    _above[model] = find


def restrict(model, find):
    """``find(user, action, obj)`` gives a reason to refuse, whatever roles and grants say, or None."""
    _bounds.setdefault(model, []).append(find)


def kept_as(model):
    """The model under which grants on objects of ``model`` are written."""
    return next((known for known in _above if issubclass(model, known)), model)


def registered(model):
    """The actions that exist on ``model``, parents' included, in order."""
    return sorted(action for action, (about, _clauses) in _actions.items() if issubclass(model, about))


def labels_of(action):
    """The labels of the clauses of ``action``, still to be said in a language."""
    return [clause.label for clause in _actions[action][1]]


def models():
    """Every model some action is about."""
    return {model for model, _clauses in _actions.values()}


def decide(user, action, obj):
    """Whether ``user`` may do ``action`` to ``obj``, and the reason, in words for people."""
    if action not in _actions:
        raise ImproperlyConfigured(f"No such action: {action}")
    if closed := _closed(user, action, obj):
        return Decision(False, closed)
    for clause in _actions[action][1]:
        if _asks(user, clause) and clause.allows(user, obj):
            return Decision(True, str(clause.says(user, obj) if clause.says else clause.label))
    may_be_given = is_grantable(action) and _is_active(user)
    grant = _grants(user, obj).filter(permission=action).first() if may_be_given else None
    if grant:
        return Decision(True, _("droit accordé : %(reason)s") % {"reason": grant.reason})
    return Decision(False, _("Ce droit ne vous a pas été donné."))


def can(user, action, obj):
    """Whether ``user`` may do ``action`` to ``obj``."""
    return decide(user, action, obj).allowed


def require(user, action, obj):
    """Raise PermissionDenied with the reason unless ``user`` may do ``action`` to ``obj``."""
    decision = decide(user, action, obj)
    if not decision.allowed:
        raise PermissionDenied(decision.reason)


def who(obj):
    """Everybody who may do something to ``obj``: ``[(user, action, reason), ...]`` by name, then action."""
    people = User.objects.filter(pk__in=_candidates(obj), is_active=True).order_by("last_name", "first_name", "pk")
    lines = (
        (user, action, decide(user, action, obj)) for user in read_roles(people) for action in registered(type(obj))
    )
    return [Sight(user, action, decision.reason) for user, action, decision in lines if decision.allowed]


def grants_on(obj):
    """The grants in force on ``obj``."""
    return _current(type(obj)).filter(object_id=str(obj.pk))


def grants_over(obj):
    """The grants in force on ``obj`` and on what it stands in."""
    find = _above.get(kept_as(type(obj)))
    return grants_at(type(obj), find(obj)) if find else grants_on(obj)


def grants_at(model, keys):
    """The grants in force on the objects of ``model`` with these keys."""
    return _current(model).filter(object_id__in=[str(key) for key in keys])


def grants_of(user, model):
    """The grants in force that ``user`` holds on objects of ``model``, in person, by a service or by a role."""
    return _current(model).filter(_holder(user))


def granted_ids(user, action, model):
    """Primary keys, as text, of the objects of ``model`` on which a grant gives ``user`` the right to ``action``."""
    if not is_grantable(action):
        return Grant.objects.none().values_list("object_id", flat=True)
    return grants_of(user, model).filter(permission=action).values_list("object_id", flat=True)


def _current(model):
    return Grant.objects.current().filter(content_type=ContentType.objects.get_for_model(kept_as(model)))


def _closed(user, action, obj):
    """The first reason to refuse that an app gives, or None."""
    finders = [find for model, found in _bounds.items() if isinstance(obj, model) for find in found]
    return next((str(reason) for find in finders if (reason := find(user, action, obj))), None)


def _is_active(user):
    return user.is_authenticated and user.is_active


def _asks(user, clause):
    return _is_active(user) or (clause.anonymous and not user.is_authenticated)


def _grants(user, obj):
    return grants_over(obj).filter(_holder(user))


def _holder(user):
    services, roles = {code for code, _role in user.roles}, {role for _code, role in user.roles}
    return Q(user=user) | Q(service__code__in=services) | Q(role__in=roles)


def _candidates(obj):
    """Agents, holders of a grant, the people the object's row and its neighbours name, and those the app adds."""
    found = set(User.objects.filter(memberships__isnull=False).values_list("pk", flat=True))
    found.update(grants_over(obj).exclude(user=None).values_list("user_id", flat=True))
    for row in (obj, *_parents(obj)):
        found.update(_named_in(row))
    for model, finders in _people.items():
        if isinstance(obj, model):
            found.update(user.pk for find in finders for user in find(obj))
    return found


def _parents(obj):
    """The rows ``obj`` points at, people excepted."""
    links = [field for field in obj._meta.get_fields() if field.many_to_one or field.one_to_one]
    own = [field.name for field in links if field.concrete and field.related_model not in (User, None, ContentType)]
    return [row for row in (getattr(obj, name) for name in own) if row is not None]


def _named_in(row):
    """Keys of the users a row names, itself or through the rows that point at it."""
    people = set()
    for field in row._meta.get_fields():
        if field.concrete and field.related_model is User and not field.many_to_many:
            people.add(getattr(row, field.attname))
        elif field.one_to_many and field.auto_created and field.related_model is not None:
            people.update(_named_by(field, row))
    return people - {None}


def _named_by(relation, row):
    model = relation.related_model
    links = [f.attname for f in model._meta.concrete_fields if f.related_model is User and f is not relation.field]
    rows = model._base_manager.filter(**{relation.field.name: row}).values_list(*links) if links else ()
    return {pk for keys in rows for pk in keys}
