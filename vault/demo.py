"""Papers in the demo resident's vault, put there as she would."""

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import Service, User

from . import actions, sharing
from .models import DocumentType, Share
from .seeds import ensure_document_types

PAPERS = [
    ("identity-card", "Carte d’identité – exemple", None, 2000),
    ("proof-of-address", "Facture d’électricité – exemple", 20, None),
    ("birth-record", "Acte de naissance – exemple", 30, None),
]


def load():
    """Give the resident three papers unless she has some, and show one unless she ever did."""
    ensure_document_types()
    resident = User.objects.filter(username="resident").first()
    if resident and not resident.documents.exists():
        for code, title, age, left in PAPERS:
            put(resident, code, title, age, left)
    if resident and not Share.objects.filter(document__owner=resident, binder=None).exists():
        show(resident)


def put(resident, code, title, age, left):
    today = timezone.localdate()
    actions.store(
        owner=resident,
        actor=resident,
        type=DocumentType.objects.get(code=code),
        uploaded_file=ContentFile(paper(title), name=f"{code}.pdf"),
        issued_on=age and today - timedelta(days=age),
        expires_on=left and today + timedelta(days=left),
    )


def show(resident):
    """One paper is shown to the housing office, so that its list has something to say."""
    document = resident.documents.filter(type__code="proof-of-address", deleted_at=None).first()
    service = Service.objects.filter(code="antenne-logement").first()
    if document and service:
        sharing.share(
            document=document,
            actor=resident,
            service=service,
            purpose="Ma demande de logement",
            until=timezone.now() + timedelta(days=60),
        )


def paper(title):
    """A one-page A4 PDF that says what it stands for."""
    page = Image.new("RGB", (827, 1169), "white")
    ImageDraw.Draw(page).text((80, 100), title, fill="black", font_size=32)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=100)
    return out.getvalue()
