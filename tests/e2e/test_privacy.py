"""On a phone, in French and in Arabic: take everything away, have something corrected, erase and think better of it."""

import io
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts import demo
from accounts.models import User
from notifications.models import Message
from privacy.models import Erasure
from tests.vault.papers import pdf_of
from vault import actions
from vault.models import DocumentType

from .visitor import AXE_OPTIONS, PHONE, TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def awa(cast, worker):
    """The demo's resident on her phone, with a paper in her vault."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    person = User.objects.get(username="resident")
    kind = DocumentType.objects.get(code="passport")
    file = SimpleUploadedFile("a.pdf", pdf_of(0, b"words"))
    actions.store(owner=person, actor=person, type=kind, uploaded_file=file, label="Passeport")
    worker()
    return cast("resident", viewport=PHONE, has_touch=True, is_mobile=True)


def prove(visitor, button):
    """Give the password once more."""
    visitor.page.locator("[name=password]").fill(demo.PASSWORD)
    visitor.press(button)


def take_away(awa, worker, folder, *, language, ask, proceed, download):
    """Ask, let the worker work, download; the archive's folder."""
    person = User.objects.get(username="resident")
    awa.open(f"/{language}/espace/mes-donnees/")
    awa.look(f"privacy-home-{language}", language=language)
    awa.page.set_viewport_size(PHONE)
    awa.press(ask)
    prove(awa, proceed)
    awa.look(f"privacy-making-{language}", language=language)
    worker()
    awa.open(Message.objects.get(recipient=person, kind="export_ready").url)
    awa.look(f"privacy-take-{language}", language=language)
    with awa.page.expect_download() as told:
        awa.page.locator("main").get_by_role("button", name=download, exact=True).click()
    zipfile.ZipFile(io.BytesIO(Path(told.value.path()).read_bytes())).extractall(folder)
    return folder


def read_archive(awa, folder, *, language):
    """Open the page of the archive in the browser, without any line."""
    page = awa.page.context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size(PHONE)
    page.goto(f"file://{folder}/index.html")
    assert all(url.startswith("file://") for url in asked)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert page.evaluate(TOO_WIDE) == ""
    found = Axe().run(page, options=AXE_OPTIONS)
    assert found.violations_count == 0, found.generate_report()
    hrefs = [link.get_attribute("href") for link in page.locator("a").all()]
    papers = [href for href in hrefs if href.endswith(".pdf")]
    from urllib.parse import unquote

    assert papers
    assert all((folder / unquote(href)).read_bytes().startswith(b"%PDF") for href in papers)
    page.close()


def test_taking_everything_away_in_french(awa, worker, tmp_path):
    words = {"ask": "Préparer mon archive", "proceed": "Continuer", "download": "Télécharger"}
    folder = take_away(awa, worker, tmp_path / "archive", language="fr", **words)
    read_archive(awa, folder, language="fr")


def test_a_correction_travels_to_an_agent_and_back(awa, cast):
    awa.open("/fr/espace/mes-donnees/corriger/")
    awa.look("privacy-correct")
    awa.page.set_viewport_size(PHONE)
    awa.page.locator("[name=part]").select_option("birth_date")
    awa.fill(text="Je suis née le 4 mai 1990.")
    awa.press("Envoyer ma demande")
    awa.reads("Réponse au plus tard le")
    awa.look("privacy-correct-sent")
    adama = cast("admin")
    adama.open("/agent/donnees/")
    adama.look("agent-data")
    adama.page.locator("main").get_by_role("link", name="Répondre").click()
    adama.page.locator("[name=outcome][value=accept]").check()
    adama.fill(value="1990-05-04", answer="Vu sur votre acte de naissance.")
    adama.look("agent-data-answer")
    adama.press("Envoyer la réponse")
    adama.reads("La réponse est partie.")
    awa.open("/fr/espace/mes-donnees/corriger/")
    awa.reads("Vu sur votre acte de naissance.")
    assert str(User.objects.get(username="resident").birth_date) == "1990-05-04"


def test_erasing_and_thinking_better_of_it(awa):
    awa.open("/fr/espace/mes-donnees/effacer/")
    awa.look("privacy-erase")
    awa.page.set_viewport_size(PHONE)
    awa.page.locator("[name=understood]").check()
    awa.press("Effacer dans 7 jours")
    prove(awa, "Continuer")
    awa.reads("Votre compte sera effacé")
    awa.look("privacy-erase-planned")
    awa.page.set_viewport_size(PHONE)
    awa.press("Tout arrêter, garder mon compte")
    awa.reads("Rien ne sera effacé.")
    assert Erasure.objects.get().state == "cancelled"


def test_the_same_in_arabic(awa, worker, tmp_path):
    User.objects.filter(username="resident").update(language="ar")
    # The names of buttons are looked for in the language of the page: sentences may not be translated yet.
    from django.utils import translation
    from django.utils.translation import gettext as _

    with translation.override("ar"):
        words = {"ask": _("Préparer mon archive"), "proceed": _("Continuer"), "download": _("Télécharger")}
    folder = take_away(awa, worker, tmp_path / "archive", language="ar", **words)
    read_archive(awa, folder, language="ar")
    awa.open("/ar/espace/mes-donnees/effacer/")
    awa.look("privacy-erase-ar", language="ar")
    awa.open("/ar/espace/mes-donnees/corriger/")
    awa.look("privacy-correct-ar", language="ar")
