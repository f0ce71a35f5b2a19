"""What staff change of one paper of a procedure."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vault.kind_forms import RIGHT_TO_LEFT

from .revisions import condition_said, rules_of

MOST_DAYS = 3660


class ReasonForm(forms.Form):
    """Why, on which version it was decided, and that the difference was read."""

    reason = forms.CharField(
        label=_("Pourquoi ce changement ?"), max_length=300, help_text=_("Par exemple : la loi a changé le 1er mars.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)


class RequirementForm(ReasonForm):
    """Which kinds of paper answer a requirement, how recent they must be, and how that is explained."""

    types = forms.MultipleChoiceField(
        label=_("Quels papiers sont acceptés ?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un type de document.")},
    )

    def __init__(self, *args, item, definition, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.rules = rules_of(item)
        self.conditions = _conditions(self.rules)
        asked = self.data.getlist("types") if self.is_bound else self.rules["types"]
        self.fields["types"].choices = sorted(kinds, key=lambda kind: kind[0] not in asked)
        self.initial["types"] = self.rules["types"]
        for number, (condition, days) in enumerate(self.conditions):
            self.fields[f"age_{number}"] = _age_field(condition, definition)
            self.initial[f"age_{number}"] = days
        for code, name in settings.LANGUAGES:
            attrs = {"lang": code, "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr", "rows": 3}
            self.fields[f"example_{code}"] = forms.CharField(
                label=name, max_length=600, widget=forms.Textarea(attrs=attrs)
            )
            self.initial[f"example_{code}"] = self.rules["example"].get(code, "")

    @property
    def age_fields(self):
        return [self[f"age_{number}"] for number in range(len(self.conditions))]

    @property
    def forgets_examples(self):
        """Whether an age changed while no sentence given to people did."""
        changed = {name.split("_")[0] for name in self.changed_data}
        return "age" in changed and "example" not in changed

    @property
    def example_fields(self):
        return [self[f"example_{code}"] for code, _name in settings.LANGUAGES]

    @property
    def said(self):
        """The rules that were typed; the kinds that were there keep their order."""
        data = self.cleaned_data
        kept = [code for code in self.rules["types"] if code in data["types"]]
        ages = [(condition, data[f"age_{number}"]) for number, (condition, _days) in enumerate(self.conditions)]
        examples = {code: data[f"example_{code}"].strip() for code, _name in settings.LANGUAGES}
        return {
            "types": kept + [code for code in data["types"] if code not in kept],
            "ages": [{"when": condition, "days": days} for condition, days in ages if days],
            "example": examples,
        }


def _conditions(rules):
    """``[(condition, days), ...]``, the general rule last, empty when there is none."""
    found = [(age["when"], age["days"]) for age in rules["ages"] if age["when"]]
    general = next((age["days"] for age in rules["ages"] if not age["when"]), None)
    return [*found, (None, general)]


def _age_field(condition, definition):
    label = _now("Âge du papier, en jours")
    if condition:
        label = _now("Âge du papier, en jours, si %(when)s") % {"when": condition_said(condition, definition)}
    help_text = _("92 pour trois mois, 183 pour six mois. Laissez vide s’il peut être ancien.")
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=MOST_DAYS, help_text=help_text)
