"""Cases to test with: procedures published, a couple, papers in their vaults."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from cases import actions
from cases.definitions import ensure_procedures
from cases.enums import CaseState
from cases.models import Case, Procedure
from vault.enums import ScanState
from vault.models import Document, DocumentType, Version

YES = {
    "nationality": "french",
    "birth_record": "france",
    "previous": "none",
    "profession": "boulangère",
    "town": "Paris 19e",
    "arrondissement": "me",
    "housing": "own",
    "protected": False,
    "interpreter": False,
}
COUPLE = {"children": False, "contract": False, "witnesses": "2"}


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(out, "JPEG")
    return SimpleUploadedFile(f"{colour}.jpg", out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def procedures(services):
    ensure_procedures()
    return {procedure.code: procedure for procedure in Procedure.objects.all()}


@pytest.fixture
def draft(procedures, alice):
    """Alice's marriage, not answered yet."""
    return actions.start_case(procedure=procedures["marriage"], actor=alice)


@pytest.fixture
def couple(draft, alice, benoit):
    """Alice and Benoît in one case, all questions answered."""
    _invitation, token = actions.invite(case=draft, actor=alice, email="someone@example.org")
    actions.accept_invitation(token=token, actor=benoit)
    first, second = draft.parties.all()
    actions.answer(case=draft, party=first, answers={**YES, **COUPLE}, actor=alice)
    actions.answer(case=draft, party=second, answers={**YES, "profession": "menuisier"}, actor=benoit)
    return Case.objects.get(pk=draft.pk)


@pytest.fixture
def opened(couple):
    """The couple's case once sent: agents handle it."""
    Case.objects.filter(pk=couple.pk).update(state=CaseState.OPEN, submitted_at=timezone.now())
    couple.refresh_from_db()
    return couple


@pytest.fixture
def paper(db):
    """Put a paper in somebody's vault without its bytes; gives its version."""

    def make(owner, type_code, *, days_old=1, scan_state=ScanState.SAFE, **fields):
        issued_on = timezone.localdate() - timedelta(days=days_old)
        kind = DocumentType.objects.get(code=type_code)
        document = Document.objects.create(owner=owner, type=kind, label=type_code, issued_on=issued_on, **fields)
        return Version.objects.create(
            document=document,
            number=1,
            object_name=f"test/{document.public_id}",
            file_name="papier.pdf",
            content_type="application/pdf",
            size=1000,
            scan_state=scan_state,
            uploaded_by=owner,
        )

    return make
