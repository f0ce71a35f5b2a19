"""The hall's counter in a real Chromium: what is seen, what is done, and that nothing of it is left."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from accounts.models import User
from coworking.actions import book
from coworking.models import Resource
from kiosk import demo, devices, entering
from kiosk.models import Kiosk, Visit
from tests.workflows.conftest import moment
from vault.models import Document, DocumentType

from .conftest import CHROMIUM, FLAGS
from .visitor import AXE_OPTIONS, SHOTS, TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CANARY = "canari-jaune-4711"
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SIZES = [{"width": 1280, "height": 900}, {"width": 820, "height": 1180}]


@pytest.fixture
def hall(town_hall, settings, tmp_path):
    settings.KIOSK_SCANNER_ROOT = str(tmp_path / "scanner")
    settings.KIOSK_SCANNER_STILL_SECONDS = 0
    demo.load()
    return Kiosk.objects.get(code="hall")


def install(page, kiosk):
    """Pair this browser, as an agent does once."""
    code = devices.give_pairing_code(kiosk=kiosk, actor=User.objects.get(username="admin"))
    page.goto("/borne/hall/")
    page.locator("summary", has_text="installe cette borne").click()
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Installer").click()
    page.wait_for_selector(".counter-doors")


def come_in(page, username="resident", secret=demo.PIN):
    """By the card's number, typed as the hand scanner does, and the six digits."""
    page.goto("/borne/hall/")
    page.locator(".counter-door").first.click()
    for name, typed in (("number", username), ("secret", secret)):
        field = page.locator(f"[name={name}]")
        field.press_sequentially(typed)
        with page.expect_navigation():
            field.press("Enter")
    page.wait_for_url("**/espace/")


def finish(page):
    with page.expect_navigation():
        page.locator("[data-end] button").click()
    page.wait_for_selector(".counter-doors")


def look(page, step, language="fr"):
    """Right at the sizes of a counter; nothing in anybody's way."""
    assert page.locator("html").get_attribute("lang") == language
    for size in SIZES:
        page.set_viewport_size(size)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{step}-{language}-{size['width']}.png", full_page=True)
        assert page.evaluate(TOO_WIDE) == "", f"{step} scrolls sideways at {size['width']}"
    found = Axe().run(page, options=AXE_OPTIONS)
    assert found.violations_count == 0, f"{step}: {found.generate_report()}"


@pytest.fixture
def counter(visitor, hall):
    person = visitor("Awa")
    install(person.page, hall)
    return person.page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_of_the_counter_is_for_everybody(counter, hall, language):
    page = counter
    page.locator(f"button[value={language}]").click()
    page.wait_for_selector(f"html[lang={language}]")
    look(page, "home", language)
    heights = page.locator(".counter-door, .counter-language").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert min(heights) >= 56
    page.locator("button[data-contrast]").click()
    look(page, "contrast", language)
    page.locator("button[data-contrast]").click()
    page.locator(".counter-door").nth(1).click()
    look(page, "beside", language)
    page.goto("/borne/hall/")
    page.locator(".counter-door").first.click()
    look(page, "card", language)
    page.locator("[name=number]").fill("resident")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=secret]")
    look(page, "secret", language)
    page.locator("[name=secret]").fill(demo.PIN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/espace/")
    look(page, "space", language)
    page.goto("/borne/hall/scanner/")
    look(page, "scanner", language)
    page.goto(f"/{language}/espace/profil/")
    look(page, "not-here", language)
    page.goto(f"/{language}/espace/coffre/photos/")
    look(page, "photos", language)


def test_the_agents_pages_and_the_whole_way_with_an_agent_beside(counter, hall, cast):
    agent = cast("agent-volant")
    agent.open("/agent/bornes/")
    agent.look("agent-kiosks")
    agent.open("/agent/bornes/hall/")
    agent.look("agent-kiosk")
    counter.locator(".counter-door").nth(1).click()
    shown = counter.locator(".counter-code").inner_text().strip()
    agent.open("/agent/bornes/hall/aider/?q=Diallo")
    agent.look("agent-search")
    agent.page.get_by_role("link", name=re.compile("C’est cette personne")).first.click()
    agent.look("agent-help")
    agent.fill(identity_seen="identity_card", code=shown)
    agent.press("Ouvrir la borne")
    counter.wait_for_url("**/espace/")
    assert "avec l’aide de Viviane Lopez" in counter.locator(".counter-bar").inner_text()
    agent.open("/agent/bornes/hall/")
    agent.reads("Awa Diallo")
    agent.press("Refermer la borne et tout effacer")
    counter.goto("/fr/espace/coffre/")
    counter.wait_for_selector(".counter-doors")


def test_everything_by_keyboard_and_without_script(visitor, hall):
    person = visitor("Awa", java_script_enabled=False)
    page = person.page
    install(page, hall)
    come_in(page)
    refresh = page.content()
    assert 'http-equiv="refresh" content="91' in refresh
    finish(page)
    page.goto("/fr/espace/")
    page.wait_for_selector(".counter-doors")


def test_the_idle_counter_warns_then_wipes(counter, hall, settings):
    settings.KIOSK_IDLE_SECONDS = 9
    come_in(counter)
    counter.wait_for_selector("[data-idle-box][open]", timeout=9000)
    look(counter, "idle")
    counter.locator("[data-here]").click()
    assert counter.locator("[data-idle-box]").is_hidden()
    counter.wait_for_selector("[data-idle-box][open]", timeout=9000)
    counter.wait_for_selector(".counter-doors", timeout=9000)
    assert Visit.objects.get().end == "idle"
    counter.go_back()
    counter.wait_for_selector(".counter-doors")
    assert "Awa" not in counter.content()


def test_back_forward_another_tab_and_reload_show_nothing_after_the_end(counter, hall):
    come_in(counter)
    counter.goto("/fr/espace/coffre/")
    tab = counter.context.new_page()
    tab.goto("/fr/espace/")
    assert "Awa" in tab.content()
    finish(counter)
    for _step in range(3):
        assert "Awa" not in back(counter)
    tab.reload()
    tab.wait_for_selector(".counter-doors")
    assert "Awa" not in tab.content()
    assert {cookie["name"] for cookie in counter.context.cookies()} <= {"counter", "csrftoken"}


def until(page, truth, tries=100):
    """Ask the page again and again: Playwright's own waiting needs ``eval``, which our policy forbids."""
    for _try in range(tries):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    raise AssertionError(truth)


def back(page):
    """What one sees after *back*: a page that was sent by a form may be refused by the browser itself."""
    try:
        page.go_back()
    except Error as error:
        if "ERR_CACHE_MISS" not in str(error):
            raise
        return ""
    page.wait_for_load_state()
    return page.locator("body").inner_text()


def scan_by_camera(page):
    """Two pages: taken, taken again, turned, kept; one PDF in the vault."""
    page.goto("/fr/espace/coffre/photos/")
    page.locator("[name=type]").select_option(str(DocumentType.objects.get(code="passport").pk))
    page.locator("[data-open-camera]").first.focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('dialog.counter-camera video').videoWidth > 0")
    page.locator("dialog.counter-camera [data-take]").click()
    page.locator("dialog.counter-camera [data-again]").click()
    page.locator("dialog.counter-camera [data-take]").click()
    page.locator("dialog.counter-camera [data-turn]").click()
    page.locator("dialog.counter-camera [data-next]").click()
    page.wait_for_timeout(500)
    page.locator("dialog.counter-camera [data-take]").click()
    page.locator("dialog.counter-camera [data-keep]").click()
    page.wait_for_selector("dialog.counter-camera:not([open])", state="attached")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Ranger dans mon coffre").click()


@pytest.mark.parametrize("mode", ["window", "incognito"])
def test_nothing_is_left_on_the_computers_disk(chromium, town_hall, hall, worker, tmp_path, mode):
    """A whole session, then every byte of the browser's folder is read.

    In an ordinary window Chromium keeps its history of addresses and titles, which no page can empty: there, that
    file alone is left out (docs/operations.md says how the counter's computer is set so that it has none).
    """
    resident = User.objects.get(username="resident")
    from vault import demo as papers

    papers.put(resident, "identity-card", CANARY, None, 2000)
    document = Document.objects.get(owner=resident)
    document.label = CANARY
    document.save()
    worker()
    version = document.last
    profile = tmp_path / "profile"
    args = [*FLAGS, *CAMERA, "--disk-cache-dir=/dev/null", *(["--incognito"] if mode == "incognito" else [])]
    context = chromium.browser_type.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=args, base_url=town_hall, locale="fr-FR"
    )
    try:
        page = context.pages[0]
        install(page, hall)
        come_in(page)
        page.goto(f"/fr/espace/coffre/versions/{version.public_id}/voir/")
        until(page, "document.querySelector('.paper__picture').naturalWidth > 0")
        assert CANARY in page.content()
        scan_by_camera(page)
        made = Document.objects.exclude(pk=document.pk).get(owner=resident)
        assert made.last.pages == 2
        finish(page)
        left = {cookie["name"] for cookie in context.cookies()}
        assert left <= {"counter", "csrftoken"}
        page.goto("/fr/espace/coffre/")
        page.wait_for_selector(".counter-doors")
    finally:
        context.close()
    words = [CANARY, "Diallo", "sessionid", str(version.public_id), str(document.public_id), str(made.public_id)]
    assert traces(profile, words, history=mode == "incognito") == []
    from django.contrib.sessions.models import Session

    assert not Session.objects.exists()
    assert not any(Path(tmp_path, "scanner", "hall").iterdir())
    shutil.rmtree(profile)


def traces(folder, words, *, history):
    """Where any of the words, as UTF-8 or UTF-16, stands in the browser's folder."""
    # What remembers addresses when the browser keeps a history: see the test's own words.
    memory = (
        ()
        if history
        else (
            "History",
            "History-journal",
            "Favicons",
            "Top Sites",
            "Sessions",
            "Visited Links",
            "segmentation_platform",
        )
    )
    forms = [form for word in words for form in (word.encode(), word.encode("utf-16-le"))]
    return [
        (str(path.relative_to(folder)), form)
        for path in folder.rglob("*")
        if path.is_file() and not any(name in path.parts for name in memory)
        for form in forms
        if form in path.read_bytes()
    ]


def test_the_page_to_print_has_the_paper_alone(counter, hall, worker):
    from vault import demo as papers

    resident = User.objects.get(username="resident")
    papers.put(resident, "identity-card", CANARY, None, 2000)
    worker()
    come_in(counter)
    version = Document.objects.get(owner=resident).last
    counter.goto(f"/fr/espace/coffre/versions/{version.public_id}/voir/")
    assert counter.locator("[data-print]").is_visible()
    counter.emulate_media(media="print")
    assert counter.locator(".counter-bar").is_hidden()
    assert counter.locator(".paper__picture").first.is_visible()
    if SHOTS:
        counter.screenshot(path=f"{SHOTS}/print.png", full_page=True)


def test_the_booklet_and_the_appointments_are_printed_too(counter, hall, sent, alice):
    """*Imprimer* prints the page that is open, and the sheet has its words without the counter's."""
    starts = moment(40)
    room = Resource.objects.get(code="salle-des-mariages")
    book(slots=[(room, starts, starts + timedelta(hours=1))], holder=alice, purpose="visit", actor=alice)
    entering.choose_pin(user=alice, digits=demo.PIN)
    come_in(counter, username=alice.username)
    pages = {
        f"/fr/espace/dossiers/{sent.public_id}/parcours/": ("À qui parler", "Les papiers à réunir", sent.number),
        "/fr/espace/": ("Mes rendez-vous", str(room), str(starts.year)),
    }
    for address, words in pages.items():
        counter.goto(address)
        counter.evaluate("window.print = () => { document.body.dataset.printed = 'once'; }")
        counter.locator(".counter-bar [data-print]").click()
        assert counter.locator("body").get_attribute("data-printed") == "once"
        sheets = sheets_of(counter, words[0])
        assert all(word in sheets for word in words), sheets
        assert not any(word in sheets for word in ("Plus de temps", "Imprimer", "Finir", "Êtes-vous toujours là")), (
            sheets
        )


def sheets_of(page, name):
    """The words on the sheets that come out of the printer."""
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    if SHOTS:
        Path(SHOTS, f"print-{name}.pdf").write_bytes(printed)
    document = pypdfium2.PdfDocument(printed)
    return " ".join(re.sub(r"\s+", " ", sheet.get_textpage().get_text_bounded()) for sheet in document)
