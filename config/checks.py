"""What must never be true of a site in front of the public."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.db import DatabaseError


@register(Tags.database)
def no_demo_account(app_configs, databases=None, **kwargs):
    """Refuse a database that holds an account with the demo's public password; `migrate` runs this."""
    if settings.DEMO or not databases:
        return []
    try:
        names = demo_accounts()
    except DatabaseError:  # before the first migration there is nobody
        return []
    message = f"The accounts {', '.join(names)} have the demo's public password."
    return [Error(message, hint="Delete them: they belong to a demo.", id="config.E001")] if names else []


def demo_accounts():
    from accounts.demo import ACCOUNTS, PASSWORD

    usernames = [account.username for account in ACCOUNTS]
    users = get_user_model().objects.filter(username__in=usernames)
    return [user.username for user in users if user.check_password(PASSWORD)]
