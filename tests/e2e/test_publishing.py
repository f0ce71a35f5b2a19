"""An administrator shares a family with a partner until a date; the partner edits there and nowhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from cms.models import FamilyPage, StandardPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Les permanences reprennent en mars."


@pytest.fixture
def partner_at_work():
    """The agent of the demonstration becomes a partner's, and nothing else."""
    from accounts.models import Service

    user = User.objects.get(username="registrar")
    user.memberships.all().delete()
    Membership.objects.create(user=user, service=Service.objects.get(code="avocats"), role=Role.PARTNER)
    return user


@pytest.mark.usefixtures("public_site")
def test_a_partner_edits_the_pages_shared_with_her_and_nothing_else(cast, partner_at_work):
    family = FamilyPage.objects.filter(locale__language_code="fr").first()
    elsewhere = StandardPage.objects.filter(locale__language_code="fr").first()
    tab = f"/redaction/pages/{family.pk}/partage/"

    administrator = cast("admin")
    administrator.open(tab)
    administrator.look("sharing")
    until = (timezone.localtime() + timedelta(days=90)).strftime("%Y-%m-%dT%H:%M")
    administrator.fill(person=partner_at_work.email, until=until, reason="Les horaires des permanences")
    administrator.press("Partager la page")
    administrator.look("shared")

    partner = cast("registrar")
    partner.open(f"/redaction/pages/{family.pk}/edit/")
    partner.fill(introduction=WORDS)
    partner.page.locator("footer [data-controller=w-dropdown] button, footer button.action-save").first.wait_for()
    with partner.page.expect_navigation():
        partner.page.locator("button.action-save").first.click()
    assert FamilyPage.objects.get(pk=family.pk).get_latest_revision_as_object().introduction == WORDS
    partner.open(f"/redaction/pages/{elsewhere.pk}/edit/")
    assert f"/pages/{elsewhere.pk}/edit/" not in partner.page.url

    administrator.open(f"/redaction/pages/{family.pk}/partage/arreter/")
    administrator.look("stop")
    administrator.fill(reason="Page sensible")
    administrator.press("Arrêter l’héritage")


@pytest.mark.usefixtures("public_site")
def test_an_administrator_makes_a_scheme_tries_it_and_applies_it(cast):
    statement = StandardPage.objects.filter(locale__language_code="fr").first()
    administrator = cast("admin")
    administrator.open("/redaction/circuits/nouveau/")
    administrator.look("scheme form")
    administrator.fill(name="Cinq états")
    administrator.press("Enregistrer le circuit")
    administrator.look("scheme")
    administrator.follow("Appliquer à une place")
    administrator.fill(page=str(statement.pk))
    administrator.press("Voir ce qui changerait")
    administrator.look("changes")
    administrator.press("Appliquer le circuit ici")
    administrator.open(f"/redaction/circuits/essai/?role=editors&page={statement.pk}")
    administrator.look("simulator")
    administrator.open(f"/redaction/pages/{statement.pk}/etat/")
    administrator.look("state")
    administrator.open("/redaction/circuits/")
    administrator.look("schemes")
