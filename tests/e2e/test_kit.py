"""The editorial kit in a browser: what a reader finds from the front door, and an editor who pastes and announces."""

import json

import pytest

from cms.models import EventPage, StandardPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 390, "height": 844}}
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style></head>
<body><h1 class=MsoTitle>Compte rendu</h1>
<p class=MsoNormal style='color:red'><b>Gras</b> et <u>souligné</u><o:p></o:p></p>
<script>window.hurt = true</script><img src="file:///C:/image001.png"><table><tr><td>Une case</td></tr></table>
</body></html>"""
PASTE = """([selector, html]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "secours");
    const field = document.querySelector(selector);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize("language", ["fr", "ar", "zh-hans", "bm"])
def test_a_reader_goes_from_the_front_door_to_the_news_the_agenda_and_those_elected(public_site, visitor, language):
    reader = visitor("Nour", **PHONE)
    problems = []
    reader.page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    tag = {"zh-hans": "zh-Hans"}.get(language, language)
    for name in ("", "actualites/", "agenda/", "vos-elus/", "presse/", "accessibilite/", "credits-et-code-source/"):
        reader.open(f"/{language}/{name}")
        reader.look(f"kit-{language}-{name.strip('/') or 'entree'}", language=tag)
        data = reader.page.locator('script[type="application/ld+json"]').first.text_content()
        assert json.loads(data)["@graph"]
    reader.open(f"/{language}/agenda/?mois={EventPage.objects.earliest('starts').starts:%Y-%m}")
    reader.look(f"kit-{language}-mois", language=tag)
    reader.open(f"/{language}/agenda/")
    reader.page.locator(".story a").first.click()
    reader.page.wait_for_url(f"**/{language}/agenda/*/")
    reader.look(f"kit-{language}-evenement", language=tag)
    with reader.page.expect_download() as taken:
        reader.page.locator("main a[href$='.ics']").click()
    assert taken.value.suggested_filename.endswith(".ics")
    reader.open(f"/{language}/vos-elus/nadia-belkacem/")
    reader.look(f"kit-{language}-elue", language=tag)
    reader.open(f"/{language}/actualites/un-agent-vient-vers-vous/")
    reader.look(f"kit-{language}-actualite", language=tag)
    assert problems == []
    reader.open(f"/{language}/nulle-part/")
    reader.look(f"kit-{language}-404", language=tag)


@pytest.mark.usefixtures("public_site")
def test_an_administrator_pastes_a_document_and_arranges_the_menu(cast):
    page = StandardPage.objects.get(locale__language_code="fr", slug="mentions-legales")
    administrator = cast("admin")
    administrator.open(f"/redaction/pages/{page.pk}/edit/")
    field = "[data-contentpath='body'] .public-DraftEditor-content"
    administrator.page.locator(field).first.click()
    administrator.page.keyboard.press("ControlOrMeta+a")
    administrator.page.evaluate(PASTE, [field, WORD])
    administrator.page.locator(field).first.get_by_text("Compte rendu").wait_for()
    administrator.page.locator("[name=title]").click()
    administrator.page.wait_for_timeout(1000)  # the field writes itself down a moment after
    publish = administrator.page.locator("button[name=action-publish]").first
    if not publish.is_visible():
        administrator.page.locator("footer [data-controller=w-dropdown] button").first.click()
    with administrator.page.expect_navigation():
        publish.click()
    administrator.open("/fr/mentions-legales/")
    for words in ("Compte rendu", "Gras", "souligné", "Une case"):
        administrator.reads(words)
    assert administrator.page.locator("main b", has_text="Gras").count() == 1
    assert administrator.page.locator("main :is(u, table, img, h1:has-text('Compte'))").count() == 0
    assert administrator.page.evaluate("window.hurt") is None

    administrator.open("/redaction/menus/")
    with administrator.page.expect_navigation():
        administrator.page.get_by_role("button", name="Commencer par le menu habituel").click()
    administrator.page.locator("main").get_by_text("Les bans").first.click()
    administrator.page.locator("[name=known]").select_option("agenda")
    administrator.page.locator("[name=words_fr]").fill("Rendez-vous")
    with administrator.page.expect_navigation():
        administrator.page.locator("footer button[type=submit]").first.click()
    administrator.open("/fr/")
    administrator.reads("Rendez-vous")
    administrator.open("/redaction/statistiques/")
    administrator.reads("Visites des pages")
