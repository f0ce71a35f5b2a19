from django.core.management.base import BaseCommand, CommandError

from journal.verification import Check


class Command(BaseCommand):
    help = "Checks the hash chain of the event log and prints its head, to keep elsewhere."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="first", type=int, default=1, metavar="SEQ", help="first line to check")
        parser.add_argument("--expect", default="", metavar="HASH", help="a head printed earlier: must be in the chain")

    def handle(self, *args, first, expect, **options):
        check = Check(first=max(first, 1), expected=expect)
        problems = 0
        for problem in check.problems():
            problems += 1
            self.stderr.write(problem)
        self.stdout.write(f"{check.lines} lines checked, head {check.head[0] or 0} {check.head[1] or '-'}")
        if problems:
            raise CommandError(f"{problems} problems found in the log", returncode=1)
