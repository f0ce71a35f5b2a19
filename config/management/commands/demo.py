from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from journal.actions import record

ORDER = (
    "accounts",
    "vault",
    "coworking",
    "letterbox",
    "mandates",
    "cases",
    "workflows",
    "archives",
    "privacy",
    "dictionary",
    "cms",
    "postits",
    "translation",
    "gates",
    "search",
    "changesets",
    "automation",
    "upkeep",
    "kiosk",
)


class Command(BaseCommand):
    """The town hall of the demo: people, papers, rooms, cases and pages, through the same actions as people use."""

    help = "Load the demo content; may be run again."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("The demo's accounts have known passwords: they never enter a site in production.")
        for app in ORDER:
            if find_spec(f"{app}.demo"):
                self.stdout.write(f"demo: {app}")
                import_module(f"{app}.demo").load()
        record("demo.loaded", actor=None)
