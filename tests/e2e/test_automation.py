"""An administrator writes a rule, tries it, publishes a page; the log says so, and the message and the task arrive."""

import pytest

from automation.models import Run
from cms.models import StandardPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.usefixtures("public_site")
def test_a_rule_is_written_tried_and_followed(cast, worker, mailoutbox):
    page = StandardPage.objects.get(locale__language_code="fr", slug="accessibilite")
    admin = cast("admin")
    admin.open("/redaction/regles/")
    admin.look("automation-none")
    admin.follow("Écrire une règle")
    admin.look("automation-write")
    admin.press("Enregistrer")
    admin.reads("Il reste quelque chose à corriger plus bas.")
    admin.look("automation-errors")
    admin.fill(name="Dire à la presse ce qui paraît", title_contains="accessibilité")
    admin.page.select_option("[name=event]", "published")
    admin.page.select_option("[name=steps-0-act]", "write_address")
    step(admin, 0, subject="Nouveau : {titre}", text="À lire ici : {adresse}", email="presse@example.org")
    admin.page.get_by_text("Action 2", exact=True).click()
    admin.page.select_option("[name=steps-1-act]", "task")
    step(admin, 1, subject="Relire « {titre} » à voix haute", days="3")
    admin.page.select_option("[name=steps-1-service]", label="Affaires générales")
    admin.page.locator("[name=is_active]").check()
    admin.press("Enregistrer")
    admin.look("automation-rule")

    admin.open(f"{admin.page.url}essayer/?page={page.pk}")
    admin.reads("La règle agirait.")
    admin.look("automation-tried")
    assert not Run.objects.exists()

    page.save_revision().publish()
    worker()
    [letter] = [mail for mail in mailoutbox if mail.to == ["presse@example.org"]]
    assert letter.subject == f"Nouveau : {page.title}"
    assert "À lire ici : http" in letter.body

    admin.open("/redaction/regles/passages/")
    admin.look("automation-runs")
    admin.open(f"/redaction/regles/passages/{Run.objects.get().pk}/")
    admin.look("automation-run")
    admin.open("/agent/")
    admin.follow("1 chose à faire ou à savoir vous attend.")
    admin.look("automation-todos")
    admin.page.locator("main form button").first.click()
    admin.page.get_by_text("Fait dernièrement").wait_for()
    admin.look("automation-done")


def step(person, number, **answers):
    for name, answer in answers.items():
        person.page.locator(f"[name=steps-{number}-{name}]").fill(answer)
