import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.actions import send
from notifications.enums import DeliveryState
from notifications.models import Delivery, Message, Preference

from .conftest import jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
LIST = "/fr/espace/messages/"


def page(client, address, **data):
    return client.get(address, data).content.decode()


def test_the_list_shows_a_person_s_own_messages_and_which_are_new(sign_in, alice, benoit):
    send("test_kind", recipient=alice, context={"number": 1})
    send("test_kind", recipient=benoit)
    html = page(sign_in(alice), LIST)
    assert "Bonjour Alice &amp; co" in html
    assert "Benoît &amp; co" not in html
    assert html.count("Non lu") == 1


def test_the_list_asks_for_the_same_number_of_queries_at_one_and_three_messages(sign_in, alice):
    client, counts = sign_in(alice), []
    for more in (1, 2):
        for _ in range(more):
            send("test_kind", recipient=alice)
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_older_messages_are_one_page_further_and_a_nonsense_key_is_the_first_page(sign_in, alice):
    for number in range(23):
        send("test_kind", recipient=alice, context={"number": number})
    client = sign_in(alice)
    first = client.get(LIST)
    assert len(first.context["rows"]) == 20
    assert f"?avant={first.context['page'].before}" in first.content.decode()
    assert len(client.get(LIST, {"avant": first.context["page"].before}).context["rows"]) == 3
    for nonsense in ("x", "-1", "9" * 40, "²", "1\x00"):
        assert len(client.get(LIST, {"avant": nonsense}).context["rows"]) == 20


def test_reading_changes_nothing_opening_marks_as_read(sign_in, alice):
    message = send("test_kind", recipient=alice, context={"number": 7}, url="/fr/espace/")
    client, address = sign_in(alice), reverse("notifications:message", args=[message.public_id])
    html = page(client, address)
    assert "Le dossier 7" in html
    assert 'href="/fr/espace/"' in html
    assert Message.objects.get().read_at is None
    assert client.get(reverse("notifications:open", args=[message.public_id])).status_code == 405
    assert client.post(reverse("notifications:open", args=[message.public_id])).url == address
    assert Message.objects.get().read_at


def test_everything_can_be_marked_as_read_at_once(sign_in, alice, benoit):
    for person in (alice, alice, benoit):
        send("test_kind", recipient=person)
    sign_in(alice).post(reverse("notifications:read_all"))
    assert list(Message.objects.filter(read_at=None).values_list("recipient", flat=True)) == [benoit.pk]


@pytest.mark.parametrize("name", ["notifications:message", "notifications:open"])
def test_somebody_else_s_message_does_not_exist(sign_in, alice, outsider, name):
    message = send("test_kind", recipient=alice)
    client = sign_in(outsider)
    ask = client.post if name.endswith("open") else client.get
    assert ask(reverse(name, args=[message.public_id])).status_code == 404
    assert Message.objects.get().read_at is None


def test_the_number_of_new_messages_is_counted_only_where_it_is_shown(sign_in, alice, rf, django_assert_num_queries):
    from notifications.context import unread

    send("test_kind", recipient=alice)
    request = rf.get("/")
    request.user = alice
    with django_assert_num_queries(0):
        asked = unread(request)["unread_messages"]
    with django_assert_num_queries(1):
        assert (asked(), asked()) == (1, 1)


def test_a_person_chooses_how_to_be_told(sign_in, alice, settings):
    settings.SMS_BACKEND = "console"
    client, address = sign_in(alice), reverse("notifications:preferences")
    assert page(client, address).count("checked") == 2
    assert client.post(address, {"by_sms": "on"}).url == address
    preference = Preference.objects.get(user=alice)
    assert (preference.by_email, preference.by_sms) == (False, True)
    assert page(client, address).count("checked") == 1


def test_where_no_sms_leaves_none_is_offered_and_the_wish_stays(sign_in, alice, settings):
    settings.SMS_BACKEND = ""
    client, address = sign_in(alice), reverse("notifications:preferences")
    assert "SMS" not in page(client, address)
    client.post(address, {})
    preference = Preference.objects.get(user=alice)
    assert (preference.by_email, preference.by_sms) == (False, True)


@pytest.fixture
def refused(told):
    Delivery.objects.update(state=DeliveryState.FAILED, attempts=1, error="551 <No> such person")
    return told


def test_an_administrator_sees_what_could_not_be_delivered_and_why_and_tries_again(sign_in, administrator, refused):
    client = sign_in(administrator)
    html = page(client, "/agent/envois/")
    assert "Alice Martin" in html
    assert "551 &lt;No&gt; such person" in html
    client.post(reverse("notifications:retry", args=[refused.pk]))
    assert Delivery.objects.get().state == DeliveryState.WAITING
    assert jobs(status="todo").count() == 2
    assert "Alice Martin" not in page(client, "/agent/envois/")


def test_a_team_lead_sees_the_list_but_does_not_send_again(sign_in, lead, refused):
    client = sign_in(lead)
    assert "Relancer" not in page(client, "/agent/envois/")
    assert client.post(reverse("notifications:retry", args=[refused.pk])).status_code == 403


def test_the_list_of_failures_costs_the_same_at_one_and_three(sign_in, administrator, alice, refused):
    client, counts = sign_in(administrator), []
    for more in (0, 2):
        for _ in range(more):
            send("test_kind", recipient=alice)
        Delivery.objects.update(state=DeliveryState.FAILED)
        client.get("/agent/envois/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/agent/envois/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_other_people_do_not_see_what_could_not_be_delivered(sign_in, registrar, alice, client):
    assert sign_in(registrar).get("/agent/envois/").status_code == 403
    assert sign_in(alice).get("/agent/envois/", follow=True).status_code == 404
    assert client.get("/agent/envois/").status_code == 302


def test_the_button_of_a_message_names_its_act(sign_in, alice):
    ready = send("export_ready", recipient=alice, context={"until": "2026-12-01"}, url="/fr/espace/")
    plain = send("test_kind", recipient=alice, url="/fr/espace/")
    client = sign_in(alice)
    said = page(client, reverse("notifications:message", args=[ready.public_id]))
    assert "Télécharger mon archive" in said
    assert "Voir ce que cela concerne" not in said
    assert "Voir ce que cela concerne" in page(client, reverse("notifications:message", args=[plain.public_id]))
