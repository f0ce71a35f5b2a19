from django.core.management.base import BaseCommand

from workflows import engine


class Command(BaseCommand):
    help = "Fire the deadlines of the circuits that are due, as the worker does every minute."

    def handle(self, **options):
        self.stdout.write(str(engine.fire_due()))
