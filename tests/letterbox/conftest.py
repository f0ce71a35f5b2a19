"""A door that listens, people with addresses, and messages to knock with."""

import asyncio
import contextlib
import io
import smtplib
import threading
from email.message import EmailMessage

import pytest
from django.db import connection
from PIL import Image

from letterbox import actions, arriving, queries, server
from tests.vault.conftest import pdf, types  # noqa: F401
from vault.scratch import Scratch

DOMAIN = "courrier.mairie.example"


@pytest.fixture(autouse=True)
def letterbox_settings(settings):
    settings.LETTERBOX_DOMAIN = DOMAIN
    settings.LETTERBOX_OWN_DOMAINS = [DOMAIN, "mairie.example"]
    settings.LETTERBOX_AUTHSERV_ID = ""


def address_of(user):
    return actions.open_address(user=user, actor=user).email


def message(
    to="someone@example.org", sender="Régie Ourcq <regie@bailleur.example>", subject="Quittance", text="Bonjour"
):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = f"<{id(made)}@bailleur.example>"
    made.set_content(text)
    return made


def with_paper(content, name="quittance.pdf", kind="application/pdf", **options):
    made = message(**options)
    main, sub = kind.split("/")
    made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made


def photo(size=(60, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG")
    return out.getvalue()


def receive(user, data, client=None):
    """Give a message to the tray of one person without a line; give the reply."""
    spool = Scratch()
    spool.write(data if isinstance(data, bytes) else bytes(data))
    box = queries.box(address_of(user))
    return arriving.receive(spool, [box], sender="x@example.org", client=client)[box]


class Listening:
    """A door in a thread of its own."""

    def __init__(self):
        self.door = server.Door()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=asyncio.run, args=[self._serve()])

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        self.task = asyncio.create_task(server.serve(self.door, host="127.0.0.1", port=0, started=self._started))
        with contextlib.suppress(asyncio.CancelledError):
            await self.task

    def _started(self, port):
        self.port = port
        self.ready.set()

    def start(self):
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def stop(self):
        self.loop.call_soon_threadsafe(self.task.cancel)
        self.thread.join(20)
        self.door.close()

    def lmtp(self):
        return smtplib.LMTP("127.0.0.1", self.port, local_hostname="localhost")

    def smtp(self):
        return smtplib.SMTP("127.0.0.1", self.port, local_hostname="localhost", timeout=30)


@pytest.fixture
def listening(transactional_db, settings):
    """``listening("lmtp")``: a real door on a port of its own."""
    kept, started = connection.settings_dict["CONN_MAX_AGE"], []
    connection.settings_dict["CONN_MAX_AGE"] = 0

    def start(protocol="lmtp"):
        settings.LETTERBOX_PROTOCOL = protocol
        started.append(Listening().start())
        return started[-1]

    yield start
    for one in started:
        one.stop()
    connection.settings_dict["CONN_MAX_AGE"] = kept
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
