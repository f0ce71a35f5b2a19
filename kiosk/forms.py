"""What is typed at a counter, and about one."""

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts import cards
from accounts.forms import languages
from vault.forms import TypeField
from vault.models import DocumentType
from vault.queries import types

from . import entering, scanner
from .enums import Seen
from .models import Kiosk

QUIET = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none", "dir": "ltr"}
SIX = RegexValidator(r"^[0-9]{6}$", _("Il faut six chiffres."))
NO_NULL = RegexValidator("\0", _("Ce signe ne convient pas."), inverse_match=True)


class KioskForm(forms.ModelForm):
    """A counter; its scanner's folder is chosen among those that exist."""

    language = forms.ChoiceField(label=_("Langue d’accueil"), choices=languages)
    scanner_folder = forms.ChoiceField(
        label=_("Dossier du scanner"),
        required=False,
        help_text=_("Les dossiers que la machine propose. Vide : pas de scanner."),
    )

    class Meta:
        model = Kiosk
        fields = ["name", "code", "place", "language", "scanner_folder", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = sorted({*scanner.folders(), *filter(None, [self.instance.scanner_folder])})
        self.fields["scanner_folder"].choices = [("", _("Aucun")), *((name, name) for name in known)]


class PairingForm(forms.Form):
    code = forms.CharField(label=_("Code de jumelage"), max_length=20, widget=forms.TextInput(attrs=QUIET))


class CardForm(forms.Form):
    """The card first: a scanner types its number and ends the line."""

    number = forms.CharField(
        label=_("Numéro de carte"),
        max_length=40,
        validators=[NO_NULL],
        widget=forms.TextInput(attrs={**QUIET, "inputmode": "numeric", "autofocus": True}),
    )

    def clean_number(self):
        return cards.clean(self.cleaned_data["number"])


class SecretForm(CardForm):
    """Then what only the person knows, or has just received."""

    secret = forms.CharField(
        label=_("Votre code à six chiffres, ou votre mot de passe"),
        max_length=1000,
        strip=False,
        validators=[NO_NULL],
        widget=forms.PasswordInput(attrs={**QUIET, "autocomplete": "off", "autofocus": True, "inputmode": "text"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].widget = forms.HiddenInput()


class HelpForm(forms.Form):
    """The agent beside: what the counter shows, and how one knows who stands there."""

    code = forms.CharField(
        label=_("Ce que la borne montre"),
        max_length=12,
        widget=forms.TextInput(attrs={**QUIET, "autocapitalize": "characters"}),
    )
    identity_seen = forms.ChoiceField(
        label=_("Comment savez-vous qui c’est ?"), choices=Seen.choices, widget=forms.RadioSelect
    )


class PinForm(forms.Form):
    """Six digits, twice."""

    digits = forms.CharField(
        label=_("Six chiffres"),
        max_length=6,
        validators=[SIX],
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric", "dir": "ltr"}),
        help_text=_("Pas votre date de naissance, pas une suite."),
    )
    again = forms.CharField(
        label=_("Les mêmes, encore une fois"),
        max_length=6,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric", "dir": "ltr"}),
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_digits(self):
        entering.refuse_obvious(self.cleaned_data["digits"], self.user)
        if is_mfa_enabled(self.user):
            raise ValidationError(entering.TWO_LOCKS, code="two_locks")
        return self.cleaned_data["digits"]

    def clean(self):
        cleaned = super().clean()
        if "digits" in cleaned and cleaned.get("again") != cleaned["digits"]:
            self.add_error("again", ValidationError(_("Ce ne sont pas les mêmes chiffres.")))
        return cleaned


class ScanForm(forms.Form):
    """Which of the sheets, and what it is."""

    key = forms.ChoiceField(label=_("Quelle feuille ?"), widget=forms.RadioSelect)
    type = TypeField(DocumentType.objects.none(), label=_("Quel document est-ce ?"), empty_label=_("Choisissez…"))
    label = forms.CharField(label=_("Nom du document"), max_length=120, required=False, validators=[NO_NULL])

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = choices
        self.fields["type"].queryset = types()
