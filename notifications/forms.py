from django import forms

from . import sms
from .models import Preference


class PreferenceForm(forms.ModelForm):
    """The channels a person wants."""

    class Meta:
        model = Preference
        fields = ["by_email", "by_sms"]

    def __init__(self, *args, **kwargs):
        """Where no SMS leaves, nothing is promised of them: the wish stays as it is, for the day they do."""
        super().__init__(*args, **kwargs)
        if not sms.is_available():
            del self.fields["by_sms"]
