"""What fills a vault."""

import io
import os
import random

import pytest
from PIL import Image

from vault.models import DocumentType
from vault.seeds import ensure_document_types

from .town import Town, kill, moved, sql


@pytest.fixture
def types(db):
    ensure_document_types()
    return {type.code: type for type in DocumentType.objects.all()}


@pytest.fixture
def pdf():
    out = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, "PDF")
    return out.getvalue()


@pytest.fixture(scope="session")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("town"))
    try:
        with django_db_blocker.unblock():
            town.build()
            with moved(town.cluster.url):
                town.furnish()
        town.start_web()
        yield town
    finally:
        town.down()


@pytest.fixture
def town(built, settings, vault_folder, monkeypatch):
    """A town hall of our own, this process at home in it; without jobs of before."""
    options = {**settings.STORAGES["vault"]["OPTIONS"], "location": str(built.objects)}
    settings.STORAGES = {**settings.STORAGES, "vault": {**settings.STORAGES["vault"], "OPTIONS": options}}
    settings.VAULT_MASTER_KEY_FILE, settings.CLAMD_URL = str(built.master), built.clamd_url
    settings.VAULT_MASTER_KEY_CREATE = True
    built.wait_for_clamd()
    with moved(built.cluster.url):
        sql("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
        yield built
        if built.worker:
            kill(built.worker)


@pytest.fixture
def seed():
    """Printed when the test fails; ``FAULTS_SEED`` plays one again."""
    seed = int(os.environ.get("FAULTS_SEED") or random.randrange(10**6))
    print(f"FAULTS_SEED={seed}")
    return seed
