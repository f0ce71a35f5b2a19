"""A vault that is full stays full, also when two papers come at the same moment."""

import pytest
from django.core.files.base import ContentFile

from tests.cases.test_evidence_holds import elsewhere
from vault import actions, reception
from vault.errors import RefusedFile
from vault.models import Version

from .papers import objects_in, pdf_of, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def while_looked_at(monkeypatch):
    """``while_looked_at(work)``: ``work`` is done, on a connection of its own, while the next file is looked at."""
    inspect = reception.inspect

    def arrange(work):
        def slow(*files):
            monkeypatch.setattr(reception, "inspect", inspect)
            elsewhere(work)
            return inspect(*files)

        monkeypatch.setattr(reception, "inspect", slow)

    return arrange


def test_of_two_papers_that_come_together_the_second_finds_the_vault_full(
    alice, types, settings, while_looked_at, vault_folder
):
    settings.VAULT_QUOTA_BYTES = 1
    while_looked_at(lambda: store(alice, types, pdf_of(text=b"first")))
    with pytest.raises(RefusedFile, match="plein"):
        store(alice, types, pdf_of(text=b"second"))
    assert Version.objects.count() == len(objects_in(vault_folder)) == 1


def test_a_new_version_finds_it_full_too(alice, types, settings, while_looked_at, vault_folder):
    document = store(alice, types, pdf_of(text=b"first"))
    settings.VAULT_QUOTA_BYTES = Version.objects.get().size + 1
    while_looked_at(lambda: store(alice, types, pdf_of(text=b"other")))
    new = ContentFile(pdf_of(text=b"again"), name="b.pdf")
    with pytest.raises(RefusedFile, match="plein"):
        actions.replace(document=document, actor=alice, uploaded_file=new)
    assert Version.objects.count() == len(objects_in(vault_folder)) == 2
