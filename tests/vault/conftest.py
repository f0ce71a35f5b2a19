"""What fills a vault."""

import io

import pytest
from PIL import Image

from vault.models import DocumentType
from vault.seeds import ensure_document_types


@pytest.fixture
def types(db):
    ensure_document_types()
    return {type.code: type for type in DocumentType.objects.all()}


@pytest.fixture
def pdf():
    out = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, "PDF")
    return out.getvalue()
