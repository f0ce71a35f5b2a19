from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from . import labels


def verbs():
    """Every verb that has a sentence, by its sentence."""
    return [("", _("Tout")), *sorted(labels.known().items(), key=lambda pair: str(pair[1]))]


# Days the calendar can still add one to.
IN_OUR_TIME = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class SearchForm(forms.Form):
    """What to look for in the log; what means nothing finds nothing, and an unreadable day is left out."""

    personne = forms.CharField(label=_("Qui (carte ou e-mail)"), max_length=200, required=False)
    quoi = forms.ChoiceField(label=_("A fait quoi"), choices=verbs, required=False)
    depuis = forms.DateField(label=_("Du"), required=False, widget=forms.DateInput, validators=IN_OUR_TIME)
    jusque = forms.DateField(label=_("Au"), required=False, widget=forms.DateInput, validators=IN_OUR_TIME)
    objet = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def wanted(self):
        """The arguments of ``queries.search``."""
        self.is_valid()
        clean = self.cleaned_data
        asked = {"person": self.data.get("personne", ""), "target": self.data.get("objet", "")}
        typed = {name: text.replace("\x00", "") for name, text in asked.items()}
        return {**typed, "verb": clean.get("quoi", ""), "since": clean.get("depuis"), "until": clean.get("jusque")}
