"""The French of a page changes; its Arabic is mended by one person, validated by another, and read by everybody."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.enums import Role
from accounts.models import Membership, Service, User
from cms import demo as cms_demo
from cms.models import SituationPage
from tests.translation.conftest import smaller

from .conftest import ensure_roots
from .test_editing import act
from .visitor import AXE_OPTIONS, SHOTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRENCH = "Venez aussi le samedi, sans rendez-vous."
ARABIC = "تعالوا أيضا يوم السبت، من دون موعد."
SIZES = (390, 820, 1280)


@pytest.fixture
def six_languages(town_hall, monkeypatch):
    """A few pages in six languages; Rachid translates, Louise leads the team of communication."""
    ensure_roots()
    monkeypatch.setattr(cms_demo, "content", smaller(cms_demo.content))
    cms_demo.load()
    communication = Service.objects.get(code="communication")
    for username, role in [("registrar", Role.EDITOR), ("lead", Role.EDITOR), ("lead", Role.TEAM_LEAD)]:
        Membership.objects.create(user=User.objects.get(username=username), service=communication, role=role)


def page_in(language):
    return SituationPage.objects.get(slug="se-marier", locale__language_code=language)


@pytest.mark.usefixtures("six_languages")
def test_a_sentence_changed_in_french_is_mended_in_arabic_by_two_people(cast, visitor):
    french = page_in("fr")
    editor = cast("editor")
    editor.open(f"/redaction/pages/{french.pk}/edit/")
    editor.fill(introduction=f"{french.introduction} {FRENCH}")
    act(editor.page, "button[name=action-submit]")

    lead = cast("lead")
    lead.open(f"/redaction/pages/{french.pk}/edit/")
    act(lead.page, "button[data-workflow-action-name=approve]")
    lead.open(f"/redaction/pages/{french.pk}/edit/")
    lead.page.locator("[data-side-panel-toggle=status]").first.click()
    lead.page.get_by_text("5 langues, 5 à mettre à jour").wait_for()

    translator = cast("registrar")
    translator.open("/redaction/traductions/?etat=stale")
    assert translator.page.locator(".tb-cell .tb-mark--stale").count() == 5
    look(translator, "board")
    translator.page.get_by_role("link", name=re.compile("^Arabe")).first.click()
    translator.page.locator("textarea").first.wait_for()
    assert translator.page.locator("textarea").count() == 1
    assert translator.page.locator("ins").inner_text().strip() == FRENCH
    look(translator, "beside")
    translator.page.locator("textarea").fill(ARABIC)
    press(translator, "Demander une deuxième personne")
    translator.reads("une autre personne la valide")
    assert translator.page.get_by_role("button", name="Valider et publier").count() == 0

    stranger = visitor("Stranger")
    stranger.open(page_in("ar").get_url())
    assert ARABIC not in stranger.text()
    lead.open(f"/redaction/traductions/{french.pk}/ar/?seulement=1")
    look(lead, "validate")
    press(lead, "Valider et publier")
    stranger.open(page_in("ar").get_url())
    stranger.reads(ARABIC)
    stranger.look("arabic-page", language="ar")


def press(person, name):
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=name, exact=True).click()


def look(person, step):
    """The screens of the editing room, at three widths: nothing wider than the window, nothing axe refuses in ours."""
    for width in SIZES:
        person.page.set_viewport_size({"width": width, "height": 2000})
        person.page.wait_for_timeout(500)  # the sidebar slides
        picture(person, f"{step}-{width}")
        wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{step} scrolls sideways at {width} px"
    person.page.set_viewport_size({"width": 1280, "height": 900})
    found = Axe().run(person.page, context=".tb", options=AXE_OPTIONS)
    assert found.violations_count == 0, found.generate_report()


def picture(person, name):
    if SHOTS:
        person.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


MARKED = """() => [...document.querySelectorAll(
    "[data-edit-form] [data-contentpath=body] :is(textarea, input[type=text], [contenteditable=true])")]
    .filter((e) => !e.closest("[role=combobox]") && e.type !== "hidden")
    .map((e) => e.lang + " " + e.dir)"""


@pytest.mark.usefixtures("six_languages")
def test_every_field_of_the_arabic_page_is_written_in_arabic_from_the_right(cast):
    lead = cast("lead")
    lead.open(f"/redaction/pages/{page_in('ar').pk}/edit/")
    page = lead.page
    page.locator("[data-contentpath=body] [contenteditable=true]").first.wait_for()
    before = page.evaluate(MARKED)
    assert len(before) > 3
    assert set(before) == {"ar rtl"}
    page.locator("[data-contentpath=body] button[title='Insérer un bloc']").last.click()
    page.get_by_role("option", name="Conseil").first.click()
    page.wait_for_function(f"({MARKED})().length >= {len(before) + 2}")
    assert set(page.evaluate(MARKED)) == {"ar rtl"}
    picture(lead, "editor-ar-1280")
