"""`python manage.py rotate_vault_keys`: a new master key, every resident's keyset closed again with it."""

from django.core.management.base import BaseCommand, CommandError

from vault import keys


class Command(BaseCommand):
    help = "Make a new master key and rewrap every resident's keyset with it, while the site runs."

    def add_arguments(self, parser):
        parser.add_argument("--create", action="store_true", help="only write a first master key if there is none")
        parser.add_argument("--print", action="store_true", help="print a new master keyset, for the environment")
        parser.add_argument("--batch", type=int, default=200, help="keysets rewrapped in one transaction")

    def handle(self, *, create, batch, **options):
        if options["print"]:
            self.stdout.write(keys.new_master())
            return
        if create and not hasattr(keys.master(), "create"):
            raise CommandError("The master key is in the environment: --print makes one to put there.")
        if create:
            keys.master().create()
            self.stdout.write("The master key is in place.")
            return
        keys.master().rotate()
        self.stdout.write(f"{rewrap_all(batch)} keysets rewrapped.")


def rewrap_all(batch):
    """Rewrap until nobody needs the former keys, which then go; give how many keysets there were."""
    count = 0
    while True:
        while done := keys.rewrap_batch(batch):
            count += done
        if keys.forget_old_master_keys():
            return count
