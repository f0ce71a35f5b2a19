"""The tray: what arrived, kept or thrown away, told and let go."""

import io
import os
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from journal.models import Entry
from letterbox import actions, notices, queries, tasks
from letterbox.models import Address, File, Mail
from notifications.models import Message
from tests.vault.papers import every_row, objects_in
from vault import storage
from vault.errors import NotYetSafe
from vault.models import Version

from .conftest import address_of, message, receive, with_paper

pytestmark = pytest.mark.django_db
CANARY = "le-mot-qui-ne-doit-pas-sortir"


def arrived(user, pdf, **options):
    """A message with a paper the antivirus has seen."""
    receive(user, with_paper(pdf, **options))
    File.objects.update(scan_state="safe")
    return Mail.objects.filter(owner=user).first()


def url(name, *args):
    return reverse(f"letterbox:{name}", args=args)


def test_keeping_puts_the_file_in_the_vault_safe_at_once_and_out_of_the_tray(
    alice, pdf, types, vault_folder, sign_in, django_capture_on_commit_callbacks
):
    mail = arrived(alice, pdf)
    file = mail.files.get()
    client = sign_in(alice)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("keep", file.public_id), {"type": types["rent-receipt"].pk, "label": "Octobre"})
    version = Version.objects.get()
    assert answer["Location"] == reverse("vault:document", args=[version.document.public_id])
    assert (version.document.label, version.document.owner, version.is_safe) == ("Octobre", alice, True)
    file.refresh_from_db()
    assert (file.object_name, file.kept_as) == (None, version.document)
    assert len(objects_in(vault_folder)) == 2  # the words of the message, the document
    assert client.post(url("keep", file.public_id), {"type": types["passport"].pk}).status_code == 409
    page = client.get(url("mail", mail.public_id)).content.decode()
    assert "Rangé dans votre coffre" in page


def test_a_mistake_keeps_what_was_typed(alice, pdf, types, sign_in):
    file = arrived(alice, pdf).files.get()
    answer = sign_in(alice).post(url("keep", file.public_id), {"type": "", "label": "Mon loyer"})
    assert answer.status_code == 422
    assert "Mon loyer" in answer.content.decode()


def test_nothing_is_kept_or_opened_before_the_antivirus_has_answered(alice, pdf, types, sign_in):
    receive(alice, with_paper(pdf))
    file = File.objects.get()
    client = sign_in(alice)
    assert client.get(url("download", file.public_id)).status_code == 409
    assert client.post(url("keep", file.public_id), {"type": types["passport"].pk}).status_code == 409
    with pytest.raises(NotYetSafe):
        actions.keep_file(file=file, actor=alice, type=types["passport"])
    assert not Version.objects.exists()


def test_a_file_is_sent_as_an_attachment_and_written_down(alice, pdf, sign_in):
    file = arrived(alice, pdf).files.get()
    answer = sign_in(alice).get(url("download", file.public_id))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.get(verb="mail.file_read").actor == alice


def test_throwing_away_is_asked_then_destroys(alice, pdf, vault_folder, sign_in, django_capture_on_commit_callbacks):
    mail = arrived(alice, pdf)
    client = sign_in(alice)
    assert client.get(url("drop", mail.files.get().public_id)).status_code == 200
    assert mail.files.get().object_name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("drop_files", mail.public_id))
    assert mail.files.get().dropped_at
    assert len(objects_in(vault_folder)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("delete", mail.public_id))
    assert not Mail.objects.exists()
    assert objects_in(vault_folder) == []


def test_emptying_spares_what_came_after_the_page_was_read(alice, pdf, sign_in):
    mail = arrived(alice, pdf)
    receive(alice, message(subject="Venu après"))
    answer = sign_in(alice).post(url("empty"), {"until": mail.pk}, follow=True)
    assert "C’est vidé : 1 message effacé." in answer.content.decode()
    assert [left.subject for left in Mail.objects.all()] == ["Venu après"]


def test_the_words_of_a_message_are_nowhere_in_clear(alice, vault_folder):
    receive(alice, message(text=CANARY))
    assert Mail.objects.get().text() == CANARY
    assert not any(CANARY in row for row in every_row())
    assert not any(CANARY.encode() in path.read_bytes() for path in objects_in(vault_folder))


def test_objects_of_the_tray_are_no_orphans(alice, pdf, vault_folder):
    import vault.actions

    arrived(alice, pdf)
    assert vault.actions.collect_orphans(timezone.now() + timedelta(days=1)) == 0
    assert len(objects_in(vault_folder)) == 2


def test_the_tray_asks_as_much_for_three_messages_as_for_one(alice, pdf, sign_in):
    client = sign_in(alice)
    arrived(alice, pdf, subject="1")
    client.get(url("tray"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("tray"))
    arrived(alice, pdf, subject="2")
    arrived(alice, pdf, subject="3")
    with CaptureQueriesContext(connection) as three:
        page = client.get(url("tray")).content.decode()
    assert len(three) == len(one)
    assert "3 messages non lus" in page


def test_a_message_is_shown_without_a_link_to_press_or_a_picture_to_fetch(alice, sign_in):
    made = message(sender='"Banque" <a@banque.example>', subject="<script>alert(1)</script>")
    made.set_content(
        '<a href="https://voleur.example">ici</a><img src="https://pisteur.example/x.gif">', subtype="html"
    )
    receive(alice, made)
    client = sign_in(alice)
    mail = Mail.objects.get()
    assert client.post(url("open", mail.public_id)).status_code == 302
    page = client.get(url("mail", mail.public_id)).content.decode()
    assert "ici (https://voleur.example)" in page
    assert 'href="https://voleur' not in page
    assert "pisteur" not in page
    assert "<script>alert" not in page
    assert "a@banque.example" in page.replace("<wbr>", "")
    assert queries.unread_count(alice) == 0


@pytest.mark.parametrize("agent", ["volant", "registrar", "lead", "administrator", "archivist"])
def test_no_agent_sees_anybodys_tray(agent, request, alice, pdf, sign_in):
    mail = arrived(alice, pdf, subject="Secret de Alice")
    someone = request.getfixturevalue(agent)
    client = sign_in(someone)
    file = mail.files.get()
    for address in (url("mail", mail.public_id), url("download", file.public_id), url("keep", file.public_id)):
        assert client.get(address).status_code == 404
    for page in (url("tray"), f"/agent/personnes/{alice.public_id}/", "/agent/courrier/"):
        assert "Secret de Alice" not in client.get(page).content.decode()
    assert not policy.can(someone, "letterbox.read_mail", mail)
    assert not policy.can(someone, "letterbox.read_file", file)


def test_the_administrator_sees_counts_and_nobodys_name(alice, administrator, sign_in):
    receive(alice, message(sender="bailleur@bailleur.example"))
    page = sign_in(administrator).get("/agent/courrier/").content.decode()
    assert "Acceptés" in page
    assert "1 adresse ouverte" in page
    assert "bailleur" not in page
    assert "alice" not in page.lower()


def test_new_mail_is_told_once_an_hour_at_most_together(alice):
    receive(alice, message(subject="1"))
    tasks.tell(timestamp=0)
    receive(alice, message(subject="2"))
    receive(alice, message(subject="3"))
    tasks.tell(timestamp=0)
    assert [told.context["count"] for told in Message.objects.filter(kind="mail_arrived")] == [1]
    Address.objects.update(told_at=timezone.now() - notices.QUIET)
    tasks.tell(timestamp=0)
    tasks.tell(timestamp=0)
    assert [told.context["count"] for told in Message.objects.filter(kind="mail_arrived").order_by("id")] == [1, 2]


def test_mail_leaves_after_ninety_days_with_a_notice_a_fortnight_before(alice):
    receive(alice, message(subject="vieux"))
    receive(alice, message(subject="récent"))
    Mail.objects.filter(subject="vieux").update(received_at=timezone.now() - timedelta(days=77))
    assert notices.let_go() == (1, 0)
    assert notices.let_go() == (0, 0)
    assert Message.objects.filter(kind="mail_leaving").count() == 1
    Mail.objects.filter(subject="vieux").update(received_at=timezone.now() - timedelta(days=91))
    assert notices.let_go() == (0, 0)  # told less than a fortnight ago
    Mail.objects.filter(subject="vieux").update(warned_at=timezone.now() - timedelta(days=14))
    assert notices.let_go() == (0, 1)
    assert [mail.subject for mail in Mail.objects.all()] == ["récent"]


def test_what_those_above_use_to_export_and_erase(alice, pdf, vault_folder, django_capture_on_commit_callbacks):
    arrived(alice, pdf)
    mail = queries.mail_of(alice).get()
    assert (mail.subject, mail.sender, mail.text()) == ("Quittance", "Régie Ourcq <regie@bailleur.example>", "Bonjour")
    assert [b"".join(file.chunks())[:4] for file in mail.files.all()] == [b"%PDF"]
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_all(user=alice, actor=alice)
    assert not Mail.objects.exists()
    assert objects_in(vault_folder) == []


def test_the_address_is_opened_shown_closed_and_changed_on_its_page(alice, sign_in):
    client = sign_in(alice)
    assert "Avoir mon adresse" in client.get(url("address")).content.decode()
    client.post(url("open_address"))
    page = client.get(url("address")).content.decode()
    assert actions.open_address(user=alice, actor=alice).email in page
    assert "data:image/svg+xml" in page
    client.post(url("turn_off"))
    assert "Rouvrir mon adresse" in client.get(url("address")).content.decode()
    client.post(url("turn_on"))
    answer = client.post(url("change"), {"local": "maire"})
    assert answer.status_code == 422
    before = address_of(alice)
    client.post(url("change"), {"local": actions.choices(alice)[2]})
    assert client.get(url("change")).status_code == 409
    assert address_of(alice) != before


def kept(client, file, types):
    return client.post(url("keep", file.public_id), {"type": types["rent-receipt"].pk, "label": "Octobre"})


def test_what_the_vault_says_no_to_is_said_on_the_form(alice, pdf, types, sign_in, monkeypatch):
    import vault.actions

    def refused(**said):
        raise ValidationError({"label": ["Ce nom ne va pas."]})

    file = arrived(alice, pdf).files.get()
    monkeypatch.setattr(vault.actions, "store", refused)
    answer = kept(sign_in(alice), file, types)
    assert answer.status_code == 422
    assert "Ce nom ne va pas." in answer.content.decode()
    assert "n’est plus là" not in answer.content.decode()


def test_a_file_whose_message_was_just_erased_is_gone_and_no_fault(alice, pdf, types, sign_in, monkeypatch):
    from letterbox.views import files

    mail = arrived(alice, pdf)
    file, client = mail.files.select_related("mail__owner").get(), sign_in(alice)
    monkeypatch.setattr(files, "found_file", lambda request, public_id: file)
    actions.delete_mail(mail=mail, actor=alice)
    answer = kept(client, file, types)
    assert answer.status_code == 409
    assert "n’est plus là" in answer.content.decode()
    assert url("tray") in answer.content.decode()
    assert client.post(url("drop", file.public_id)).status_code == 302  # thrown away already: nothing to do


def test_keeping_a_file_holds_its_message(alice, pdf, types):
    file = arrived(alice, pdf).files.get()
    with CaptureQueriesContext(connection) as asked:
        actions.keep_file(file=file, actor=alice, type=types["rent-receipt"])
    locks = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"] and "letterbox_" in query["sql"]]
    assert ['FROM "letterbox_mail"' in lock for lock in locks] == [True, False]


def damaged(vault_folder, name, at=100):
    path = vault_folder / name
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_words_that_are_damaged_are_told_and_written_down(alice, vault_folder, sign_in, caplog):
    receive(alice, message())
    mail = Mail.objects.get()
    damaged(vault_folder, mail.text_object, 50)
    page = sign_in(alice).get(url("mail", mail.public_id)).content.decode()
    assert "est abîmé" in page
    assert Entry.objects.get(verb="mail.text_unreadable").actor == alice
    assert "cannot be read" in caplog.text


def test_damage_beyond_the_first_piece_of_an_attachment_is_written_down(alice, vault_folder, sign_in):
    from vault.errors import Unreadable

    large = os.urandom(3 * 2**20)
    receive(alice, message())
    file = stored(Mail.objects.get(), large)
    damaged(vault_folder, file.object_name, 2 * 2**20 + 2**19)
    reading = actions.read_file(file=file, reader=alice)
    with pytest.raises(Unreadable):
        list(reading.chunks)
    assert Entry.objects.get(verb="mail.unreadable").data == {"file": str(file.public_id)}


def stored(mail, content):
    file = File(mail=mail, file_name="a.pdf", content_type="application/pdf", size=len(content), pages=1)
    file.object_name = storage.write(io.BytesIO(content), holder=mail.owner, context=file.context)
    file.scan_state = "safe"
    file.save()
    return file


def test_damage_met_while_keeping_is_written_down_and_nothing_is_kept(alice, pdf, types, vault_folder, sign_in):
    file = arrived(alice, pdf).files.get()
    damaged(vault_folder, file.object_name)
    answer = kept(sign_in(alice), file, types)
    assert answer.status_code == 409
    assert "est abîmé" in answer.content.decode()
    assert Entry.objects.get(verb="mail.unreadable").actor == alice
    assert not Version.objects.exists()
