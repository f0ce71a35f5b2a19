"""People in a real Chromium, each in a context of their own, before a real server and its worker."""

import os
import re
import shutil
import threading
from asyncio import run

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from procrastinate.contrib.django import app
from wagtail.models import Collection, Locale, Page

from accounts import demo as accounts_demo
from accounts.models import User
from cases import demo as cases_demo
from cms import demo as cms_demo
from coworking.seeds import ensure_ceremony_resources
from tests import snapshots
from tests.cases.conftest import couple, draft, paper, procedures  # noqa: F401
from tests.cms.conftest import smaller
from tests.workflows.conftest import ready, sent  # noqa: F401
from vault.seeds import ensure_document_types

from .visitor import Visitor

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]

WAGTAIL_PERMISSIONS = [
    ("wagtailadmin", "admin", "access_admin"),
    ("wagtail_localize", "translation", "submit_translation"),
]


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in the thread of the test, where the test also asks the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def town_hall(transactional_db, settings, live_server, clamd):
    """The demo's people, procedures, rooms and a small public site, all of them after a flush."""
    settings.SITE_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    connection.settings_dict["CONN_MAX_AGE"] = 0
    snapshots.loaded_whole("town_hall", load_town_hall)
    yield live_server.url
    with connection.cursor() as cursor:  # the flush between tests leaves the worker's tables alone
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def load_town_hall():
    accounts_demo.load()
    ensure_document_types()
    cases_demo.load()
    ensure_ceremony_resources()


@pytest.fixture
def public_site(town_hall, monkeypatch):
    """A few public pages."""
    monkeypatch.setattr(cms_demo, "content", smaller(cms_demo.content))
    snapshots.loaded_whole("public_site", load_public_site)


def load_public_site():
    ensure_roots()
    cms_demo.load()


def ensure_roots():
    """What Wagtail's migrations make, which the flush between tests takes away with the rest."""
    for app_label, model, codename in WAGTAIL_PERMISSIONS:
        kind, _made = ContentType.objects.get_or_create(app_label=app_label, model=model)
        Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": codename})
    Locale.objects.get_or_create(language_code="fr")
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root", locale=Locale.objects.get(language_code="fr"))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture
def visitor(chromium, town_hall):
    """``visitor("Awa")``: somebody with a browser of their own; options are those of a Playwright context."""
    opened = []

    def make(name, **options):
        window = {"viewport": {"width": 1280, "height": 900}, "locale": "fr-FR", "timezone_id": "Europe/Paris"}
        context = chromium.new_context(base_url=town_hall, **{**window, **options})
        context.set_default_timeout(int(os.environ.get("E2E_TIMEOUT", "30000")))
        opened.append(context)
        return Visitor(name, context.new_page())

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def cast(visitor):
    """``cast("resident")``: somebody of the demo, signed in through the pages, with a code when staff need one."""
    secrets = {account.username: account.secret for account in accounts_demo.ACCOUNTS}

    def enter(username, **options):
        person = visitor(User.objects.get(username=username).first_name, **options)
        person.sign_in(username, accounts_demo.PASSWORD, secrets[username])
        return person

    return enter


@pytest.fixture
def worker(town_hall):
    """Let the real worker do all that waits: carry the messages, scan the files, move the clock."""

    def work():
        failures = []
        thread = threading.Thread(target=run_worker, args=[failures])
        thread.start()
        thread.join(180)
        assert not thread.is_alive()
        assert not failures

    return work


def run_worker(failures):
    async def once():
        with app.replace_connector(app.connector.get_worker_connector()) as connected:
            async with connected.open_async():
                await connected.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    try:
        run(once())
    except Exception as error:
        failures.append(error)


@pytest.fixture
def letters(mailoutbox, worker):
    """``letters(address, pattern)``: what the last e-mail to ``address`` holds, once the worker has carried it."""

    def read(address, pattern):
        worker()
        last = [mail for mail in mailoutbox if mail.to == [address]][-1]
        found = re.search(pattern, last.body)
        assert found, last.body
        return found.group()

    return read
