"""Somebody with something of everything."""

import pytest

from tests.cases.conftest import couple, draft, opened, paper, procedures  # noqa: F401
from tests.vault.conftest import pdf, types  # noqa: F401
from tests.vault.papers import pdf_of, store
from vault.enums import ScanState
from vault.models import Version


@pytest.fixture
def put(types):  # noqa: F811
    """``put(owner, text)``: a real paper in a vault, known to be safe; its version."""

    def make(owner, text=b"words", size=0, name="papier.pdf"):
        document = store(owner, types, pdf_of(size, text), name=name)
        Version.objects.filter(document=document).update(scan_state=ScanState.SAFE)
        return document.versions.get()

    return make
