"""What residents see and do in their space."""

from django.core.management import call_command  # noqa: F401
from django.urls import reverse
from django.utils import timezone

from cases.enums import CaseState
from cases.models import Case
from cases.queries import pieces_of
from mandates import actions as mandates
from mandates.models import Mandate, Refusal
from privacy.actions import erasures
from workflows import actions

from .conftest import check, node_of, task_of


def page(client, name, *args):
    return client.get(reverse(f"workflows:{name}", args=args))


def words(client, name, *args):
    return page(client, name, *args).content.decode()


def test_the_space_says_what_to_do_next(ready, alice, sign_in):
    text = words(sign_in(alice), "space")
    assert "Tout est prêt : envoyez le dossier à la mairie." in text
    assert ready.number in text


def test_the_space_sends_a_ready_file_by_its_own_button(ready, alice, sign_in):
    """A link would open an address that only takes what is sent."""
    assert f'<form method="post" action="{reverse("workflows:submit", args=[ready.public_id])}"' in words(
        sign_in(alice), "space"
    )


def test_who_is_asked_to_help_finds_it_first_in_the_space(asked, alice, benoit, sign_in):
    theirs, hers = sign_in(benoit), words(sign_in(alice), "space")
    text = words(theirs, "space")
    assert "Quelqu’un vous demande de l’aider" in text
    assert "Rien à faire de votre côté" not in text
    assert "Quelqu’un vous demande" not in hers
    mandates.decline(mandate=asked, actor=benoit)
    assert "Rien à faire de votre côté" in words(theirs, "space")


def test_a_request_that_ran_out_or_comes_from_somebody_refused_no_longer_waits(asked, alice, benoit, sign_in):
    client = sign_in(benoit)
    Mandate.objects.update(answer_before=timezone.now())
    assert "Quelqu’un vous demande" not in words(client, "space")
    Mandate.objects.update(answer_before=None)
    assert "Quelqu’un vous demande" in words(client, "space")
    Refusal.objects.create(person=benoit, helper=alice)
    assert "Quelqu’un vous demande" not in words(client, "space")


def test_an_erasure_to_come_is_told_in_the_space_as_long_as_it_can_be_stopped(alice, sign_in):
    client = sign_in(alice)
    planned = erasures.plan(person=alice, actor=alice)
    text = words(client, "space")
    assert "Votre compte sera effacé" in text
    assert reverse("privacy:erase") in text
    erasures.cancel(erasure=planned, actor=alice)
    assert "Votre compte sera effacé" not in words(client, "space")


def test_an_empty_space_shows_the_way(outsider, sign_in):
    assert reverse("cases:procedures") in words(sign_in(outsider), "space")


def test_a_first_question_comes_first(draft, alice, sign_in):
    assert reverse("cases:questions", args=[draft.public_id]) in words(sign_in(alice), "case", draft.public_id)


def test_the_file_is_sent_once(ready, alice, benoit, sign_in):
    address = reverse("workflows:submit", args=[ready.public_id])
    assert sign_in(alice).post(address).status_code == 302
    assert sign_in(benoit).post(address).status_code == 409
    ready.refresh_from_db()
    assert ready.state == CaseState.OPEN


def test_a_file_that_is_not_ready_stays(couple, alice, sign_in):
    client = sign_in(alice)
    client.post(reverse("workflows:submit", args=[couple.public_id]))
    assert "doit encore donner son accord" in words(client, "case", couple.public_id)
    assert Case.objects.get(pk=couple.pk).state == CaseState.DRAFT


def test_somebody_else_s_case_does_not_exist(sent, outsider, sign_in):
    client = sign_in(outsider)
    for name in ("case", "booklet", "booklet_pdf", "withdraw"):
        assert page(client, name, sent.public_id).status_code == 404
    assert client.post(reverse("workflows:annotate", args=[sent.public_id]), {"text": "x"}).status_code == 404


def test_a_spouse_does_not_read_the_other_s_papers(sent, alice, benoit, sign_in):
    theirs = next(piece for piece in pieces_of(sent) if piece.party and piece.party.user == benoit)
    text = words(sign_in(alice), "booklet", sent.public_id)
    assert str(theirs.public_id) not in text
    assert "papiers fournis sur" in text


def test_an_agent_s_address_does_not_exist_for_residents(sent, alice, sign_in):
    client = sign_in(alice)
    assert page(client, "inbox").status_code == 404
    assert page(client, "agent_case", sent.public_id).status_code == 404


def test_the_returned_papers_are_named_and_the_file_waits_for_them(sent, volant, alice, sign_in):
    own = next(piece for piece in pieces_of(sent) if piece.party and piece.party.user == alice)
    check(sent, volant, bad={own.pk: "La photo est coupée en bas."})
    client = sign_in(alice)
    text = words(client, "resident_task", sent.public_id, task_of(sent).pk)
    assert "La photo est coupée en bas." in text
    assert "Renvoyer le dossier" not in text


def test_a_date_is_chosen_then_reconfirmed_by_both(to_plan, alice, benoit, sign_in):
    client = sign_in(alice)
    address = reverse("workflows:resident_task", args=[to_plan.public_id, task_of(to_plan).pk])
    place = client.get(address).content.decode().split('name="place" value="')[1].split('"')[0]
    assert client.post(address, {"place": place}).status_code == 302
    assert node_of(to_plan) == "reconfirm"
    address = reverse("workflows:resident_task", args=[to_plan.public_id, task_of(to_plan).pk])
    client.post(address)
    assert "Nous attendons l’autre personne" in client.get(address).content.decode()
    sign_in(benoit).post(address)
    assert node_of(to_plan) == "celebrate"


def test_a_place_taken_meanwhile_is_told_and_others_are_offered(to_plan, alice, sign_in, hall, outsider):
    from datetime import datetime, timedelta

    from coworking import actions as coworking

    client = sign_in(alice)
    address = reverse("workflows:resident_task", args=[to_plan.public_id, task_of(to_plan).pk])
    place = client.get(address).content.decode().split('name="place" value="')[1].split('"')[0]
    starts = datetime.fromisoformat(place.split("|")[0])
    coworking.book(
        slots=[(hall["officiant"], starts, starts + timedelta(minutes=30))],
        holder=outsider,
        purpose="x",
        actor=outsider,
    )
    answer = client.post(address, {"place": place})
    assert answer.status_code == 200
    assert node_of(to_plan) == "plan_ceremony"


def test_a_date_that_no_longer_suits_is_given_back(planned, alice, sign_in):
    address = reverse("workflows:decline", args=[planned.public_id, task_of(planned).pk])
    client = sign_in(alice)
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 302
    assert node_of(planned) == "plan_ceremony"


def test_a_word_for_the_agents_is_on_the_sheet(sent, alice, sign_in):
    client = sign_in(alice)
    client.post(reverse("workflows:annotate", args=[sent.public_id]), {"text": "Nous avons déménagé <b>hier</b>"})
    assert "Nous avons déménagé &lt;b&gt;hier&lt;/b&gt;" in words(client, "case", sent.public_id)


def test_giving_up_asks_first(sent, alice, sign_in):
    client = sign_in(alice)
    assert page(client, "withdraw", sent.public_id).status_code == 200
    client.post(reverse("workflows:withdraw", args=[sent.public_id]), {"reason": ""})
    sent.refresh_from_db()
    assert sent.state == CaseState.WITHDRAWN


def test_a_step_already_done_is_told_kindly(to_plan, alice, hall, sign_in):
    from .conftest import moment

    task = task_of(to_plan)
    actions.plan_ceremony(task=task, actor=alice, starts_at=moment(40), **hall)
    assert page(sign_in(alice), "resident_task", to_plan.public_id, task.pk).status_code == 409


def test_the_booklet_prints_on_a5(sent, alice, sign_in):
    import io

    import pikepdf

    answer = page(sign_in(alice), "booklet_pdf", sent.public_id)
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as book:
        width, height = (float(side) for side in book.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (420, 595)


def test_the_banns_are_read_by_everybody(to_plan, client):
    from cases.models import Banns

    Banns.objects.filter(case=to_plan).update(closed_at=None, until="2100-01-01T00:00Z")
    assert "Projet de mariage entre" in words(client, "banns")
