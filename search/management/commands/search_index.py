from django.core.management.base import BaseCommand

from search import index


class Command(BaseCommand):
    """The index is kept by itself; this makes it anew, after a restoration or an upgrade."""

    help = "Make the index of the search anew; --check mends what differs and tells how much did."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="compare only, mending what differs")

    def handle(self, *, check, **options):
        if check:
            self.stdout.write(f"{index.check()} entries were mended")
        else:
            self.stdout.write(f"{index.rebuild()} entries")
        index.analyze()
