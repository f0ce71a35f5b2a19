"""A phone, a bad line, a paper shown to a service: the resident sees who looked."""

import os

import pikepdf
import pytest

from vault.models import Document

from .papers import paper
from .visitor import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def heavy(tmp_path):
    """A PDF of some megabytes."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Passenger = pdf.make_stream(os.urandom(7 * 2**20))
    path = tmp_path / "bail.pdf"
    pdf.save(path, compress_streams=False)
    return path


def test_a_phone_whose_line_is_cut_goes_on_and_the_resident_sees_who_looked(cast, worker, heavy):
    awa = cast("resident", viewport=PHONE, has_touch=True, is_mobile=True)
    cuts = []

    def cut(route):
        if route.request.method == "PATCH" and len(cuts) in (1, 2):
            cuts.append("cut")
            route.abort("internetdisconnected")
        else:
            cuts.append(route.request.method)
            route.continue_()

    awa.page.route("**/coffre/envois/**", cut)
    awa.open("/fr/espace/coffre/ajouter/")
    awa.look("vault-upload")
    awa.page.set_viewport_size(PHONE)
    awa.page.locator("[name=type]").select_option(label="Passeport")
    awa.give(heavy, label="Mon bail")
    awa.page.get_by_role("button", name="Ranger dans mon coffre").click()
    awa.page.get_by_text("La connexion est coupée.").wait_for()
    awa.page.wait_for_url("**/coffre/*-*/")
    awa.reads("C’est rangé.")
    assert cuts.count("cut") == 2
    worker()
    document = Document.objects.get(label="Mon bail")
    assert document.last.is_safe
    assert document.last.size == heavy.stat().st_size

    awa.open(f"/fr/espace/coffre/{document.public_id}/")
    awa.look("vault-document")
    awa.follow("Partager")
    awa.look("vault-share")
    awa.page.locator("[name=service]").select_option(label="Antenne logement")
    awa.fill(purpose="Ma demande de logement")
    awa.press("Partager")
    awa.reads("Ma demande de logement")
    awa.look("vault-shares")

    hugo = cast("housing")
    hugo.open("/agent/partages/")
    hugo.look("agent-shared")
    hugo.follow("Voir : Mon bail")
    hugo.reads("Partagés")
    hugo.look("agent-look")
    hugo.follow("Revenir", within="nav.breadcrumb")
    hugo.reads("Documents partagés avec nous")
    assert hugo.save("Télécharger : Mon bail").startswith(b"%PDF")

    awa.open("/fr/espace/qui-a-regarde/")
    awa.reads("Hugo Lefèvre a ouvert ce document")
    awa.look("vault-readings")
    awa.open("/fr/espace/partages/")
    awa.press("Arrêter : Mon bail")
    hugo.open("/agent/partages/")
    assert "Mon bail" not in hugo.text()
    assert hugo.page.request.get(f"/fr/espace/coffre/versions/{document.last.public_id}/").status == 404


def test_a_mistake_beside_the_file_does_not_ask_for_the_file_again(cast):
    awa = cast("resident", viewport=PHONE)
    awa.open("/fr/espace/coffre/ajouter/")
    awa.give(paper("carte.png"))
    awa.press("Ranger dans mon coffre")
    awa.reads("Votre fichier est gardé : carte.png")
    awa.look("vault-upload-mistake")
    awa.page.locator("[name=type]").select_option(label="Passeport")
    awa.press("Ranger dans mon coffre")
    awa.reads("C’est rangé.")


def test_an_upload_can_be_stopped(cast):
    awa = cast("resident", viewport=PHONE)
    awa.open("/fr/espace/coffre/ajouter/")
    awa.page.route("**/coffre/envois/**", lambda route: route.abort("internetdisconnected"))
    awa.page.locator("[name=type]").select_option(label="Passeport")
    awa.give(paper("carte.png"))
    awa.page.get_by_role("button", name="Ranger dans mon coffre").click()
    awa.page.get_by_role("button", name="Arrêter l’envoi").click()
    awa.page.unroute("**/coffre/envois/**")
    awa.press("Ranger dans mon coffre")
    awa.reads("C’est rangé.")
