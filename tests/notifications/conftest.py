import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications.actions import send
from notifications.models import Delivery


class Postman:
    """A mail server's manners: ``answers`` are given in turn to RCPT, then everything is accepted."""

    def __init__(self):
        self.answers = []
        self.received = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.received.append(envelope)
        return "250 OK"


@pytest.fixture
def kinds(settings, tmp_path):
    """One kind of message, in French with an Arabic translation of its own."""
    folder = tmp_path / "messages"
    folder.mkdir()
    (folder / "test_kind.subject.txt").write_text("Bonjour {{ person.first_name|default:'à vous' }} &\n co")
    (folder / "test_kind.txt").write_text(
        "Le dossier {{ number }} vous attend le {{ day|date:'j F Y' }}.\n\n\n\nÀ bientôt <3"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postman(settings):
    """A real SMTP server on loopback."""
    handler = Postman()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield handler
    controller.stop()


@pytest.fixture
def told(kinds, alice):
    """The delivery of one message to Alice."""
    send("test_kind", recipient=alice, context={"number": 7}, url="/fr/espace/messages/")
    return Delivery.objects.get()


def jobs(**filters):
    return ProcrastinateJob.objects.filter(task_name="notifications.deliver", **filters)


class Certificate(NamedTuple):
    path: Path
    context: ssl.SSLContext


@pytest.fixture
def certificate(tmp_path):
    """A certificate of its own for localhost, and the server side's TLS context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path, key_path = tmp_path / "certificate.pem", tmp_path / "key.pem"
    path.write_bytes(made.public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key_path.write_bytes(key.private_bytes(pem, *plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key_path)
    return Certificate(path, context)
