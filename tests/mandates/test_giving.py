"""Giving, accepting, stopping; codes; the counter."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.limits import TooManyGuesses
from journal.models import Entry
from mandates import actions, queries, registry
from mandates.forms import RecordForm
from mandates.models import Mandate
from notifications.models import Message
from notifications.rendering import words
from ui.dates import local_date


def said(kind, person):
    return Message.objects.filter(kind=kind, recipient=person)


def test_the_givers_page_is_the_same_whether_the_person_exists_or_not(alice, benoit, terms, sign_in):
    client = sign_in(alice)
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    pages = []
    for to in (benoit.email, "personne@example.org"):
        Mandate.objects.all().delete()
        given = {"to": to, "acts": ["add_papers"], "until": until}
        assert client.post("/fr/espace/aide/donner/", given).status_code == 302
        page = client.get("/fr/espace/aide/").content.decode().replace(to, "X")
        pages.append(re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|csrfmiddlewaretoken\" value=\"[^\"]+", "", page))
    assert pages[0] == pages[1]
    assert "Benoît" not in pages[0]


def test_names_show_once_both_have_agreed(asked, alice, benoit, sign_in):
    assert "Alice" not in sign_in(benoit).get("/fr/espace/aide/").content.decode()
    sign_in(benoit).post(f"/fr/espace/aide/{asked.public_id}/repondre/", {"answer": "yes"})
    assert "Alice Martin" in sign_in(benoit).get("/fr/espace/aide/").content.decode()
    assert "Benoît Diallo" in sign_in(alice).get("/fr/espace/aide/").content.decode()
    assert said("mandate_started", alice).exists()
    assert said("mandate_started", benoit).exists()


def test_only_the_person_asked_accepts(asked, alice, outsider):
    for other in (alice, outsider):
        with pytest.raises(PermissionDenied):
            actions.accept(mandate=asked, actor=other)


@pytest.mark.parametrize("who", ["alice", "benoit"])
def test_either_stops_at_once_and_both_are_told(active, request, sign_in, who, alice, benoit):
    client = sign_in(request.getfixturevalue(who))
    assert client.post(f"/fr/espace/aide/{active.public_id}/arreter/").status_code == 302
    assert not Mandate.objects.in_force().exists()
    assert said("mandate_ended", alice).exists()
    assert said("mandate_ended", benoit).exists()


def test_an_end_beyond_a_year_or_without_things_is_refused(alice, benoit, terms):
    far = {**terms, "until": timezone.now() + timedelta(days=400)}
    for wrong in ({**far, "everything": ["papers"]}, terms):
        with pytest.raises(ValidationError):
            actions.give(giver=alice, to=benoit.email, **wrong)


@pytest.fixture
def texted(alice, benoit, terms, settings):
    settings.SMS_BACKEND = "console"
    alice.phone, alice.phone_verified = "+33612345678", True
    alice.save()
    mandate = actions.ask_by_code(helper=benoit, whom="06 12 34 56 78", everything=["papers"], **terms)
    actions.send_code(mandate=mandate)
    mandate.refresh_from_db()
    return mandate, codes_for(alice).get()


def codes_for(person):
    """Codes leave for a telephone and nowhere else: they are no message of anybody's space."""
    return Message.objects.filter(kind="mandate_code", phone=person.phone, recipient=None)


def test_a_code_opens_once(texted, benoit, sign_in):
    mandate, message = texted
    client, address = sign_in(benoit), f"/fr/espace/aide/demander/{mandate.public_id}/"
    assert mandate.code_hash != message.context["code"]
    assert client.post(address, {"code": "abc"}).status_code == 422
    assert client.post(address, {"code": message.context["code"]}).status_code == 302
    assert Mandate.objects.in_force().get() == mandate
    assert client.get(address).status_code == 404


def test_codes_are_guessed_five_times_at_most_and_die_after_a_quarter_of_an_hour(texted, benoit):
    mandate, message = texted
    Mandate.objects.update(answer_before=timezone.now())
    assert actions.confirm_code(mandate=mandate, actor=benoit, code=message.context["code"]) is None
    for _guess in range(4):
        assert actions.confirm_code(mandate=mandate, actor=benoit, code="x") is None
    with pytest.raises(TooManyGuesses):
        actions.confirm_code(mandate=mandate, actor=benoit, code="x")


def test_the_link_refuses_for_good_and_a_get_changes_nothing(texted, alice, benoit, terms, client):
    mandate, message = texted
    assert client.get(message.url).status_code == 200
    mandate.refresh_from_db()
    assert mandate.state == "asked"
    assert client.post(message.url).status_code == 200
    mandate.refresh_from_db()
    assert mandate.state == "declined"
    actions.send_code(mandate=actions.ask_by_code(helper=benoit, whom=alice.email, **{**terms, "acts": ["add_papers"]}))
    assert codes_for(alice).count() == 1


def test_a_code_goes_to_a_telephone_its_owner_has_proved_and_to_nothing_else(texted, alice, benoit, terms):
    (delivery,) = texted[1].deliveries.all()
    assert delivery.channel == "sms"
    alice.phone_verified = False
    alice.save()
    again = actions.ask_by_code(helper=benoit, whom=alice.email, everything=["papers"], **terms)
    actions.send_code(mandate=again)
    assert codes_for(alice).count() == 1


def test_a_code_is_made_once_however_often_the_worker_tries(texted):
    mandate, _message = texted
    actions.send_code(mandate=mandate)
    assert Message.objects.filter(kind="mandate_code").count() == 1


def once(answer):
    """The page without what is new each time."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+|[0-9a-f]{8}-[0-9a-f-]{27}', "", answer.content.decode())


def test_whoever_is_named_the_helper_sees_the_same_page_after_the_same_work(alice, benoit, terms, settings, sign_in):
    settings.SMS_BACKEND = "console"
    alice.phone, alice.phone_verified = "+33612345678", True
    alice.save()
    client, pages, work = sign_in(benoit), [], []
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    for whom in ("0688888888", "0612345678", "0699999999"):  # the first one only opens the counters
        said = {"whom": whom, "acts": ["add_papers"], "until": until}
        with CaptureQueriesContext(connection) as seen:
            answer = client.post("/fr/espace/aide/demander/", said, follow=True)
        pages.append(once(answer))
        work.append(len(seen))
        pages.append(once(client.post(answer.redirect_chain[-1][0], {"code": "123456"})))
    assert pages[2] == pages[4]
    assert pages[3] == pages[5]
    assert work[1] == work[2]


def test_without_sms_the_page_says_where_to_go(benoit, sign_in, settings):
    settings.SMS_BACKEND = ""
    assert "Venez ensemble" in sign_in(benoit).get("/fr/espace/aide/demander/").content.decode()


def test_the_counter_records_and_never_for_the_agent(alice, benoit, volant, terms):
    how = {**terms, "everything": ["papers"], "way": "in_person", "identity": "passport"}
    actions.record_mandate(giver=alice, helper=benoit, actor=volant, **how)
    assert said("mandate_started", alice).exists()
    for giver, helper in ((alice, volant), (volant, alice)):
        with pytest.raises(PermissionDenied):
            actions.record_mandate(giver=giver, helper=helper, actor=volant, **how)
    with pytest.raises(ValidationError):
        actions.record_mandate(giver=alice, helper=benoit, actor=volant, **{**how, "identity": ""})


def test_the_form_is_one_page_in_the_givers_language(newcomer, volant, sign_in, procedures):
    import io

    import pikepdf

    until = timezone.localdate() + timedelta(days=60)
    said = {"to": "0612345678", "acts": ["prepare", "messages"], "cases": ["all"], "until": until.isoformat()}
    for chosen in ({}, said):
        answer = sign_in(volant).post(f"/agent/personnes/{newcomer.public_id}/mandat/formulaire.pdf", chosen)
        assert len(pikepdf.open(io.BytesIO(answer.content)).pages) == 2  # hers in Arabic, and the agent's to read
    assert Entry.objects.filter(verb="mandate.form_printed", actor=volant, subject=newcomer).count() == 2


def test_the_form_to_sign_says_what_was_chosen(alice, terms):
    until = timezone.localdate() + timedelta(days=60)
    chosen = {"to": "0612345678", "acts": ["prepare"], "cases": ["all"], "until": until.isoformat()}
    said, acts, things = RecordForm(chosen, giver=alice, viewer=alice).on_paper()
    context = {"person": alice, "said": said, "acts": acts, "things": things, "languages": ["fr"]}
    page = render_to_string("mandates/form_pdf.html", context)
    assert "0612345678" in page
    assert str(local_date(until)) in page
    assert [label for _drawing, label, ticked in acts if ticked] == [registry.act("prepare").label]
    assert [str(label) for _drawing, label, ticked in things if ticked] == ["Tous mes dossiers"]


def test_stopping_asks_first_and_a_get_stops_nothing(active, alice, benoit, outsider, sign_in):
    address = f"/fr/espace/aide/{active.public_id}/arreter/"
    for person, title in ((alice, "Arrêter l’aide de Benoît Diallo"), (benoit, "Arrêter d’aider Alice Martin")):
        assert title in sign_in(person).get(address).content.decode()
    assert sign_in(outsider).get(address).status_code == 404
    assert Mandate.objects.in_force().exists()


def test_the_clock_tells_once_and_closes(active, alice, benoit):
    Mandate.objects.update(until=timezone.now() + timedelta(days=6))
    actions.tell_ending()
    actions.tell_ending()
    assert (said("mandate_ending", alice).count(), said("mandate_ending", benoit).count()) == (1, 1)
    actions.close_expired(now=timezone.now() + timedelta(days=7))
    active.refresh_from_db()
    assert active.state == "expired"


def test_an_account_that_closes_ends_all_its_mandates(active, alice, volant):
    assert actions.end_all(user=alice, actor=volant, reason="fermeture") == 1
    assert not Mandate.objects.in_force().exists()
    assert queries.mandates_of(alice).count() == 1


def test_the_list_costs_the_same_with_one_and_three(alice, benoit, outsider, newcomer, terms, sign_in):
    counts, client = [], sign_in(alice)
    for people in ([benoit], [outsider, newcomer]):
        for person in people:
            given = actions.give(giver=alice, to=person.email, everything=["papers"], **terms)
            actions.accept(mandate=given, actor=person)
        client.get("/fr/espace/aide/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/fr/espace/aide/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_agent_sees_the_mandates_of_whom_she_serves_and_stops_one_with_a_reason(active, alice, volant, sign_in):
    client = sign_in(volant)
    page = client.get(reverse("mandates:of_person", args=[alice.public_id])).content.decode()
    assert str(active.helper) in page
    address = reverse("mandates:end_at_counter", args=[active.public_id])
    assert address in page
    assert client.post(address, {"reason": " "}).status_code == 422
    assert Mandate.objects.get(pk=active.pk).is_in_force
    assert client.post(address, {"reason": "elle-même, carte vue"}).status_code == 302
    assert not Mandate.objects.get(pk=active.pk).is_in_force
    assert Entry.objects.filter(verb="mandate.ended", actor=volant, reason="elle-même, carte vue").exists()
    assert said("mandate_ended", alice).count() == said("mandate_ended", active.helper).count() == 1


def test_what_a_stranger_wrote_is_not_carried_to_somebody_who_has_not_said_yes(alice, benoit, terms):
    """A reason holds any words: before an answer, our message would carry them under the town hall's name."""
    actions.give(giver=alice, to=benoit.email, everything=["papers"], why="https://evil.example/payer", **terms)
    message = said("mandate_asked", benoit).get()
    assert "evil" not in words(message).body
    assert "evil" not in str(message.context)
