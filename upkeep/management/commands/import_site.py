from django.core.management.base import BaseCommand, CommandError

from upkeep.portable.reading import SAME, take_in
from upkeep.portable.shape import BadArchive


class Command(BaseCommand):
    help = "Take in an archive made by export_site: all of it or nothing. A second time changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *, file, dry_run, **options):
        try:
            lines = take_in(file, dry_run=dry_run)
        except BadArchive as error:
            raise CommandError(str(error)) from error
        for line in lines:
            if line.outcome != SAME:
                self.stdout.write(f"{line.outcome} {line.kind}: {line.title}")
        same = sum(line.outcome == SAME for line in lines)
        self.stdout.write(f"{len(lines) - same} changed, {same} already there" + (" (dry run)" if dry_run else ""))
