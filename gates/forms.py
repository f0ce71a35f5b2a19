"""What the administrator decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Check, Level
from .models import Measure


class LevelsForm(forms.Form):
    """One question for each check."""

    longest_sentence = forms.IntegerField(
        label=_("Mots dans une phrase, au plus"), validators=Measure._meta.get_field("longest_sentence").validators
    )

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["longest_sentence"].initial = known.longest_sentence
        for check in Check:
            self.fields[check.value] = forms.ChoiceField(
                label=check.label, choices=Level.choices, initial=known.level(check), widget=forms.RadioSelect
            )

    @property
    def levels(self):
        return {check.value: self.cleaned_data[check.value] for check in Check}
