import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.health import migrations_applied
from journal.models import Entry
from ui.management.commands import build_ui as build_ui_command


class Command(BaseCommand):
    """What `make run` does between the database and the web server; each part is skipped when it is done."""

    help = "Compile translations, build the fonts, migrate, collect static files, load the demo on an empty database."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--assets-only", action="store_true", help="leave the database and the static files alone")

    def handle(self, *, assets_only, **options):
        call_command("translations", "--compile")
        build_ui()
        if not assets_only:
            self.prepare_site()

    def prepare_site(self):
        if not migrations_applied():
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        collect_static()
        if settings.DEMO and is_empty():
            call_command("demo", stdout=self.stdout)


def build_ui():
    """Build again only when the command or the fonts of the system changed."""
    build = Path(build_ui_command.BUILD)
    state = hashlib.sha256(Path(build_ui_command.__file__).read_bytes())
    for folder in sorted(Path("/usr/share/fonts").glob("*/*")):
        state.update(f"{folder}\0{folder.stat().st_mtime}\n".encode())
    stamp = build / ".built"
    if not stamp.exists() or stamp.read_text() != state.hexdigest():
        call_command("build_ui")
        build.mkdir(parents=True, exist_ok=True)
        stamp.write_text(state.hexdigest())


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
