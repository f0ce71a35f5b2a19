"""Who may open which address. Every view says so, and a view that says nothing is refused.

A view of ours carries its declaration (``@access(...)``); a view of somebody else's has a line in the table
that ``settings.ACCESS_TABLE`` names. The middleware holds both.
"""

import enum
import logging
import time
from dataclasses import dataclass

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

# The person the records of the session belong to; allauth keeps it under this private name.
AUTHENTICATED_USER_SESSION_KEY = "account_authentication_methods_user"


class SecondFactorNeeded(Exception):
    """Raised by a view that finds out on its way that an agent's second factor is needed."""


class Access(enum.Enum):
    """``LINK``: a public address whose secret, in the path or the session, is the right."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    STAFF = "staff"
    LINK = "link"


@dataclass(frozen=True)
class Rule:
    """What a view asks of its visitor; ``roles``, as ``User.has_role`` takes them; none means every agent."""

    level: Access
    roles: frozenset = frozenset()

    def admits(self, user):
        """Whether an agent who has passed the second factor holds one of the roles."""
        return not self.roles or user.has_role(*self.roles)


def access(level, *, roles=None):
    """Declare who may open the decorated view."""

    def declare(view):
        view.access = Rule(level, frozenset(roles or ()))
        return view

    return declare


def rule_of(view, match):
    """The rule for a resolved address, or None where nobody has declared any."""
    declared = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return declared or import_string(settings.ACCESS_TABLE)(match)


def has_second_factor(request):
    """Whether the second factor was given in this very session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def mark_second_factor(session, user):
    """Write in ``session`` that ``user`` gave a second factor just now, as allauth does."""
    session[AUTHENTICATED_USER_SESSION_KEY] = user_id_to_str(user)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        *session.get(AUTHENTICATION_METHODS_SESSION_KEY, []),
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]


class AccessMiddleware:
    """Hold every view to its rule: sign-in for strangers, 404 for residents at a staff door, 403 for a lacking role."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        rule = rule_of(view, request.resolver_match)
        if rule is None:
            return refuse_undeclared(request, view)
        if rule.level in (Access.PUBLIC, Access.LINK):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(came_for(request), reverse("account_login"))
        if rule.level is Access.STAFF:
            return check_staff(request, rule)
        return None

    def process_exception(self, request, exception):
        return ask_second_factor(request) if isinstance(exception, SecondFactorNeeded) else None


def refuse_undeclared(request, view):
    """A view without a rule is a mistake of ours: loud where we work, closed where people do."""
    problem = f"{view.__module__}.{getattr(view, '__name__', view)} ({request.path}) declares no access"
    if settings.ACCESS_STRICT:
        raise ImproperlyConfigured(problem)
    logger.error(problem)
    raise PermissionDenied


def check_staff(request, rule):
    """None when an agent may enter; else the redirect to the second factor, or the refusal."""
    if not request.user.is_agent:
        raise Http404
    if not has_second_factor(request):
        return ask_second_factor(request)
    if not rule.admits(request.user):
        raise PermissionDenied
    return None


def ask_second_factor(request):
    """Send an agent to give the second factor, or to set it up the first time."""
    if is_mfa_enabled(request.user):
        name = "mfa_reauthenticate"
    else:
        name = "mfa_activate_totp"
        messages.info(request, _("Pour ouvrir l’espace des agents, ajoutez d’abord un second verrou à votre compte."))
    return redirect(f"{reverse(name)}?{urlencode({'next': came_for(request)})}")


def came_for(request):
    """The address to come back to: this one, or for a form sent, the page it was on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else "/"
