"""A landlord writes; the resident keeps the paper in her vault, on a phone, in French and in Arabic."""

import pytest

from accounts.models import User
from letterbox import actions
from letterbox.models import File, Mail
from tests.letterbox.conftest import message, photo, receive, with_paper
from vault.models import Document

from .visitor import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def send(username, **options):
    made = with_paper(photo((600, 800)), name="quittance-octobre.jpg", kind="image/jpeg", **options)
    made.add_attachment(
        b"MZ\x90\x00" + b"\0" * 300, maintype="application", subtype="octet-stream", filename="facture.exe"
    )
    receive(User.objects.get(username=username), made)


def test_a_paper_sent_to_ones_address_is_kept_in_the_vault_on_a_phone(cast, worker):
    awa = cast("resident", viewport=PHONE, has_touch=True, is_mobile=True)
    awa.open("/fr/espace/courrier/")
    awa.look("letterbox-empty")
    awa.follow("Avoir mon adresse")
    awa.look("letterbox-no-address")
    awa.press("Avoir mon adresse")
    awa.reads(actions.open_address(user=User.objects.get(username="resident"), actor=None).email)
    awa.look("letterbox-address")
    send("resident", text="Bonjour,\n\nVoici votre quittance. https://regie-ourcq.example/espace\n\nLa régie")
    receive(User.objects.get(username="resident"), message(sender="ecole@lilas.example", subject="Sortie au parc"))
    awa.open("/fr/espace/courrier/")
    awa.reads("2 messages non lus")
    awa.look("letterbox-tray")
    awa.press("Lire : Quittance")
    awa.reads("En cours de vérification")
    worker()
    awa.page.reload()
    awa.reads("Vérifié, sans danger")
    awa.reads("C’est un programme")
    awa.look("letterbox-mail")
    awa.follow("Ranger dans mon coffre : quittance-octobre.jpg")
    awa.press("Ranger dans mon coffre")
    awa.look("letterbox-keep-mistake")
    awa.page.locator("[name=type]").select_option(label="Quittance de loyer")
    awa.press("Ranger dans mon coffre")
    awa.reads("C’est rangé dans votre coffre.")
    assert Document.objects.get().last.is_safe
    awa.open(f"/fr/espace/courrier/{Mail.objects.get(subject='Quittance').public_id}/")
    awa.look("letterbox-kept")
    awa.follow("Effacer ce message")
    awa.look("letterbox-delete")
    awa.press("Effacer pour toujours")
    awa.reads("Le message est effacé.")
    awa.open("/fr/espace/courrier/adresse/")
    awa.follow("Changer d’adresse")
    awa.look("letterbox-change")
    awa.open("/fr/espace/courrier/adresse/")
    awa.follow("Fermer mon adresse")
    awa.look("letterbox-turn-off")
    awa.press("Fermer mon adresse")
    awa.look("letterbox-off")
    assert File.objects.count() == 0


def test_the_tray_is_read_from_right_to_left(cast):
    nour = cast("newcomer", viewport=PHONE)
    user = User.objects.get(username="newcomer")
    actions.open_address(user=user, actor=user)
    send("newcomer", sender="شركة السكن <loyer@bailleur.example>", subject="إيصال الإيجار", text="مرحبا")
    nour.open("/ar/espace/courrier/")
    nour.look("letterbox-ar-tray", language="ar")
    nour.open(f"/ar/espace/courrier/{Mail.objects.get().public_id}/")
    nour.look("letterbox-ar-mail", language="ar")
    nour.open("/ar/espace/courrier/adresse/")
    nour.look("letterbox-ar-address", language="ar")


def test_the_administrator_sees_counts(cast):
    adama = cast("admin")
    adama.open("/agent/courrier/")
    adama.look("letterbox-counts")
