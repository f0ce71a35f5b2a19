"""The pages of a resident who reads Arabic, from right to left."""

import pytest

from .papers import paper
from .steps import only_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.usefixtures("public_site")
def test_a_resident_who_reads_arabic_is_at_home(cast, worker):
    nour = cast("newcomer")
    nour.look("ar-space", language="ar")
    nour.open("/ar/demarches/marriage/")
    nour.look("ar-procedure", language="ar")
    nour.page.locator("main form[method=post] button").first.click()
    nour.page.wait_for_url("**/questions/")
    nour.look("ar-questions", language="ar")
    place = f"/ar/espace/dossiers/{only_case().public_id}/"
    nour.open(place)
    nour.look("ar-case", language="ar")
    nour.open(place + "pieces/")
    nour.look("ar-papers", language="ar")
    nour.page.locator(".piece__words a").first.click()
    nour.give(paper("بطاقة.jpg"), document_type="passport")
    nour.look("ar-paper", language="ar")
    nour.page.locator("main form[enctype] .button--big").click()
    nour.page.wait_for_url("**/pieces/")
    worker()
    for name in ("coffre", "messages", "qui-a-regarde", "profil"):
        nour.open(f"/ar/espace/{name}/")
        nour.look(f"ar-{name}", language="ar")
    nour.open("/ar/")
    nour.look("ar-home", language="ar")
