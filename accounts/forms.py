"""What people type about themselves, and what agents type about them."""

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from . import cards, labels, limits, phones, queries
from .enums import Role
from .models import Grant, Service, User
from .validators import LONGEST_NAME, a_name

LANGUAGE_NAMES = {
    "fr": "Français",
    "en": "English",
    "ar": "العربية",
    "zh-hans": "简体中文",
    "wo": "Wolof",
    "bm": "Bamanankan",
}


def languages():
    """Every language under its own name: the one word its readers surely know."""
    return [(code, LANGUAGE_NAMES.get(code, name)) for code, name in settings.LANGUAGES]


class PhoneField(forms.CharField):
    """A telephone number however it is typed; its value is E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"})

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", _("Numéro de téléphone"))
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        return phones.normalise(value) if value else value


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("E-mail, téléphone ou numéro de carte")
        login.max_length = 254
        login.validators.append(ProhibitNullCharactersValidator())
        login.widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "dir": "ltr"})
        self.fields["password"].label = _("Mot de passe")
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_login(self):
        return cards.clean(super().clean_login())


class NameField(forms.CharField):
    """A first or last name."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": LONGEST_NAME, **kwargs})
        self.validators.append(a_name)


class SignupForm(allauth_forms.SignupForm):
    """Sign up with an e-mail address or a telephone number: one is enough."""

    field_order = ["first_name", "last_name", "email", "phone", "language", "password1"]

    first_name = NameField(label=_("Prénom"), widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = NameField(label=_("Nom"), widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    language = forms.ChoiceField(label=_("Langue dans laquelle nous vous écrivons"), choices=languages)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
        self.fields["email"].label = _("Adresse e-mail")
        self._say_what_is_enough()
        self.fields["language"].initial = get_language()
        self.fields["password1"].label = _("Mot de passe")
        self.fields["password1"].help_text = _(
            "12 signes au moins. Quatre mots sans lien entre eux font un bon mot de passe, facile à retenir."
        )
        self.fields["password1"].widget.attrs.pop("placeholder", None)

    def _say_what_is_enough(self):
        """Where no SMS leaves, no code would reach a telephone: it is not asked for."""
        if settings.SMS_BACKEND:
            self.fields["phone"].label = _("Téléphone")
            self.fields["phone"].help_text = _("Une adresse e-mail ou un numéro suffit ; nous y envoyons un code.")
        else:
            del self.fields["phone"]
            self.fields["email"].required = True
            self.fields["email"].help_text = _("Nous y envoyons un code. Pas d’e-mail ? Venez à l’accueil.")

    def clean(self):
        cleaned = super().clean()
        if not self.errors.keys() & {"email", "phone"} and not (cleaned.get("email") or cleaned.get("phone")):
            self.add_error("email", _("Donnez une adresse e-mail ou un numéro de téléphone."))
        self._check_password_against_names(cleaned)
        return cleaned

    def _check_password_against_names(self, cleaned):
        person = User(first_name=cleaned.get("first_name", ""), last_name=cleaned.get("last_name", ""))
        if cleaned.get("password1") and "password1" not in self.errors:
            try:
                password_validation.validate_password(cleaned["password1"], person)
            except forms.ValidationError as error:
                self.add_error("password1", error)

    def custom_signup(self, request, user):
        super().custom_signup(request, user)
        user.language = self.cleaned_data["language"]
        user.email = user.email or None
        user.save(update_fields=["language", "email"])


class CountedCode:
    """Judge a one-time code, each try counted as a password's is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self):
        from allauth.account.adapter import get_adapter
        from allauth.core import context

        tries = limits.count(account=f"mfa:{self.user.pk}", address=get_adapter().get_client_ip(context.request))
        code = super().clean_code()
        limits.give_back(tries)
        return code


class AuthenticateForm(CountedCode, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateForm(CountedCode, mfa_forms.ReauthenticateForm):
    pass


class ProfileForm(forms.ModelForm):
    first_name = NameField(label=_("Prénom"))
    last_name = NameField(label=_("Nom"))
    language = forms.ChoiceField(label=_("Langue dans laquelle nous vous écrivons"), choices=languages)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]


class ResidentForm(forms.Form):
    """A person an agent registers, who may have neither e-mail nor telephone."""

    first_name = NameField(label=_("Prénom"))
    last_name = NameField(label=_("Nom"))
    birth_date = forms.DateField(
        label=_("Date de naissance"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(label=_("Langue"), choices=languages)
    email = forms.EmailField(label=_("Adresse e-mail"), required=False)
    phone = PhoneField(required=False)
    somebody_else = forms.BooleanField(label=_("C’est une autre personne : l’inscrire aussi"), required=False)
    namesakes = ()  # those already registered whom the form found

    def clean(self):
        """Nobody is registered twice by mistake: who bears the same name is shown first."""
        cleaned = super().clean()
        if self.errors.keys() & {"first_name", "last_name", "birth_date"}:
            return cleaned
        asked = {name: cleaned[name] for name in ("first_name", "last_name", "birth_date")}
        self.namesakes = queries.namesakes(**asked)
        if not cleaned.pop("somebody_else", False) and self.namesakes:
            self.add_error("somebody_else", _("Est-ce la même personne ? Regardez sa fiche avant de l’inscrire."))
        return cleaned

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email and User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Un compte existe déjà avec cette adresse e-mail."))
        return email

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if phone and User.objects.filter(phone=phone).exists():
            raise forms.ValidationError(_("Un compte existe déjà avec ce numéro de téléphone."))
        return phone


class ActivationForm(forms.Form):
    """The card and the code received at the town hall."""

    number = forms.CharField(
        label=_("Numéro de carte"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"})
    )
    code = forms.CharField(
        label=_("Code reçu avec la carte"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "dir": "ltr"}),
    )
    password = forms.CharField(
        label=_("Mot de passe que vous choisissez"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("12 signes au moins. Quatre mots sans lien entre eux font un bon mot de passe, facile à retenir."),
    )

    def clean_number(self):
        return cards.clean(self.cleaned_data["number"])

    def clean_code(self):
        return cards.clean_code(self.cleaned_data["code"])

    def clean_password(self):
        password_validation.validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class MembershipForm(forms.Form):
    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.all(), to_field_name="code")
    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices)


class GrantForm(forms.Form):
    """A right on one object, for a person (by card number or e-mail) or a service, until a date."""

    person = forms.CharField(label=_("Personne (numéro de carte ou e-mail)"), max_length=254, required=False)
    service = forms.ModelChoiceField(
        label=_("ou tout un service"), queryset=Service.objects.all(), to_field_name="code", required=False
    )
    permission = forms.ChoiceField(label=_("Droit"))
    until = forms.DateTimeField(
        label=_("Jusqu’au"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"],
        help_text=_("Vide : jusqu’à ce que vous le retiriez."),
    )
    reason = forms.CharField(label=_("Pourquoi"), max_length=Grant._meta.get_field("reason").max_length)

    def __init__(self, *args, actions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["permission"].choices = [(action, labels.action(action)) for action in actions]

    def clean_person(self):
        text = self.cleaned_data["person"]
        user = queries.person_named(text) if text else None
        if text and user is None:
            raise forms.ValidationError(_("Nous ne trouvons personne sous ce numéro ou cette adresse."))
        return user

    def clean_until(self):
        from django.utils import timezone

        until = self.cleaned_data["until"]
        if until and until <= timezone.now():
            raise forms.ValidationError(_("Cette date est passée. Choisissez-en une à venir."))
        return until

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("person")) == bool(cleaned.get("service")):
            self.add_error("person", _("Un droit se donne à une personne ou à un service, pas aux deux."))
        return cleaned
