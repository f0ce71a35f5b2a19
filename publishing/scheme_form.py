"""The form of a scheme: rows of states and of transitions, with empty ones to fill, that work without a script."""

from django.forms import formset_factory
from django.utils.translation import gettext as _

from .definitions import Definition, State, Transition
from .forms import NameForm, StateForm, TransitionForm

MORE = 2  # empty rows
MOST = 24


class SchemeForm:
    """``definition`` is what was typed, once ``is_valid()``."""

    def __init__(self, data=None, *, definition, name="", seen=0, counts=None):
        self.before, self.counts = definition, counts or {}
        self.name = NameForm(data, initial={"name": name, "seen": seen})
        states = [*_rows(definition.states), *_empty("e", definition.states)]
        choices = {"states": self._choices(data, states)}
        self.states = _formset(StateForm)(data, initial=states, prefix="states", form_kwargs=choices)
        rows = [*_rows(definition.transitions), *_empty("t", definition.transitions)]
        made = _formset(TransitionForm)
        self.transitions = made(data, initial=rows, prefix="transitions", form_kwargs=choices)

    def _choices(self, data, states):
        """Every row of a state, by its name when it has one: a transition may lead to a state that is just typed."""
        typed = [(data.get(f"states-{n}-name") if data else row.get("name")) for n, row in enumerate(states)]
        return [(row["code"], typed[n] or _new(n + 1)) for n, row in enumerate(states)]

    def is_valid(self):
        return all([self.name.is_valid(), self.states.is_valid(), self.transitions.is_valid()])

    @property
    def definition(self):
        return Definition(
            tuple(State(**_data(form, "gone", "home")) for form in _kept(self.states)),
            tuple(Transition(**_data(form, "gone")) for form in _kept(self.transitions)),
        )

    @property
    def homes(self):
        """``{state that goes away: where its pages go}``, as chosen."""
        return {
            form.cleaned_data["code"]: form.cleaned_data["home"]
            for form in self.states
            if form.cleaned_data.get("gone") and form.cleaned_data.get("home")
        }

    @property
    def rows(self):
        """``[(form of a state, number of pages in it)]``."""
        return [(form, self.counts.get(form["code"].value(), 0)) for form in self.states]

    def refuse(self, refusal):
        """Write the refusal of an action above the form."""
        for sentence in refusal.messages:
            self.name.add_error(None, sentence)

    @property
    def has_errors(self):
        return bool(self.name.errors or self.states.total_error_count() or self.transitions.total_error_count())


def _formset(form):
    return formset_factory(form, extra=0, max_num=MOST, absolute_max=MOST + MORE)


def _rows(things):
    return [{**vars(thing)} for thing in things]


def _empty(letter, things):
    """Rows to fill, under codes that nothing bears."""
    known = {thing.code for thing in things}
    free = (f"{letter}{n}" for n in range(1, 200) if f"{letter}{n}" not in known)
    return [{"code": next(free)} for _row in range(MORE)]


def _new(number):
    return _("État de la ligne %(n)s") % {"n": number}


def _kept(formset):
    return [f for f in formset if f.cleaned_data.get("name", "").strip() and not f.cleaned_data.get("gone")]


def _data(form, *without):
    values = {name: value for name, value in form.cleaned_data.items() if name not in without}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
