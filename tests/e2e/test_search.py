"""Looking for something: with the keyboard in French, on a telephone in Arabic."""

import pytest

from search import seeds

from .visitor import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.usefixtures("public_site")
def test_proposals_are_chosen_with_the_keyboard(visitor):
    seeds.ensure_synonyms()
    awa = visitor("Awa")
    awa.open("/fr/")
    field = awa.page.locator("#search")
    field.press_sequentially("etat ci")
    options = awa.page.locator("#search-suggestions [role=option]")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    field.press("Escape")
    assert options.count() == 0
    assert field.input_value() == "etat ci"
    field.press_sequentially("v")
    options.first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    awa.page.wait_for_url("**/etat-civil/")
    awa.reads("État civil")
    awa.page.locator("#search").fill("mariajes")
    awa.page.locator("#search").press("Enter")
    awa.page.wait_for_url("**/recherche/?q=mariajes")
    awa.reads("Voici ce que nous avons trouvé pour")
    awa.look("search-corrected")
    awa.page.locator("#search-page").press_sequentially(" ")
    awa.page.locator("#search-page").fill("mari")
    awa.page.locator("#search-page-suggestions [role=option]").first.wait_for()
    awa.look("search-proposals")
    awa.open("/fr/recherche/?q=xyzzyqx")
    awa.look("search-nothing")


@pytest.mark.usefixtures("public_site")
def test_a_search_in_arabic_on_a_telephone(visitor):
    nour = visitor("Nour", viewport=PHONE, locale="ar")
    nour.open("/ar/recherche/?q=الزواج")
    nour.look("search-ar", language="ar")
    nour.page.set_viewport_size(PHONE)
    nour.open("/ar/")
    nour.page.locator(".menu--main > summary").click()
    field = nour.page.locator("#search-menu")
    field.press_sequentially("المواطن")
    options = nour.page.locator("#search-menu-suggestions [role=option]")
    options.first.wait_for()
    nour.look("search-ar-proposals", language="ar")
    nour.page.set_viewport_size(PHONE)  # wider, the menu and its field were away
    field.fill("المواطنة")
    options.first.click()
    nour.page.wait_for_url("**/ar/services/citoyennete/")
