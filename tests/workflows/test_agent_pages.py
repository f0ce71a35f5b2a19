"""What agents see and do at their counter."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.models import Act, Case
from cases.queries import pieces_of
from cases.requirements import requirement_of
from tests.vault.papers import pdf_of
from vault.models import Document
from workflows import actions
from workflows.models import WorkItem
from workflows.views.tasks import known_verdict

from .conftest import check, day_has_come, node_of, task_of


def verdicts(case, verdict="ok", but=None):
    """The completeness form filled in; ``but`` is ``{piece pk: (verdict, remark)}``."""
    data = {"message": ""}
    for piece in pieces_of(Case.objects.get(pk=case.pk)):
        word, remark = (but or {}).get(piece.pk, (verdict, ""))
        data[f"piece-{piece.pk}-verdict"] = word
        data[f"piece-{piece.pk}-remark"] = remark
        data[f"piece-{piece.pk}-version"] = piece.version_id or ""
    return data


def page(client, name, *args):
    return client.get(reverse(f"workflows:{name}", args=args))


def test_the_inbox_shows_the_counter_what_waits_there(sent, volant, sign_in):
    answer = page(sign_in(volant), "inbox")
    assert sent.number in answer.content.decode()
    assert "Vérifier que le dossier est complet" in answer.content.decode()


def test_the_inbox_of_another_service_is_empty(sent, housing, sign_in):
    assert sent.number not in page(sign_in(housing), "inbox").content.decode()


def test_a_search_without_accents_finds_a_name(sent, volant, sign_in):
    answer = sign_in(volant).get(reverse("workflows:inbox"), {"q": "BENOIT"})
    assert sent.number in answer.content.decode()


@pytest.mark.parametrize("text", ["\x00", "%", "_", "'; --", "𓂀", "\u202e", "a" * 5000])
def test_a_hostile_search_finds_nothing_and_breaks_nothing(sent, volant, sign_in, text):
    assert sign_in(volant).get(reverse("workflows:inbox"), {"q": text, "apres": text, "boite": text}).status_code == 200


def test_the_inbox_costs_the_same_whatever_its_length(
    sent, volant, sign_in, django_assert_max_num_queries, django_db_blocker
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(volant)
    page(client, "inbox")
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(client, "inbox")
    item = WorkItem.objects.get(case=sent)
    for _copy in range(2):
        task = item.task
        task.pk = None
        task.save()
        WorkItem.objects.create(
            task=task, case=sent, node=item.node, service=item.service, lane=item.lane, deadline=item.deadline
        )
    with CaptureQueriesContext(connection) as three:
        page(client, "inbox")
    assert len(one) == len(three)
    assert len(one) <= 16  # each room that has something waiting asks for it in one


def test_a_task_is_taken_then_done(sent, volant, sign_in):
    client = sign_in(volant)
    task = task_of(sent)
    assert client.post(reverse("workflows:claim", args=[task.pk])).status_code == 302
    answer = client.post(reverse("workflows:task", args=[task.pk]), verdicts(sent))
    assert answer.status_code == 302
    sent.refresh_from_db()
    assert sent.completed_by == volant
    assert node_of(sent) == "examine"


def test_a_task_nobody_took_is_not_done(sent, volant, sign_in):
    task = task_of(sent)
    answer = sign_in(volant).post(reverse("workflows:task", args=[task.pk]), verdicts(sent))
    assert answer.status_code == 403
    assert node_of(sent) == "check_completeness"


def test_a_missing_verdict_keeps_what_was_typed(sent, volant, sign_in):
    client = sign_in(volant)
    task = task_of(sent)
    client.post(reverse("workflows:claim", args=[task.pk]))
    first, *others = pieces_of(sent)
    data = verdicts(sent, but={first.pk: ("other", "")})
    data[f"piece-{others[0].pk}-remark"] = "reprendre la page deux"
    answer = client.post(reverse("workflows:task", args=[task.pk]), data)
    assert answer.status_code == 200
    assert "reprendre la page deux" in answer.content.decode()
    assert "Dites aux usagers ce qu’il faut revoir." in answer.content.decode()


def test_a_bad_piece_sends_the_file_back(sent, volant, sign_in):
    client = sign_in(volant)
    task = task_of(sent)
    client.post(reverse("workflows:claim", args=[task.pk]))
    first = pieces_of(sent)[0]
    client.post(reverse("workflows:task", args=[task.pk]), verdicts(sent, but={first.pk: ("unreadable", "")}))
    first.refresh_from_db()
    assert first.state == "returned"
    assert "illisible" in first.remark
    assert node_of(sent) == "complete_file"


def test_who_comes_second_is_told_who_was_first(sent, volant, registrar, sign_in):
    task = task_of(sent)
    actions.claim(task=task, actor=volant)
    answer = sign_in(registrar).post(reverse("workflows:claim", args=[task.pk]))
    assert answer.status_code == 409
    assert "Viviane" in answer.content.decode()


def test_a_task_already_done_says_so(sent, volant, registrar, sign_in):
    task = task_of(sent)
    check(sent, volant)
    client = sign_in(registrar)
    for answer in (page(client, "task", task.pk), client.post(reverse("workflows:task", args=[task.pk]), {})):
        assert answer.status_code == 409
        assert "Viviane" in answer.content.decode()


def test_a_stranger_service_does_not_see_the_task(sent, housing, sign_in):
    task = task_of(sent)
    client = sign_in(housing)
    assert page(client, "task", task.pk).status_code == 404
    assert page(client, "agent_case", sent.public_id).status_code == 404
    assert client.post(reverse("workflows:claim", args=[task.pk])).status_code == 404


def test_the_lead_hands_a_task_to_a_colleague(sent, volant, registrar, lead, sign_in):
    check(sent, volant)
    task = task_of(sent)
    answer = sign_in(lead).post(reverse("workflows:reassign", args=[task.pk]), {"to": registrar.pk})
    assert answer.status_code == 302
    assert WorkItem.objects.get(task=task).owner == registrar


def test_a_task_goes_to_nobody_outside_its_lane(sent, volant, lead, housing, sign_in):
    check(sent, volant)
    task = task_of(sent)
    sign_in(lead).post(reverse("workflows:reassign", args=[task.pk]), {"to": housing.pk})
    assert WorkItem.objects.get(task=task).owner is None


def test_the_whole_case_is_on_one_screen(sent, registrar, sign_in):
    text = page(sign_in(registrar), "agent_case", sent.public_id).content.decode()
    for expected in (sent.number, "Alice Martin", "Benoît Diallo", "Fiche de liaison", "papier.pdf"):
        assert expected in text


def test_a_note_between_agents_stays_between_agents(sent, registrar, alice, sign_in):
    sign_in(registrar).post(reverse("workflows:note", args=[sent.public_id]), {"text": "voir la page deux"})
    assert Act.objects.filter(case=sent, kind="note", text="voir la page deux").exists()
    assert "voir la page deux" not in page(sign_in(alice), "case", sent.public_id).content.decode()


def test_an_empty_note_changes_nothing(sent, registrar, sign_in):
    before = Act.objects.count()
    sign_in(registrar).post(reverse("workflows:note", args=[sent.public_id]), {"text": "  "})
    assert Act.objects.count() == before


def test_the_booklet_is_adapted_for_this_couple(sent, registrar, alice, sign_in):
    data = {
        "change": "added",
        "milestone": "examination",
        "title": "Passer voir le traducteur",
        "text": "Avec vos papiers.",
    }
    sign_in(registrar).post(reverse("workflows:adjust", args=[sent.public_id]), data)
    assert "Passer voir le traducteur" in page(sign_in(alice), "booklet", sent.public_id).content.decode()


def test_a_bad_adaptation_keeps_what_was_typed(sent, registrar, sign_in):
    data = {"change": "added", "milestone": "examination", "title": "", "text": "Avec vos papiers."}
    answer = sign_in(registrar).post(reverse("workflows:adjust", args=[sent.public_id]), data)
    assert answer.status_code == 422
    assert "Avec vos papiers." in answer.content.decode()


def test_cancelling_asks_why(sent, registrar, sign_in):
    client = sign_in(registrar)
    address = reverse("workflows:cancel", args=[sent.public_id])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "open"
    client.post(address, {"reason": "Le couple a déménagé."})
    sent.refresh_from_db()
    assert (sent.state, sent.closing_reason) == ("cancelled", "Le couple a déménagé.")


def test_the_officiant_notes_what_happened(confirmed, officiant, sign_in):
    day_has_come(confirmed)
    client = sign_in(officiant)
    task = task_of(confirmed)
    client.post(reverse("workflows:task", args=[task.pk]), {"outcome": "no_show", "reason": ""})
    assert node_of(confirmed) == "plan_ceremony"


def test_the_counter_helps_a_couple_to_choose_a_date(to_plan, volant, sign_in):
    client = sign_in(volant)
    address = reverse("workflows:task", args=[task_of(to_plan).pk])
    text = client.get(address).content.decode()
    place = text.split('name="place" value="')[1].split('"')[0]
    assert client.post(address, {"place": place}).status_code == 302
    assert node_of(to_plan) == "reconfirm"


def test_a_pacs_offers_no_hearing():
    from workflows.flows import REGISTRY
    from workflows.forms import ExamineForm

    def offered(flow):
        form = ExamineForm(outcomes=REGISTRY[flow].instance.node("examine").outcomes)
        return {code for code, _label in form.fields["outcome"].choices}

    assert offered("pacs") == {"authentic", "refused"}
    assert offered("marriage") == {"authentic", "hearing", "refused"}


def test_the_lead_puts_a_case_back_on_its_way(sent, volant, lead, registrar, sign_in):
    check(sent, volant)
    address = reverse("workflows:move", args=[sent.public_id])
    assert sign_in(registrar).get(address).status_code == 403
    client = sign_in(lead)
    assert client.get(address).status_code == 200
    client.post(address, {"node": "check_completeness", "reason": "Une pièce est arrivée après."})
    assert node_of(sent) == "check_completeness"


def test_who_celebrated_comes_back_to_a_page_they_may_see(confirmed, officiant, sign_in):
    day_has_come(confirmed)
    client = sign_in(officiant)
    address = reverse("workflows:task", args=[task_of(confirmed).pk])
    answer = client.post(address, {"outcome": "held", "reason": ""}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("workflows:inbox")
    assert "C’est fait. Merci." in answer.content.decode()


def test_the_inbox_is_narrowed_to_a_step_and_a_procedure(sent, volant, sign_in):
    client, inbox = sign_in(volant), reverse("workflows:inbox")
    assert sent.number in client.get(inbox, {"etape": "check_completeness", "demarche": "marriage"}).content.decode()
    assert sent.number not in client.get(inbox, {"etape": "examine"}).content.decode()
    assert sent.number not in client.get(inbox, {"demarche": "pacs"}).content.decode()


def test_a_filter_that_does_not_exist_hides_nothing(sent, volant, sign_in):
    answer = sign_in(volant).get(reverse("workflows:inbox"), {"etape": "'; --", "demarche": "\x00"})
    assert sent.number in answer.content.decode()


def test_the_way_back_leads_to_the_inbox_as_it_was_left(sent, volant, sign_in):
    client = sign_in(volant)
    client.get(reverse("workflows:inbox"), {"boite": "residents", "q": "benoit"})
    assert "?boite=residents&amp;q=benoit" in page(client, "task", task_of(sent).pk).content.decode()


def test_a_note_too_long_comes_back_with_its_words(sent, volant, sign_in):
    words = "longtemps " * 300
    answer = sign_in(volant).post(reverse("workflows:note", args=[sent.public_id]), {"text": words})
    assert answer.status_code == 422
    assert "longtemps longtemps" in answer.content.decode()


def test_a_paper_seen_complete_is_not_judged_twice(sent, volant, alice, sign_in):
    first, *others = pieces_of(sent)
    check(sent, volant, bad={first.pk: "reprenez la photo"})
    first.refresh_from_db()
    client = sign_in(volant)
    case_page = page(client, "agent_case", sent.public_id).content.decode()
    assert "reprenez la photo" in case_page
    assert known_verdict(first) is None
    others[0].refresh_from_db()
    assert known_verdict(others[0]) == "ok"


def test_the_registrar_examines_with_the_papers_on_the_same_page(sent, volant, registrar, sign_in):
    check(sent, volant)
    actions.claim(task=task_of(sent), actor=registrar)
    answer = page(sign_in(registrar), "task", task_of(sent).pk).content.decode()
    assert all(reverse("workflows:agent_piece", args=[sent.public_id, p.public_id]) in answer for p in pieces_of(sent))


def test_an_official_who_has_not_chosen_sees_the_ceremonies_to_celebrate(confirmed, officiant, sign_in):
    assert confirmed.number in page(sign_in(officiant), "inbox").content.decode()


def test_an_added_step_is_ticked_once_done(sent, registrar, sign_in):
    client = sign_in(registrar)
    data = {"change": "added", "milestone": "examination", "title": "Voir le traducteur", "text": "Avec vos papiers."}
    client.post(reverse("workflows:adjust", args=[sent.public_id]), data)
    step = sent.adjustments.get()
    assert "C’est fait" in page(client, "agent_case", sent.public_id).content.decode()
    client.post(reverse("workflows:finish_step", args=[sent.public_id, step.pk]))
    step.refresh_from_db()
    assert step.done_at


def test_a_site_sentence_on_a_paper_is_read_in_the_reader_s_language(sent, volant, alice, sign_in):
    from django.utils import translation

    client = sign_in(volant)
    task = task_of(sent)
    client.post(reverse("workflows:claim", args=[task.pk]))
    first = pieces_of(sent)[0]
    with translation.override("ar"):
        client.post(reverse("workflows:task", args=[task.pk]), verdicts(sent, but={first.pk: ("unreadable", "")}))
    first.refresh_from_db()
    assert first.remark.startswith("Ce document est illisible")
    with translation.override("en"):
        assert first.remark_said != first.remark


def test_a_certificate_is_revoked_by_the_lead_only(confirmed, officiant, registrar, lead, sign_in):
    day_has_come(confirmed)
    client = sign_in(officiant)
    client.post(reverse("workflows:task", args=[task_of(confirmed).pk]), {"outcome": "held", "reason": ""})
    address = reverse("workflows:revoke_certificate", args=[confirmed.public_id])
    assert sign_in(registrar).get(address).status_code == 403
    sign_in(lead).post(address, {"reason": "Erreur de nom."})
    confirmed.refresh_from_db()
    assert confirmed.certificate.revoked_reason == "Erreur de nom."


def taken(case, agent, client):
    """The address of the case's task, in the agent's hands."""
    address = reverse("workflows:task", args=[task_of(case).pk])
    client.post(reverse("workflows:claim", args=[task_of(case).pk]))
    return address


def test_a_refusal_is_read_again_before_it_closes_the_case(sent, volant, registrar, alice, sign_in):
    check(sent, volant)
    client = sign_in(registrar)
    address, said = taken(sent, registrar, client), {"outcome": "refused", "note": "Un des deux est mineur."}

    asked = client.post(address, said).content.decode()
    assert "Refuser ce dossier ?" in asked
    assert "Un des deux est mineur." in asked
    again = client.post(address, {**said, "sure": "no"}).content.decode()
    assert 'name="note"' in again
    assert "Un des deux est mineur." in again
    assert "Refuser ce dossier ?" not in again
    assert node_of(sent) == "examine"

    assert client.post(address, {**said, "sure": "yes"}).status_code == 302
    sent.refresh_from_db()
    assert sent.closing_reason == "Un des deux est mineur."
    for reader, name in ((registrar, "agent_case"), (alice, "case")):
        text = page(sign_in(reader), name, sent.public_id).content.decode()
        assert "Refusé après examen" in text
        assert "Annulé par la mairie" not in text


def test_an_unfavourable_hearing_is_read_again_too_and_nothing_else_is(sent, volant, registrar, sign_in):
    check(sent, volant)
    client = sign_in(registrar)
    address = taken(sent, registrar, client)
    assert client.post(address, {"outcome": "hearing", "note": "Pour vous entendre."}).status_code == 302
    address, said = taken(sent, registrar, client), {"outcome": "unfavourable", "note": "Pas d’accord libre."}
    assert "Refuser ce dossier ?" in client.post(address, said).content.decode()
    assert node_of(sent) == "hearing"
    client.post(address, {**said, "sure": "yes"})
    sent.refresh_from_db()
    assert sent.closed_at is not None


def test_a_case_closed_on_its_way_is_called_cancelled(sent, registrar, sign_in):
    actions.cancel(case=sent, actor=registrar, reason="Le couple a déménagé.")
    assert "Annulé par la mairie" in page(sign_in(registrar), "agent_case", sent.public_id).content.decode()


def test_the_counter_finds_each_piece_to_redo_with_its_way_in_and_comes_back(sent, volant, sign_in):
    piece, kept = pieces_of(sent)[0], pieces_of(sent)[1]
    check(sent, volant, bad={piece.pk: "On ne lit pas la date."})
    client, task = sign_in(volant), task_of(sent)
    address = reverse("workflows:task", args=[task.pk])
    way = f"{reverse('workflows:deposit', args=[sent.public_id, piece.public_id])}?tache={task.pk}"

    text = client.get(address).content.decode()
    assert "On ne lit pas la date." in text
    assert way in text
    assert reverse("workflows:deposit", args=[sent.public_id, kept.public_id]) not in text
    assert "Valider" not in text

    assert f'href="{address}"' in client.get(way).content.decode()
    wrong = client.post(way, {"document_type": requirement_of(piece).document_type})
    assert wrong.status_code == 422
    kind = requirement_of(piece).document_type
    file = SimpleUploadedFile("papier.pdf", pdf_of(), content_type="application/pdf")
    issued = timezone.localdate().isoformat()
    answer = client.post(way, {"uploaded_file": file, "document_type": kind, "agreed": "on", "issued_on": issued})
    assert answer.url == address
    text = client.get(address).content.decode()
    assert "Toutes les pièces sont là" in text
    assert client.post(address).status_code == 302
    assert node_of(sent) == "check_completeness"


def test_a_task_of_elsewhere_named_in_the_address_leads_back_to_the_case(sent, volant, sign_in):
    piece = pieces_of(sent)[0]
    there = reverse("workflows:deposit", args=[sent.public_id, piece.public_id])
    back = reverse("workflows:agent_case", args=[sent.public_id])
    for word in ("", "1", "x", "https://example.org/", "\x00"):
        assert f'href="{back}"' in sign_in(volant).get(there, {"tache": word}).content.decode()


def test_an_incomplete_check_sums_up_what_is_missing_with_a_way_to_each(sent, volant, sign_in):
    client = sign_in(volant)
    address = taken(sent, volant, client)
    first, second, *_others = pieces_of(sent)
    data = verdicts(sent, but={first.pk: ("other", "")})
    del data[f"piece-{second.pk}-verdict"]
    text = client.post(address, data).content.decode()
    assert "Encore 2 choses à reprendre" in text
    assert f'href="#id_piece-{first.pk}-remark"' in text
    assert f'href="#id_piece-{second.pk}-verdict_0"' in text
    assert "Champ requis" not in text

    data = {**verdicts(sent), f"piece-{first.pk}-version": "0"}
    text = client.post(address, data).content.decode()
    assert f'href="#piece-{first.pk}"' in text
    assert "ce papier vient d’être remplacé" in text


def test_a_case_found_by_a_search_is_not_followed_by_nothing_here(sent, volant, registrar, sign_in):
    check(sent, volant)
    text = sign_in(registrar).get(reverse("workflows:inbox"), {"q": sent.number, "boite": "late"}).content.decode()
    assert "Dossiers trouvés" in text
    assert "Rien ici pour l’instant" not in text
    nothing = sign_in(registrar).get(reverse("workflows:inbox"), {"q": "zzz", "boite": "late"}).content.decode()
    assert "Rien ici pour l’instant" in nothing


def test_papers_are_named_for_the_agent_those_of_the_couple_last_with_their_age_in_days(sent, volant, sign_in):
    Document.objects.update(issued_on=timezone.localdate() - timedelta(days=20))
    client = sign_in(volant)
    text = client.get(taken(sent, volant, client)).content.decode()
    assert "il y a 20 jours" in text
    assert "Votre pièce d’identité" not in text
    assert text.index("Pièce d’identité") < text.index("La pièce d’identité du premier témoin")
    Document.objects.update(issued_on=timezone.localdate() - timedelta(days=800))
    assert "il y a 2 ans" in client.get(reverse("workflows:task", args=[task_of(sent).pk])).content.decode()


def test_a_card_and_a_telephone_are_read_in_groups(sent, volant, alice, sign_in):
    type(alice).objects.filter(pk=alice.pk).update(username="7206051323", phone="+33612345678")
    text = page(sign_in(volant), "agent_case", sent.public_id).content.decode()
    assert "7206 051 323" in text
    assert ">06 12 34 56 78<" in text
