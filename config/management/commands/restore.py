from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import backup


class Command(BaseCommand):
    help = "Check a backup and its keysets, then restore them into an empty database and the storages."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder")
        parser.add_argument("--keysets", help="the folder the keysets are kept in, when it is not beside the backup")
        parser.add_argument("--erasures", help="a register of people erased since, from a later backup")
        parser.add_argument("--without-keysets", action="store_true", help="restore what needs no key")

    def handle(self, *, folder, keysets=None, erasures=None, without_keysets=False, **options):
        choices = {"keysets": keysets, "erasures": erasures, "without_keysets": without_keysets}
        try:
            manifest = backup.load(folder, database=connection.settings_dict, **choices)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        papers, copies = manifest["closed"]
        self.stdout.write(f"{len(manifest['files'])} files restored, as they were on {manifest['made_at']}.")
        self.stdout.write(f"{manifest['erased']} people erased since stay erased; the worker ends the work.")
        if papers or copies:
            self.stdout.write(
                f"{papers} versions of documents and {copies} copies in cases will not open: no key is left."
            )
        call_command("verify_log", expect=manifest["log_head"], stdout=self.stdout)
