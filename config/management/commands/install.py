from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.actions import add_membership, create_resident
from accounts.cards import in_groups
from accounts.enums import Role
from accounts.models import Service
from accounts.seeds import ensure_services
from archives.seeds import ensure_rules
from cases.definitions import ensure_procedures
from cms.demo import load as ensure_pages
from coworking.seeds import ensure_ceremony_resources
from dictionary.seeds import ensure_notions
from gates.seeds import load as ensure_plain_words


class Command(BaseCommand):
    """What a new town hall starts from. What exists stays as people changed it."""

    help = "Create what is missing: services, kinds of paper, procedures, rooms, pages; and a first administrator."

    def add_arguments(self, parser):
        words = ("FIRST_NAME", "LAST_NAME", "EMAIL")
        parser.add_argument("--administrator", nargs=3, metavar=words, help="register somebody, print card and code")

    @transaction.atomic
    def handle(self, *, administrator, **options):
        ensure_services()
        ensure_procedures()
        ensure_rules()
        ensure_ceremony_resources()
        ensure_notions()
        ensure_pages(examples=False)
        ensure_plain_words()
        if administrator:
            self.register(*administrator)

    def register(self, first_name, last_name, email):
        user, code = create_resident(actor=None, first_name=first_name, last_name=last_name, email=email)
        service = Service.objects.get(code="affaires-generales")
        add_membership(user=user, service=service, role=Role.ADMINISTRATOR, actor=None)
        self.stdout.write(f"{user}: card {in_groups(user.username)}, code {code}; choose a password at /fr/activer/")
