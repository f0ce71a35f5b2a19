import io
import os
import subprocess
import sys
import tempfile
import time

import tink
from django.conf import settings
from django.core.files.base import File
from django.test import Client
from django.urls import reverse
from tink import streaming_aead

from accounts.models import User
from vault import actions, resumable, storage
from vault.models import DocumentType, Version
from vault.scratch import Scratch

from .paper import pdf

SIZE = 10_000_000
TIMES = 5


def figures():
    """A document of 10 MB sent, received, checked, encrypted and written, beside Tink encrypting the same bytes."""
    small, large = memory(10), memory(180)
    yield "memory to store 180 MB", large, "MB above idle", small, large / max(small, 0.1)
    limit = encrypted()
    alone = kept()
    yield "encrypt and store 10 MB received", alone, "MB/s", limit, alone / limit
    value = uploaded()
    yield "upload of 10 MB", value, "MB/s", limit, value / limit
    in_pieces = resumed()
    yield "upload of 10 MB in pieces", in_pieces, "MB/s", limit, in_pieces / limit


def kept():
    """What is received and looked at goes into the storage: read back, encrypted, written, on the disk for good."""
    holder, spent = User.objects.get(username="resident"), 0
    for number in range(TIMES + 1):
        with Scratch() as received:
            received.write(os.urandom(SIZE))
            received.seek(0)
            start = time.perf_counter()
            name = storage.write(received, holder=holder, context=b"bench")
            spent += time.perf_counter() - start if number else 0  # the first makes the key: not counted
            storage.remove(name)
    return SIZE * TIMES / 1e6 / spent


def uploaded():
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username="resident"), backend=settings.AUTHENTICATION_BACKENDS[0])
    address = reverse("vault:upload")
    kind = DocumentType.objects.get(code="proof-of-address").pk
    spent = 0
    for _ in range(TIMES + 1):
        before = Version.objects.count()
        file = io.BytesIO(pdf(SIZE))
        file.name = "justificatif.pdf"
        start = time.perf_counter()
        response = client.post(address, {"type": kind, "file": file})
        took = time.perf_counter() - start
        if response.status_code != 302 or Version.objects.count() != before + 1:
            raise RuntimeError(f"the upload was answered {response.status_code}")
        spent = spent + took if before else 0  # the first opens the vault: not counted
    return SIZE * TIMES / 1e6 / spent


def resumed():
    sender = User.objects.get(username="resident")
    kind = DocumentType.objects.get(code="proof-of-address")
    spent = 0
    for _ in range(TIMES):
        content = pdf(SIZE)
        start = time.perf_counter()
        upload = resumable.begin(sender=sender, file_name="justificatif.pdf", size=len(content))
        resumable.append(upload=upload, offset=0, source=io.BytesIO(content))
        arrived = resumable.finished(sender, upload.public_id)
        actions.store(owner=sender, actor=sender, type=kind, uploaded_file=arrived)
        resumable.discard(upload)
        spent += time.perf_counter() - start
    return SIZE * TIMES / 1e6 / spent


def memory(megabytes):
    """Megabytes that storing a document of so many megabytes adds to the server, its cell aside."""
    sender = User.objects.get(username="resident")
    kind = DocumentType.objects.get(code="proof-of-address")
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.paper", str(megabytes * 10**6), file.name], check=True)
        uploaded = File(file, name="justificatif.pdf")
        with open("/proc/self/clear_refs", "w") as reset:
            reset.write("5")
        before = _own("VmRSS")
        actions.store(owner=sender, actor=sender, type=kind, uploaded_file=uploaded)
        return _own("VmHWM") - before


def _own(name):
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(name))
    return int(line.split()[1]) / 1024


def encrypted():
    streaming_aead.register()
    handle = tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)
    primitive = handle.primitive(streaming_aead.StreamingAead)
    plain = os.urandom(SIZE)
    start = time.perf_counter()
    for _ in range(TIMES):
        with primitive.new_encrypting_stream(Kept(), b"context") as stream:
            stream.write(plain)
    return SIZE * TIMES / 1e6 / (time.perf_counter() - start)


class Kept(io.BytesIO):
    """Tink closes what it writes to."""

    def close(self):
        pass
