"""Booking by oneself, in a few words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.dates import local_time


class ReserveForm(forms.Form):
    """Until when, how many, what for. ``ends``: the moments one may choose, aware."""

    until = forms.TypedChoiceField(label=_("Jusqu’à"), coerce=int)
    purpose = forms.CharField(
        label=_("Pour quoi faire ?"),
        max_length=120,
        required=False,
        help_text=_("Quelques mots, si vous voulez : l’accueil les lit."),
    )

    def __init__(self, *args, resource, ends, **kwargs):
        super().__init__(*args, **kwargs)
        self.ends = ends
        self.fields["until"].choices = [(place, local_time(each)) for place, each in enumerate(ends)]
        if resource.quantity > 1:
            most = {"min_value": 1, "max_value": resource.quantity, "initial": 1}
            self.fields["quantity"] = forms.IntegerField(label=_("Combien"), **most)
            self.order_fields(["until", "quantity", "purpose"])

    @property
    def chosen_end(self):
        return self.ends[self.cleaned_data["until"]]
