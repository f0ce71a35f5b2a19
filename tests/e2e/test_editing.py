"""An editor writes a commandment again; the administrator approves; everybody reads it."""

import pytest

from cms.models import CommandmentPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "La mairie s’engage à vous répondre avec le sourire, même le lundi."


@pytest.mark.usefixtures("public_site")
def test_a_commandment_goes_from_the_editor_through_the_administrator_to_the_public(cast, visitor):
    commandment = CommandmentPage.objects.filter(locale__language_code="fr").first()
    edit_address = f"/redaction/pages/{commandment.pk}/edit/"
    stranger = visitor("Stranger")
    read_home(stranger)

    editor = cast("editor")
    editor.open(edit_address)
    editor.fill(town_hall=WORDS)
    assert WORDS in previewed(editor.page)
    act(editor.page, "button[name=action-submit]")
    stranger.open(commandment.get_url())
    assert WORDS not in stranger.text()

    administrator = cast("admin")
    administrator.open(edit_address)
    act(administrator.page, "button[data-workflow-action-name=approve]")
    stranger.open(commandment.get_url())
    stranger.reads(WORDS)
    stranger.look("commandment")


def read_home(stranger):
    stranger.open("/fr/")
    stranger.look("home")
    stranger.open("/fr/demarches/")
    stranger.look("procedures")


def previewed(page):
    """The words of the preview, in the panel beside the form."""
    page.locator("[data-side-panel-toggle=preview]").first.click()
    frame = page.frame_locator("iframe[title]").last
    frame.get_by_text(WORDS).wait_for()
    return frame.locator("body").inner_text()


def act(page, button):
    """Press an action of the page's foot, in its menu or not."""
    wanted = page.locator(button).first
    if not wanted.is_visible():
        page.locator("footer [data-controller=w-dropdown] button").first.click()
    with page.expect_navigation():
        wanted.click()
