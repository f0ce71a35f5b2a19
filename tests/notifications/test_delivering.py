import email
import email.policy
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction
from django.utils import timezone

from journal.models import Entry
from notifications.actions import send
from notifications.delivering import DELAYS, attempt
from notifications.enums import DeliveryState
from notifications.models import Delivery
from notifications.queries import undelivered

from .conftest import Postman, free_port, jobs


def carry(delivery):
    attempt(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def letter(envelope):
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def test_an_email_arrives_as_text_and_as_a_page_with_the_way_to_the_site(told, postman):
    assert carry(told).state == DeliveryState.SENT
    assert told.sent_at
    received = letter(postman.received[0])
    assert received["To"] == "alice@example.org"
    assert received["Subject"] == "Bonjour Alice & co"
    assert received["Message-ID"].startswith(f"<{told.message.public_id}.email@")
    assert received["Content-Language"] == "fr"
    text = received.get_body(("plain",)).get_content()
    page = received.get_body(("html",)).get_content()
    assert "Le dossier 7" in text
    assert "http://127.0.0.1:8000/fr/espace/messages/" in text
    assert "/fr/espace/messages/preferences/" in text
    assert "À bientôt <3" in text
    assert 'href="http://127.0.0.1:8000/fr/espace/messages/"' in page
    assert "À bientôt &lt;3" in page
    assert 'dir="ltr"' in page


def test_a_reader_of_arabic_gets_a_page_from_right_to_left_with_links_in_arabic(kinds, newcomer, postman):
    send("test_kind", recipient=newcomer, url="/fr/espace/messages/")
    carry(Delivery.objects.get())
    page = letter(postman.received[0]).get_body(("html",)).get_content()
    assert '<html lang="ar" dir="rtl">' in page
    assert 'href="http://127.0.0.1:8000/ar/espace/messages/"' in page


def test_a_delivery_done_is_never_done_again(told, postman):
    carry(told)
    carry(told)
    assert len(postman.received) == 1


def test_an_email_travels_over_tls_and_not_at_all_to_a_server_nobody_vouches_for(
    told, certificate, settings, monkeypatch
):
    handler = Postman()
    controller = Controller(
        handler, hostname="localhost", port=free_port(), tls_context=certificate.context, require_starttls=True
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "localhost", controller.port, True
    assert carry(told).state == DeliveryState.WAITING
    assert "SSLCertVerificationError" in told.error
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    assert carry(told).state == DeliveryState.SENT
    controller.stop()
    assert len(handler.received) == 1


def test_a_busy_server_is_tried_again_later_with_the_same_message_id(told, postman):
    postman.answers = ["451 Later"]
    assert carry(told).state == DeliveryState.WAITING
    assert "451 Later" in told.error
    assert told.next_attempt_at > timezone.now() + timedelta(seconds=50)
    assert jobs(status="todo", scheduled_at=told.next_attempt_at).count() == 1
    assert list(undelivered()) == [told]
    assert carry(told).state == DeliveryState.SENT
    assert told.error == ""
    assert not undelivered().exists()


def test_a_refused_address_is_given_up_at_once_with_its_reason(told, postman):
    postman.answers = ["551 No such person"]
    assert carry(told).state == DeliveryState.FAILED
    assert told.error == "551 No such person"
    assert Entry.objects.get().verb == "message.undelivered"
    assert jobs(scheduled_at__isnull=False).count() == 0


def test_a_closed_server_is_tried_again(told, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert carry(told).state == DeliveryState.WAITING
    assert "ConnectionRefusedError" in told.error


def test_a_server_closed_for_a_day_is_given_up(told, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _ in range(len(DELAYS)):
        assert carry(told).state == DeliveryState.WAITING
    assert carry(told).state == DeliveryState.FAILED
    assert told.attempts == len(DELAYS) + 1
    assert timedelta(hours=20) < sum(DELAYS, timedelta()) < timedelta(hours=26)


def test_a_fault_of_ours_is_seen_and_tried_again(told, monkeypatch, caplog):
    monkeypatch.setattr("notifications.channels.words", lambda message: 1 / 0)
    assert carry(told).state == DeliveryState.WAITING
    assert told.error == "division by zero"
    assert caplog.records


def test_an_address_taken_away_since_is_a_reason_to_give_up(told, alice):
    alice.email = None
    alice.save()
    assert carry(told).state == DeliveryState.FAILED


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_delivery_send_it_once(told, postman):
    start = threading.Barrier(2)

    def work():
        start.wait()
        attempt(told.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(10)
    assert len(postman.received) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_after_the_server_accepted_sends_again_under_the_same_name(told, postman):
    with transaction.atomic():
        attempt(told.pk)
        transaction.set_rollback(True)
    assert carry(told).state == DeliveryState.SENT
    first, second = map(letter, postman.received)
    assert first["Message-ID"] == second["Message-ID"]
