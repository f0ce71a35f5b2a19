import io
import os
import time

import pikepdf
import tink
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tink import streaming_aead

from accounts.models import User
from vault.models import DocumentType, Version

SIZE = 10_000_000
TIMES = 5


def figures():
    """A document of 10 MB sent, received, checked, encrypted and written, beside Tink encrypting the same bytes."""
    value, limit = uploaded(), encrypted()
    yield "upload of 10 MB", value, "MB/s", limit, value / limit


def uploaded():
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username="resident"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    address = reverse("vault:upload")
    kind = DocumentType.objects.get(code="proof-of-address").pk
    spent = 0
    for _ in range(TIMES + 1):
        before = Version.objects.count()
        file = io.BytesIO(pdf())
        file.name = "justificatif.pdf"
        start = time.perf_counter()
        response = client.post(address, {"type": kind, "file": file})
        took = time.perf_counter() - start
        if response.status_code != 302 or Version.objects.count() != before + 1:
            raise RuntimeError(f"the upload was answered {response.status_code}")
        spent = spent + took if before else 0  # the first opens the vault: not counted
    return SIZE * TIMES / 1e6 / spent


def pdf():
    """A page with ten million bytes nobody can compress."""
    made = pikepdf.new()
    made.add_blank_page()
    made.pages[0].Contents = pikepdf.Stream(
        made, b"% " + os.urandom(SIZE).replace(b"\n", b" ").replace(b"\r", b" ") + b"\n"
    )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


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
