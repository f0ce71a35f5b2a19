from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import backup, keyset_copies
from journal.models import ChainHead


class Command(BaseCommand):
    help = (
        "Write database, encrypted documents and pictures into a new folder, and the keysets into another, which is "
        "kept for less long. The vault's master key is in neither."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder")
        parser.add_argument("--keysets", help="the folder the keysets are kept in, apart from the backups")

    def handle(self, *, folder, keysets=None, **options):
        head = ChainHead.objects.values_list("hash", flat=True).first() or ""
        try:
            count = backup.save(folder, database=connection.settings_dict, log_head=head, keysets=keysets)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} files in {folder}. Keep the vault's master key apart: it is not among them.")
        self.stdout.write(f"The keysets are in {keyset_copies.place(folder, keysets)}.")
        old = keyset_copies.forget_old(folder, keysets)
        for path in old:
            self.stdout.write(f"destroyed: {path}")
        self.stdout.write(f"{len(old)} older keyset copies destroyed: their backups no longer open.")
