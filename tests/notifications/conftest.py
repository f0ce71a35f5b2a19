import socket

import pytest
from aiosmtpd.controller import Controller
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
