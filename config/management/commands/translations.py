from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import translations


class Command(BaseCommand):
    """`make messages` and the translation part of `make check`."""

    help = "Write the strings of the code into the six locales; or check them; or compile them."
    requires_system_checks = []

    def add_arguments(self, parser):
        verbs = parser.add_mutually_exclusive_group()
        verbs.add_argument("--check", action="store_true", help="fail when a string is missing or fuzzy")
        verbs.add_argument("--compile", action="store_true", help="compile what changed")

    def handle(self, *, check, compile, **options):
        if check:
            self.check_all()
        elif compile:
            translations.compile_stale(settings.BASE_DIR / "locales", settings.LOCALE_PATHS[0])
        else:
            translations.update(settings.BASE_DIR)

    def check_all(self):
        problems = list(translations.problems(settings.BASE_DIR))
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} strings to translate: make messages, then fill locales/")
