"""By SMS through a real gateway, and on paper with its scan."""

import json
import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mandates import tasks
from mandates.models import Mandate
from notifications.delivering import attempt
from notifications.models import Delivery
from tests.notifications.test_sms import gateway  # noqa: F401
from tests.vault.papers import pdf_of
from vault.models import Document


def day():
    return (timezone.localdate() + timedelta(days=30)).isoformat()


def test_by_sms_the_code_of_the_telephone_opens_the_mandate(newcomer, benoit, procedures, sign_in, gateway, settings):  # noqa: F811
    settings.SMS_BACKEND = f"http://127.0.0.1:{gateway.server_port}/send"
    newcomer.phone, newcomer.phone_verified = "+33611223344", True
    newcomer.save()
    client = sign_in(benoit)
    said = {"whom": "06 11 22 33 44", "acts": ["prepare"], "cases": ["all"], "until": day()}
    page = client.post("/fr/espace/aide/demander/", said)["Location"]
    tasks.send_code(mandate_id=Mandate.objects.get().pk)
    (delivery,) = Delivery.objects.filter(message__kind="mandate_code")
    attempt(delivery.pk)
    ((_path, body, _headers),) = gateway.seen
    sent = json.loads(body)
    assert sent["to"] == "+33611223344"
    code = re.search(r"\b\d{6}\b", sent["text"]).group()
    assert "/espace/aide/non/" in sent["text"]
    assert client.post(page, {"code": code}).status_code == 302
    mandate = Mandate.objects.in_force().get()
    assert (mandate.giver, mandate.helper, mandate.everything) == (newcomer, benoit, ["cases"])


def test_on_paper_the_scan_is_kept_in_the_givers_vault_and_both_see_the_mandate(
    alice, benoit, volant, procedures, sign_in, clamd
):
    said = {"to": benoit.email, "acts": ["prepare"], "cases": ["all"], "until": day(), "way": "paper"}
    address = f"/agent/personnes/{alice.public_id}/mandat/"
    client = sign_in(volant)
    without = client.post(address, said)
    assert without.status_code == 422
    assert "Ajoutez le scan" in without.content.decode()
    given = client.post(address, {**said, "file": SimpleUploadedFile("mandat.pdf", pdf_of())})
    assert given.status_code == 302, given.content.decode()
    mandate, scan = Mandate.objects.in_force().get(), Document.objects.get()
    assert (mandate.way, mandate.proof, scan.owner) == ("paper", str(scan.public_id), alice)
    assert "Benoît Diallo" in sign_in(alice).get("/fr/espace/aide/").content.decode()
    assert "Alice Martin" in sign_in(benoit).get("/fr/espace/aide/").content.decode()
