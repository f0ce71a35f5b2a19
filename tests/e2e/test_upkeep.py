"""An editor keeps the site in order: a collection, a broken link, a page that is read again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import SituationPage
from upkeep import checking
from upkeep.models import Review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.mark.usefixtures("public_site")
def test_an_editor_makes_a_collection_that_everybody_reads(cast, visitor):
    editor = cast("editor")
    editor.open("/redaction/tenue/collections/")
    editor.look("upkeep-no-collection")
    editor.follow("Nouvelle collection")
    editor.fill(title_fr="Nos services", introduction_fr="Tout ce que nous faisons.", slug="nos-services")
    editor.page.locator("[name=is_live]").check()
    editor.page.locator("[name=kinds][value='cms.servicepage']").check()
    editor.page.get_by_text("3 pages trouvées").wait_for()
    editor.look("upkeep-collection-form")
    editor.press("Enregistrer")
    editor.reads("La collection est enregistrée.")
    editor.look("upkeep-collections")

    nour = visitor("Nour", **PHONE)
    assert nour.open("/ar/collections/nos-services/") == 200
    nour.look("upkeep-collection-ar", language="ar")
    paul = visitor("Paul", java_script_enabled=False)
    paul.open("/fr/collections/nos-services/")
    paul.reads("3 pages")


@pytest.mark.usefixtures("public_site")
def test_an_editor_mends_a_link_and_reads_a_page_again(cast):
    page = SituationPage.objects.get(slug="se-marier", locale__language_code="fr")
    page.body.append(("link_card", {"title": "Ailleurs", "text": "", "page": None, "url": "/fr/nulle-part/"}))
    page.save_revision().publish()
    checking.sweep()
    editor = cast("editor")
    editor.open("/agent/")
    editor.page.get_by_role("link", name="lien ne marche plus").click()
    editor.reads("/fr/nulle-part/")
    editor.look("upkeep-links")
    editor.page.get_by_role("link", name="Ses liens").first.click()
    editor.page.get_by_text("Laisser ce lien de côté").click()
    editor.look("upkeep-page-links")
    editor.page.locator("[name=reason]").fill("La page arrive en mai.")
    editor.press("Laisser de côté")
    editor.reads("La page arrive en mai.")

    editor.open(f"/agent/relectures/{page.pk}/")
    editor.fill(months="6")
    editor.page.locator("[name=is_shown]").check()
    editor.press("Enregistrer")
    editor.reads("C’est enregistré.")
    editor.look("upkeep-review")
    Review.objects.update(due_at=timezone.localdate() - timedelta(days=2))
    editor.open("/agent/relectures/")
    editor.look("upkeep-reviews")
    editor.page.locator(f"main .list a[href='/agent/relectures/{page.pk}/']").click()
    editor.press("Je l’ai vérifiée, elle est juste")
    editor.reads("Merci !")
    editor.open("/fr/bonjour/se-marier/")
    editor.reads("Page vérifiée le")
    editor.open("/agent/relectures/regles/")
    editor.look("upkeep-rules")
    admin = cast("admin")
    admin.open("/redaction/tenue/archives/")
    admin.press("Préparer une archive")
    admin.look("upkeep-archives")
