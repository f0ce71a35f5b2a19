from django.core.management.base import BaseCommand, CommandError

from upkeep.portable import writing


class Command(BaseCommand):
    help = "Write the pages of all languages, their pictures, documents and redirects into one portable ZIP."

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *, file, **options):
        try:
            with open(file, "xb") as target:
                counts = writing.save(target)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{count} {what}" for what, count in counts.items()))
