"""A reader of Arabic, on a telephone, finds a paper by its image and holds it out to an agent."""

import pytest

from dictionary import seeds

from .test_guide import PHONE, VOICE

WORDS = {language: words["identity-card"]["word"] for language, words in seeds.words().items()}
PAPERS = [each["key"] for each in seeds.notions() if each["theme"] == "papers"]


@pytest.fixture
def notions(public_site):
    seeds.ensure_notions()


def test_a_reader_of_arabic_finds_the_identity_card_by_its_image(notions, visitor):
    nour = visitor("Nour", **PHONE)
    nour.page.add_init_script(VOICE % "ar")
    nour.open("/ar/")
    nour.page.locator("main a[href='/ar/dictionnaire/']").click()
    nour.page.wait_for_url("**/ar/dictionnaire/")
    nour.look("dictionary-ar", language="ar")
    nour.page.locator("a[href='?theme=papers']").click()
    nour.page.wait_for_url("**?theme=papers")
    assert nour.page.locator(".notion").count() == len(PAPERS)
    nour.page.locator(".notion[href$='/identity-card/']").click()
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


def test_an_agent_chooses_the_sign_of_a_door(notions, cast):
    agent = cast("registrar")
    agent.open("/agent/panneaux/")
    agent.look("signs")
    agent.page.locator("[name=door]").select_option("service:etat-civil")
    agent.page.locator("[name=arrow]").select_option("arrow-left")
    form = agent.page.locator("form[action$='panneau.pdf']")
    asked = form.evaluate("form => form.action + '?' + new URLSearchParams(new FormData(form))")
    answer = agent.page.request.get(asked)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
