import hashlib

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from journal.models import Entry


class Command(BaseCommand):
    """What `make run` does between the database and the web server; each part is skipped when it is done."""

    help = "Compile translations, build the fonts, migrate, collect static files, load the demo on an empty database."
    requires_system_checks = []

    def handle(self, **options):
        call_command("translations", "--compile")
        call_command("build_ui")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable")
        collect_static()
        if settings.DEMO and is_empty():
            call_command("demo", stdout=self.stdout)


def collect_static():
    """Collect again only when a file changed: compressing them all takes longer than the rest of the start."""
    stamp = settings.STATIC_ROOT / ".collected"
    wanted = state_of_static()
    if not stamp.exists() or stamp.read_text() != wanted:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)


def state_of_static():
    seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen.update(f"{path}\0{storage.size(path)}\0{storage.get_modified_time(path).timestamp()}\n".encode())
    return seen.hexdigest()


def is_empty():
    """Tell whether nobody is there yet, or only a demo that was cut short."""
    from accounts.demo import ACCOUNTS

    if Entry.objects.filter(verb="demo.loaded").exists():
        return False
    return not get_user_model().objects.exclude(username__in=[account[0] for account in ACCOUNTS]).exists()
