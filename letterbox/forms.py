"""What people choose about their mail."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vault.forms import DatesForm, TypeField
from vault.models import DocumentType
from vault.queries import types

from . import actions


class KeepForm(DatesForm):
    """What an attachment is, to be kept in the vault."""

    type = TypeField(DocumentType.objects.none(), label=_("Quel document est-ce ?"), empty_label=_("Choisissez…"))
    label = forms.CharField(
        label=_("Nom du document"), max_length=120, required=False, help_text=_("Pour vous y retrouver.")
    )
    field_order = ["type", "label", "issued_on", "expires_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = types()


class ChangeForm(forms.Form):
    """One of the addresses proposed."""

    local = forms.ChoiceField(label=_("Votre nouvelle adresse"), widget=forms.RadioSelect)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        proposed = actions.choices(user)
        self.fields["local"].choices = [(local, f"{local}@{settings.LETTERBOX_DOMAIN}") for local in proposed]


class UntilForm(forms.Form):
    """Up to which message the tray is emptied: those that came since the page was read stay."""

    until = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
