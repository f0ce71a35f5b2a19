"""A scheme as it is kept: the states a page goes through and the transitions between them. Plain data, no query."""

from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .enums import Visibility


@dataclass(frozen=True)
class State:
    """``viewers``, ``editors``, ``publishers``: audiences. ``shared``: rights given in the sharing tab count too."""

    code: str
    name: str
    visibility: str = Visibility.WORKERS
    viewers: tuple = ()
    editors: tuple = ()
    publishers: tuple = ()
    shared: bool = True

    @property
    def read_by(self):
        """Who reads it, in words."""
        return Visibility(self.visibility).label


@dataclass(frozen=True)
class Transition:
    """``who`` may, ``tells`` whom; ``second``: by somebody else than whoever wrote the page last."""

    code: str
    name: str
    sources: tuple
    target: str
    who: tuple = ()
    tells: tuple = ()
    second: bool = False
    comment: bool = False


@dataclass(frozen=True)
class Definition:
    states: tuple
    transitions: tuple

    def state(self, code):
        """The state of this code, or None."""
        return next((state for state in self.states if state.code == code), None)

    def start(self, is_live):
        """The state of a page that was never moved: the first public one when it is online, else the first."""
        public = (state for state in self.states if is_live and state.visibility == Visibility.PUBLIC)
        return next(public, self.states[0])

    def leaving(self, code):
        """The transitions that start from a state."""
        return [each for each in self.transitions if code in each.sources]

    def as_json(self):
        return asdict(self)


def parse(data):
    """The definition kept in ``data``."""
    return Definition(
        tuple(State(**_tuples(each)) for each in data["states"]),
        tuple(Transition(**_tuples(each)) for each in data["transitions"]),
    )


def _tuples(row):
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def check(definition):
    """Raise ``ValidationError`` with everything that would leave pages without a way."""
    problems = [*_problems_of_states(definition), *_problems_of_transitions(definition)]
    if problems:
        raise ValidationError(problems)


def _problems_of_states(definition):
    if not definition.states:
        return [_("Il faut au moins un état.")]
    codes, names = [s.code for s in definition.states], [s.name.casefold() for s in definition.states]
    problems = []
    if len(set(codes)) < len(codes) or len(set(names)) < len(names):
        problems.append(_("Deux états ont le même nom."))
    if definition.start(False).visibility == Visibility.PUBLIC:
        problems.append(_("Le premier état ne peut pas être en ligne : une page neuve paraîtrait aussitôt."))
    return problems


def _problems_of_transitions(definition):
    known = {state.code for state in definition.states}
    lost = [each for each in definition.transitions if not {each.target, *each.sources} <= known]
    problems = [_("« %(name)s » part d’un état qui n’existe plus, ou y mène.") % {"name": each.name} for each in lost]
    dumb = [each for each in definition.transitions if not each.sources or not each.who]
    problems += [_("« %(name)s » : dites d’où elle part et qui peut la faire.") % {"name": each.name} for each in dumb]
    reached = {each.target for each in definition.transitions} | {state.code for state in definition.states[:1]}
    alone = [state for state in definition.states if state.code not in reached]
    return problems + [_("Aucune étape ne mène à « %(name)s ».") % {"name": state.name} for state in alone]
