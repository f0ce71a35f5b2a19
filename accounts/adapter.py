"""How allauth, which does the signing up and in, meets our people: e-mail, telephone or card number."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.userkit import get_user_by_username
from allauth.account.stages import EmailVerificationStage
from django.conf import settings
from django.contrib.auth import get_user_model
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from journal.actions import record

from . import cards, limits, phones

WRONG_PASSWORD = _("Nous ne reconnaissons pas cet identifiant avec ce mot de passe. Vérifiez les deux et réessayez.")
MESSAGES = {
    "account_inactive": _("Ce compte est fermé. L’accueil de la mairie peut vous aider."),
    "cannot_remove_primary_email": _("C’est votre adresse principale : choisissez-en une autre avant de l’enlever."),
    "duplicate_email": _("Cette adresse est déjà dans votre compte."),
    "email_password_mismatch": WRONG_PASSWORD,
    "phone_password_mismatch": WRONG_PASSWORD,
    "username_password_mismatch": WRONG_PASSWORD,
    "email_taken": _("Un compte existe déjà avec cette adresse e-mail."),
    "phone_taken": _("Un compte existe déjà avec ce numéro de téléphone."),
    "enter_current_password": _("Écrivez votre mot de passe actuel."),
    "incorrect_code": _("Ce code n’est pas le bon. Regardez le dernier reçu et réessayez."),
    "incorrect_password": _("Ce mot de passe n’est pas le bon."),
    "invalid_or_expired_key": _("Ce lien n’est plus bon. Demandez-en un nouveau."),
    "invalid_login": _("Nous ne reconnaissons pas cet identifiant."),
    "invalid_password_reset": _("Ce lien n’est plus bon. Demandez-en un nouveau."),
    "too_many_login_attempts": _("Trop d’essais. Attendez quelques minutes."),
    "unverified_primary_email": _("Votre adresse principale doit d’abord être confirmée."),
    "same_as_current": _("C’est déjà celui que nous avons. Écrivez-en un autre."),
    "rate_limited": _("Trop de demandes à la fois. Attendez une minute et réessayez."),
    "select_only_one": _("Choisissez une seule réponse."),
}


class EmailStage(EmailVerificationStage):
    """Ask to confirm an e-mail address only of people who have one and no confirmed telephone."""

    def handle(self):
        user = self.login.user
        if user and (not user.email or (user.phone_verified and not self.login.signup)):
            return None, True
        return super().handle()


class AccountAdapter(DefaultAccountAdapter):
    """Our answers to allauth's questions."""

    error_messages = {**DefaultAccountAdapter.error_messages, **MESSAGES}

    # Where people go

    def get_login_redirect_url(self, request):
        return home_of(request.user)

    get_signup_redirect_url = get_login_redirect_url

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:profile")

    def get_logout_redirect_url(self, request):
        return resolve_url("/")

    def get_login_stages(self):
        ours = f"{EmailStage.__module__}.{EmailStage.__qualname__}"
        theirs = "allauth.account.stages.EmailVerificationStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    # Who is who

    def populate_username(self, request, user):
        user.username = user.username or cards.new_number()

    def authenticate(self, request, **credentials):
        """Judge a password, each try counted against the account whatever name it was called by."""
        tries = limits.count(account=self._account_named(credentials), address=self.get_client_ip(request))
        user = super().authenticate(request, **credentials)
        if user:
            limits.give_back(tries)
        return user

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever gave a password or a code in the last quarter of an hour need not give it again."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def _account_named(self, credentials):
        username, email, phone = (credentials.get(name) for name in ("username", "email", "phone"))
        people = get_user_model().objects
        user = (
            (username and get_user_by_username(username))
            or (phone and self.get_user_by_phone(phone))
            or ((email or username) and people.filter(email__iexact=email or username).first())
        )
        return user.pk if user else (email or phone or username or "").lower()

    # Telephones

    def clean_phone(self, phone):
        return phones.normalise(phone)

    def phone_form_field(self, **kwargs):
        from .forms import PhoneField

        return PhoneField(**kwargs)

    def set_phone(self, user, phone, verified):
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def get_phone(self, user):
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, True)
        record("person.phone_confirmed", actor=user, target=user, subject=user)

    def get_user_by_phone(self, phone):
        number = phones.normalise_or_none(phone)
        return number and get_user_model().objects.filter(phone=number).first()

    # What we send

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        self._send("phone_code", phone=phone, context={"code": code})

    def send_unknown_account_sms(self, phone, **kwargs):
        self._send("phone_unknown", phone=phone, context={"sign_up_url": settings.SITE_URL + reverse("account_signup")})

    def send_account_already_exists_sms(self, phone):
        self._send("phone_known", phone=phone, context={"sign_in_url": settings.SITE_URL + reverse("account_login")})

    def send_mail(self, template_prefix, email, context):
        context = {"request": self.request, "email": email, "site_name": settings.SITE_NAME, **context}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        body = render_to_string(f"{template_prefix}_message.txt", context).strip()
        self._send("account_mail", email=email, context={"subject": subject, "body": body})

    def _send(self, kind, **message):
        """Through the one outbox, which lives above this app: ``settings.MESSENGER`` names it."""
        import_string(settings.MESSENGER)(kind, language=get_language(), **message)


def home_of(user):
    """Where a person starts from: agents at their inbox, residents in their space, in their language.

    Both pages belong to apps above this one; their addresses are promised in ``docs/interface.md``.
    """
    return "/agent/" if user.is_agent else f"/{user.language}/espace/"
