"""An editor reads how to say it more simply; the administrator decides what stops a publication; the text is mended."""

import pytest

from cms.models import StandardPage
from gates import seeds
from gates.models import Finding

from .test_editing import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HARD = "Nonobstant votre demande, le récépissé sera transmis."
PLAIN = "Malgré votre demande, nous vous donnons un reçu."


@pytest.mark.usefixtures("public_site")
def test_a_hard_text_is_advised_stopped_and_mended(cast):
    seeds.load()
    page = StandardPage.objects.get(locale__language_code="fr", slug="accessibilite")
    form = f"/redaction/pages/{page.pk}/edit/"

    editor = cast("editor")
    editor.open(form)
    editor.fill(introduction=HARD)
    act(editor.page, "button.action-save")
    editor.reads("conseils pour ce texte")
    editor.open(f"/redaction/relecture/{page.pk}/")
    editor.reads("« Nonobstant » se dit peu.")
    editor.look("gates-advice")
    editor.open("/redaction/relecture/regles/")
    editor.look("gates-levels-read")

    admin = cast("admin")
    admin.open("/redaction/relecture/regles/")
    admin.page.locator("[name=jargon][value=block]").check()
    admin.look("gates-levels")
    admin.press("Décider")
    admin.reads("C’est décidé.")

    editor.open(form)
    act(editor.page, "button[name=action-submit]")
    editor.reads("se dit peu")
    assert editor.page.locator("[name=introduction]").input_value() == HARD
    editor.look("gates-stopped")
    editor.fill(introduction=PLAIN)
    act(editor.page, "button[name=action-submit]")
    page.refresh_from_db()
    assert page.current_workflow_state is not None

    admin.open(form)
    act(admin.page, "button[data-workflow-action-name=approve]")
    page.refresh_from_db()
    assert page.introduction == PLAIN
    Finding.objects.update(count=2)
    editor.open("/redaction/relecture/")
    editor.look("gates-pages")
    admin.open("/redaction/snippets/gates/jargon/")
    admin.look("gates-jargon")
