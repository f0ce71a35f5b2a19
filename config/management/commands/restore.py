from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import backup


class Command(BaseCommand):
    help = "Check a backup, then restore it into an empty database and the storages."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, *, folder, **options):
        try:
            manifest = backup.load(folder, database=connection.settings_dict)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(manifest['files'])} files restored, as they were on {manifest['made_at']}.")
        call_command("verify_log", expect=manifest["log_head"], stdout=self.stdout)
