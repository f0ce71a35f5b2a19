from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.template import TemplateDoesNotExist

from journal.models import Entry
from notifications.actions import choose_channels, mark_read, retry, send
from notifications.enums import Channel, DeliveryState
from notifications.models import Delivery, Message
from notifications.queries import messages_of, unread_count
from notifications.rendering import words

from .conftest import jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


def test_a_message_its_delivery_and_its_job_are_written_together(alice):
    message = send("test_kind", recipient=alice, context={"number": 7}, target=alice, url="/fr/espace/")
    delivery = Delivery.objects.get()
    assert list(messages_of(alice)) == [message]
    assert (message.target_type, message.target_id) == ("accounts.user", str(alice.public_id))
    assert (delivery.channel, delivery.state) == (Channel.EMAIL, DeliveryState.WAITING)
    assert jobs(status="todo", args__delivery_id=delivery.pk).count() == 1


def test_nothing_is_sent_when_the_change_is_undone(alice):
    with transaction.atomic():
        send("test_kind", recipient=alice)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not jobs().exists()


def test_the_same_key_says_the_same_thing_once(alice):
    first = send("test_kind", recipient=alice, dedupe_key="key")
    assert send("test_kind", recipient=alice, dedupe_key="key") == first
    assert Message.objects.count() == Delivery.objects.count() == jobs().count() == 1


def test_a_kind_nobody_wrote_is_refused_at_once(alice):
    with pytest.raises(TemplateDoesNotExist):
        send("test_unwritten", recipient=alice)
    assert not Message.objects.exists()


def test_somebody_without_account_is_written_to_by_address():
    message = send("test_kind", email="ami@example.org", language="wo")
    assert message.language == "wo"
    assert Delivery.objects.get().address == "ami@example.org"


def test_a_person_without_address_still_finds_the_message_in_the_space(alice):
    alice.email = None
    alice.save()
    send("test_kind", recipient=alice)
    assert unread_count(alice) == 1
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("backend", "channels"), [("", {Channel.EMAIL}), ("console", {Channel.EMAIL, Channel.SMS})])
def test_an_sms_leaves_only_where_there_is_a_way_to_send_one(alice, settings, backend, channels):
    settings.SMS_BACKEND = backend
    alice.phone = "+33612345678"
    send("test_kind", recipient=alice)
    assert {delivery.channel for delivery in Delivery.objects.all()} == channels


def test_a_channel_the_person_does_not_want_is_left_alone(alice):
    choose_channels(user=alice, actor=alice, by_email=False, by_sms=True)
    send("test_kind", recipient=alice)
    assert Delivery.objects.get().state == DeliveryState.SKIPPED
    assert not jobs().exists()
    assert unread_count(alice) == 1
    assert Entry.objects.get().verb == "message.preference_changed"


def test_the_person_s_language_wins(newcomer):
    assert send("test_kind", recipient=newcomer, language="fr").language == "ar"


def test_words_are_plain_text_in_one_line_and_dates_come_back_as_dates(alice):
    context = {"number": 7, "day": date(2031, 6, 3), "deep": [{"at": datetime(2031, 6, 3, 9, tzinfo=UTC)}]}
    message = Message.objects.get(pk=send("test_kind", recipient=alice, context=context, url="/fr/espace/messages/").pk)
    text = words(message)
    assert text.subject == "Bonjour Alice & co"
    assert text.body == "Le dossier 7 vous attend le 3 juin 2031.\n\nÀ bientôt <3"
    assert words(message, "ar").url == "/ar/espace/messages/"


def test_the_first_reading_is_the_one_that_counts(alice):
    send("test_kind", recipient=alice)
    assert mark_read(messages=messages_of(alice)) == 1
    assert mark_read(messages=messages_of(alice)) == 0
    assert unread_count(alice) == 0


def test_what_was_given_up_can_be_started_again(told, administrator):
    Delivery.objects.update(state=DeliveryState.FAILED, attempts=8, error="551")
    retry(delivery=told, actor=administrator)
    told.refresh_from_db()
    assert (told.state, told.attempts) == (DeliveryState.WAITING, 0)
    assert jobs(status="todo").count() == 2
    assert Entry.objects.get().verb == "message.retried"


def test_what_was_sent_is_not_sent_again_by_a_retry(told, administrator):
    Delivery.objects.update(state=DeliveryState.SENT)
    retry(delivery=told, actor=administrator)
    assert jobs(status="todo").count() == 1


def test_sending_to_one_channel_costs_four_queries(alice, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(6):  # and a savepoint around them
        send("test_kind", recipient=alice)
