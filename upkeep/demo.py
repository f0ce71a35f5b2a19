"""A collection, and the pages of the guide to read again, in the demonstration."""

from django.contrib.contenttypes.models import ContentType

from accounts.models import Service, User
from cms.models import ServicePage, SituationPage

from . import actions, checking
from .models import Listing, ReviewDefault

TEXTS = {
    "fr": {"title": "Se loger", "introduction": "Toutes les pages de la famille « Logement »."},
    "en": {"title": "Housing", "introduction": "Every page of the housing family."},
    "ar": {"title": "السكن", "introduction": "كل صفحات السكن."},
}


def load():
    """Once, through the actions editors use; nothing before there are pages."""
    editor = User.objects.filter(username="editor").first()
    if not ServicePage.objects.exists() or editor is None:
        return
    if not Listing.objects.exists():
        listing = Listing(slug="se-loger", texts=TEXTS, family="housing", is_live=True)
        actions.save_listing(listing=listing, actor=editor)
    if not ReviewDefault.objects.exists():
        kind = ContentType.objects.get_for_model(SituationPage)
        service = Service.objects.filter(code="communication").first()
        actions.set_default(kind=kind, months=6, service=service, actor=editor)
    checking.sweep()
