"""A reader of Arabic, on a telephone, finds a paper by its image and holds it out to an agent."""

import pytest

from dictionary.actions import add_notion
from tests.dictionary.conftest import WORDS, all_words

from .test_guide import PHONE, VOICE

NOTIONS = [("identity-card", "papers", "id-card"), ("passport", "papers", "passport"), ("cashier", "money", "coins")]


@pytest.fixture
def notions(public_site):
    for key, theme, pictogram in NOTIONS:
        words = all_words() if key == "identity-card" else {"fr": {"word": key, "definition": key}}
        add_notion(actor=None, key=key, theme=theme, pictogram=pictogram, words=words)


def test_a_reader_of_arabic_finds_the_identity_card_by_its_image(notions, visitor):
    nour = visitor("Nour", **PHONE)
    nour.page.add_init_script(VOICE % "ar")
    nour.open("/ar/")
    nour.page.locator("main a[href='/ar/dictionnaire/']").click()
    nour.page.wait_for_url("**/ar/dictionnaire/")
    nour.look("dictionary-ar", language="ar")
    nour.page.locator("a[href='?theme=papers']").click()
    nour.page.wait_for_url("**?theme=papers")
    assert nour.page.locator(".notion").count() == 2
    nour.page.locator(".notion").first.click()
    nour.page.wait_for_url("**/dictionnaire/identity-card/")
    assert nour.page.locator("h1").inner_text() == WORDS["ar"]
    nour.look("notion-ar", language="ar")
    listen = nour.page.locator("button.listen")
    assert listen.count() == 1
    listen.click()
    assert nour.page.evaluate("window.said") == [WORDS["ar"]]
    nour.page.locator("a[href$='/montrer/']").click()
    nour.page.wait_for_url("**/montrer/")
    nour.reads(WORDS["fr"])
    nour.look("held-out-ar", language="ar")


@pytest.mark.parametrize("language", ["fr", "zh-hans", "bm"])
def test_the_dictionary_is_right_in_other_letters(notions, visitor, language):
    reader = visitor("Nour", **PHONE)
    reader.open(f"/{language}/dictionnaire/")
    reader.look(f"dictionary-{language}", language="zh-Hans" if language == "zh-hans" else language)
    reader.open(f"/{language}/dictionnaire/identity-card/")
    reader.look(f"notion-{language}", language="zh-Hans" if language == "zh-hans" else language)
