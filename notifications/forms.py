from django import forms

from .models import Preference


class PreferenceForm(forms.ModelForm):
    """The channels a person wants."""

    class Meta:
        model = Preference
        fields = ["by_email", "by_sms"]
