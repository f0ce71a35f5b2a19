"""A reader of Arabic, on a telephone, finds what to do, listens to it and takes the booklet along."""

import io

import pikepdf
import pytest

VOICE = """
window.said = [];
window.speechSynthesis.getVoices = () => [{ lang: "%s", localService: true }];
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
window.speechSynthesis.speak = (words) => window.said.push(words.text);
"""


PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_from_the_front_door_to_the_booklet(public_site, visitor, language):
    reader = visitor("Nour", **PHONE)
    reader.page.add_init_script(VOICE % language)
    reader.open(f"/{language}/")
    reader.page.locator(".situation").first.click()
    reader.page.wait_for_url(f"**/{language}/bonjour/se-marier/")
    reader.look(f"guide-{language}", language=language)
    listen = reader.page.locator("button.listen").first
    listen.click()
    assert listen.get_attribute("aria-pressed") == "true"
    [said] = reader.page.evaluate("window.said")
    assert reader.page.locator("[data-listen] h2").first.inner_text() in said
    listen.click()
    assert listen.get_attribute("aria-pressed") == "false"
    answer = reader.page.request.get(reader.page.locator("a[href$='pli=1']").get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.body())) as sheets:
        assert len(sheets.pages) % 2 == 0


def test_without_a_voice_nothing_is_promised(public_site, visitor):
    reader = visitor("Nour", **PHONE)
    reader.open("/fr/bonjour/se-marier/")
    assert reader.page.locator("button.listen").count() == 0
