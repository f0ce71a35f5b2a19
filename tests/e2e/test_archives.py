"""The archivist, with her second factor: a hold, a visa she does not give, one she gives, a package that leaves."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from archives import disposal
from archives.models import DisposalList, Hold
from archives.seeds import ensure_rules
from cases.models import Case
from workflows import actions

from .visitor import TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLET = {"width": 820, "height": 1180}


@pytest.fixture
def old(town_hall, sent):
    """A case sent, then cancelled six years ago."""
    ensure_rules()
    actions.cancel(case=sent, actor=User.objects.get(username="registrar"), reason="Demande en double.")
    Case.objects.filter(pk=sent.pk).update(closed_at=timezone.now() - timedelta(days=366 * 6))
    return Case.objects.get(pk=sent.pk)


@pytest.fixture
def agathe(cast, old):
    return cast("archivist")


def look(agathe, step, **language):
    """As on a phone, a desk and a tablet."""
    agathe.look(f"archives-{step}", **language)
    agathe.page.set_viewport_size(TABLET)
    assert agathe.page.evaluate(TOO_WIDE) == "", f"{step} scrolls sideways on a tablet"


def prepare(agathe):
    """From the room to a list that its service has confirmed."""
    agathe.open("/agent/archives/")
    with agathe.page.expect_navigation():
        agathe.page.locator("main").get_by_role("button", name="Préparer un bordereau").click()
    listed = DisposalList.objects.order_by("pk").last()
    disposal.propose(listed=listed, actor=User.objects.get(username="lead"))
    agathe.open(f"/agent/archives/bordereaux/{listed.public_id}/")
    return listed


def test_a_visa_that_is_not_given_then_one_that_is_and_the_package_leaves(agathe, old, worker):
    agathe.open("/agent/archives/")
    look(agathe, "room")
    prepare(agathe)
    look(agathe, "list")
    agathe.follow("Abandonner")
    look(agathe, "give-up")
    agathe.fill(reason="Une cote manque.")
    agathe.press("Abandonner ce bordereau")
    agathe.reads("Le bordereau est abandonné : rien n’est détruit.")

    listed = prepare(agathe)
    agathe.follow("Donner le visa")
    look(agathe, "visa")
    agathe.fill(**{f"case-{old.pk}": "transfer"})
    agathe.page.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true; })")
    agathe.press("Donner le visa")
    assert agathe.page.locator("[name=reference][aria-invalid=true]").count() == 1
    assert agathe.page.locator(f"[name=case-{old.pk}][value=transfer]").is_checked(), "what was decided is kept"
    agathe.fill(reference="V 2026-7")
    agathe.press("Donner le visa")
    agathe.reads("Le visa est enregistré.")
    worker()

    agathe.open(f"/agent/archives/bordereaux/{listed.public_id}/")
    look(agathe, "package")
    with agathe.page.expect_download() as told:
        agathe.page.locator("main").get_by_role("button", name="Emporter le paquet (une seule fois)").click()
    package = zipfile.ZipFile(io.BytesIO(Path(told.value.path()).read_bytes()))
    assert package.testzip() is None
    agathe.open(f"/agent/archives/bordereaux/{listed.public_id}/")
    agathe.follow("Noter l’accusé de réception")
    look(agathe, "receipt")
    agathe.fill(reference="AP 19-3")
    agathe.press(agathe.page.locator("main form button").first.inner_text().strip())
    worker()
    agathe.page.reload()
    look(agathe, "left")
    assert Case.objects.get(pk=old.pk).state == "destroyed"


def test_a_hold_is_placed_and_lifted_in_french_and_read_in_arabic(agathe, old):
    agathe.open("/agent/archives/gels/")
    look(agathe, "no-hold")
    agathe.follow("Poser un gel")
    look(agathe, "place-hold")
    agathe.fill(kind="case", target=old.number, reference="TA 2026-0417", reason="Une réclamation est en cours.")
    agathe.press("Poser le gel")
    hold = Hold.objects.get()
    agathe.open(f"/agent/archives/gels/{hold.public_id}/")
    look(agathe, "hold")
    User.objects.filter(username="archivist").update(language="ar")
    for page in ("", "gels/", "regles/", f"gels/{hold.public_id}/"):
        agathe.open(f"/agent/archives/{page}")
        look(agathe, "arabic", language="ar")
    User.objects.filter(username="archivist").update(language="fr")
    agathe.open(f"/agent/archives/gels/{hold.public_id}/")
    agathe.fill(reason="La réclamation est close.")
    agathe.press("Lever le gel")
    agathe.reads("Le gel est levé.")
    for page in ("regles/", "regles/papiers/passport/", "bordereaux/"):
        agathe.open(f"/agent/archives/{page}")
        look(agathe, "rules")
