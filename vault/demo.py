"""Papers in the demo resident's vault, put there as she would."""

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User

from . import actions
from .models import DocumentType
from .seeds import ensure_document_types

PAPERS = [
    ("identity-card", "Carte d’identité – exemple", None, 2000),
    ("proof-of-address", "Facture d’électricité – exemple", 20, None),
    ("birth-record", "Acte de naissance – exemple", 30, None),
]


def load():
    """Give the resident three papers unless she has some."""
    ensure_document_types()
    resident = User.objects.filter(username="resident").first()
    if resident and not resident.documents.exists():
        for code, title, age, left in PAPERS:
            put(resident, code, title, age, left)


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


def paper(title):
    """A one-page A4 PDF that says what it stands for."""
    page = Image.new("RGB", (827, 1169), "white")
    ImageDraw.Draw(page).text((80, 100), title, fill="black", font_size=32)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=100)
    return out.getvalue()
