from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.demo import ACCOUNTS, PASSWORD

PLACES = (("Site public", "/fr/"), ("Espace des usagers", "/fr/espace/"), ("Espace des agents", "/agent/"))
PLACES += (("Rédaction", "/redaction/"),)


class Command(BaseCommand):
    """What `make run` prints once the site answers."""

    help = "Print the addresses of the site and the demo's accounts."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *, address, **options):
        self.stdout.write(f"\n{settings.SITE_NAME}\n")
        for name, path in PLACES:
            self.stdout.write(f"  {name:<20} {address}{path}")
        mail = f"{settings.LETTERBOX_HOST}:{settings.LETTERBOX_PORT} ({settings.LETTERBOX_PROTOCOL})"
        self.stdout.write(f"  {'Courrier':<20} {mail}, *@{settings.LETTERBOX_DOMAIN}")
        if settings.DEMO:
            self.stdout.write(f"\nDemo accounts, password {PASSWORD}; second factor (TOTP) secret on the right:")
            for account in ACCOUNTS:
                who = f"{account.who}, {account.role}"
                self.stdout.write(f"  {account.username:<14} {who:<54} {account.secret or ''}".rstrip())
        self.stdout.write("\nCtrl-C stops everything.")
