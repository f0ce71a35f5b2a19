"""The demo's people. Their password and their second factors are public: they exist in the demo only."""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import actions
from .enums import Role
from .models import Service, User
from .seeds import ensure_services

PASSWORD = "mairie-de-demain"  # noqa: S105


class Account(NamedTuple):
    """``role`` is what the person is, in words; ``secret`` the base32 key of the authenticator, None for residents."""

    username: str
    who: str
    role: str
    secret: str | None = None


ACCOUNTS = [
    Account("resident", "Awa Diallo", _("habitante")),
    Account("resident2", "Camille Roux", _("habitant, l’autre époux")),
    Account("newcomer", "Nour Haddad", _("nouvelle arrivante, en arabe")),
    Account("holder", "Lucie Bernard", _("porteuse de projet")),
    Account("ambassador", "Moussa Traoré", _("ambassadeur")),
    Account("agent-volant", "Viviane Lopez", _("agente volante, à l’accueil"), "MAIRIEDEMAINAGENTVOLANTAAAAAAAAA"),
    Account("registrar", "Rachid Benali", _("officier d’état civil"), "MAIRIEDEMAINREGISTRARAAAAAAAAAAA"),
    Account("housing", "Hugo Lefèvre", _("agent de l’antenne logement"), "MAIRIEDEMAINHOUSINGAAAAAAAAAAAAA"),
    Account("lead", "Louise Girard", _("responsable de l’état civil"), "MAIRIEDEMAINLEADAAAAAAAAAAAAAAAA"),
    Account("officiant", "Odile Chen", _("élue"), "MAIRIEDEMAINOFFICIANTAAAAAAAAAAA"),
    Account("editor", "Edwige Marchand", _("communication"), "MAIRIEDEMAINEDITORAAAAAAAAAAAAAA"),
    Account("archivist", "Agathe Morel", _("archiviste"), "MAIRIEDEMAINARCHIVISTAAAAAAAAAAA"),
    Account("partner", "Paul Nguyen", _("agent du centre d’action sociale"), "MAIRIEDEMAINPARTNERAAAAAAAAAAAAA"),
    Account("admin", "Adama Keita", _("administration du site"), "MAIRIEDEMAINADMINAAAAAAAAAAAAAAA"),
]
LANGUAGES = {"newcomer": "ar"}
JOBS = {
    "agent-volant": ("accueil", Role.FLYING_AGENT),
    "registrar": ("etat-civil", Role.SERVICE_AGENT),
    "housing": ("antenne-logement", Role.SERVICE_AGENT),
    "lead": ("etat-civil", Role.TEAM_LEAD),
    "officiant": ("secretariat-elus", Role.OFFICIANT),
    "editor": ("communication", Role.EDITOR),
    "archivist": ("archives", Role.ARCHIVIST),
    "partner": ("casvp", Role.PARTNER),
    "admin": ("affaires-generales", Role.ADMINISTRATOR),
}


@transaction.atomic
def load():
    """Create what is missing of the cast. Refuses outside the demo."""
    if not getattr(settings, "DEMO", False):
        raise ImproperlyConfigured("The demo's accounts have public passwords: they exist in the demo only.")
    ensure_services()
    for account in ACCOUNTS:
        user = User.objects.filter(username=account.username).first() or _create(account)
        _take_job(user)
        _lock(user, account.secret)


def _create(account):
    """A person with the demo's password, which the rules for real people would refuse."""
    first_name, last_name = account.who.split(" ", 1)
    user = User(
        username=account.username,
        first_name=first_name,
        last_name=last_name,
        email=f"{account.username}@example.org",
        language=LANGUAGES.get(account.username, "fr"),
        is_superuser=account.username == "admin",
        is_staff=account.username == "admin",
    )
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _take_job(user):
    if user.username in JOBS:
        code, role = JOBS[user.username]
        actions.add_membership(user=user, service=Service.objects.get(code=code), role=role, actor=None)


def _lock(user, secret):
    """An authenticator whose secret is the same at every start, and recovery codes."""
    if secret and not Authenticator.objects.filter(user=user).exists():
        data = {"secret": get_adapter().encrypt(secret)}
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
        RecoveryCodes.activate(user)
