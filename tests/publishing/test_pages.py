"""The screens: sharing, stopping, states, schemes and the simulator."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from accounts.models import Grant
from journal.models import Entry
from notifications.models import Message
from publishing import actions, circuits, shipped
from publishing.enums import EDIT, VIEW
from publishing.models import Placement, Scheme, Stop


@pytest.fixture
def statement(site):
    return site("fr", "accessibilite")


@pytest.fixture
def office(administrator, sign_in):
    return sign_in(administrator)


def at(page, rest=""):
    return f"/redaction/pages/{page.pk}/partage/{rest}"


def typed(**changes):
    until = (timezone.localtime() + timedelta(days=30)).strftime("%Y-%m-%d")
    return {"rights": [EDIT], "until": until, "reason": "Mise à jour des horaires", **changes}


def test_an_administrator_shares_a_family_and_the_partner_edits_there_alone(
    site, family, statement, partner, office, sign_in, django_capture_on_commit_callbacks
):
    assert sign_in(partner).get(f"/redaction/pages/{family.pk}/edit/").status_code == 403
    assert office.post(at(family), typed(person=partner.email)).status_code == 302
    assert Message.objects.get(kind="page_shared").recipient == partner
    room = sign_in(partner)
    assert room.get(f"/redaction/pages/{family.pk}/edit/").status_code == 200
    assert room.get(f"/redaction/pages/{family.get_children().first().pk}/edit/").status_code == 200
    assert room.get(f"/redaction/pages/{statement.pk}/edit/").status_code == 302
    listed = room.get(f"/redaction/pages/{family.pk}/").content.decode()
    assert family.title in listed
    assert room.get("/redaction/").status_code == 200
    assert at(family) not in listed
    assert room.get(at(family)).status_code == 403


def test_the_tab_says_who_has_what_and_why(site, family, partner, editor, office, share):
    child = family.get_children().first()
    share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=30))
    said = office.get(at(child)).content.decode()
    assert f"donné sur « {family.title} »" in said
    assert "partagé sur « Citoyenneté » jusqu’au" in said
    assert "rôle dans la communication" in said


def test_a_right_is_taken_back_where_it_was_given_and_the_person_is_told(family, partner, office, share):
    [given] = share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=30))
    elsewhere = family.get_children().first()
    assert office.post(at(elsewhere, f"retirer/{given.pk}/")).status_code == 404
    assert office.post(at(family, f"retirer/{given.pk}/")).status_code == 302
    assert not Grant.objects.exists()
    assert Message.objects.filter(kind="page_unshared", recipient=partner).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "un seul"),
        ({"person": "personne@example.org"}, "ne trouvons personne"),
        ({"role": "editor", "service": "communication"}, "un seul"),
        ({"role": "partner", "until": ""}, "jusqu’à quand"),
        ({"role": "editor", "rights": []}, "Ce qui devient possible"),
        ({"role": "editor", "until": "2020-01-01"}, "passée"),
        ({"role": "editor", "reason": ""}, "Pourquoi"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(family, office, changes, words):
    answer = office.post(at(family), typed(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Grant.objects.exists()


def test_stopping_says_first_who_loses_what(family, partner, editor, office, share):
    child = family.get_children().first()
    share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=30))
    said = office.get(at(child, "arreter/")).content.decode()
    assert f"<bdi>{partner}</bdi></strong> : Modifier la page" in said
    assert str(editor) in said
    assert not Stop.objects.exists()
    assert office.post(at(child, "arreter/"), {"reason": ""}).status_code == 422
    assert office.post(at(child, "arreter/"), {"reason": "Page sensible"}).status_code == 302
    assert "arrêté plus bas" in office.get(at(child)).content.decode()
    assert office.post(at(child, "retablir/")).status_code == 302
    assert [e.verb for e in Entry.objects.filter(verb__startswith="rights.")] == ["rights.stopped", "rights.restored"]


def test_only_administrators_stop_and_a_stranger_finds_nothing(family, reviewer, registrar, editor, sign_in):
    assert sign_in(reviewer).get(at(family)).status_code == 200
    assert sign_in(reviewer).get(at(family, "arreter/")).status_code == 403
    assert sign_in(registrar).get(at(family)).status_code == 404
    assert sign_in(editor).get(at(family)).status_code == 403
    assert sign_in(registrar).get("/redaction/pages/999999/partage/").status_code == 404


def test_the_tab_asks_as_many_questions_for_one_share_and_for_three(
    family, office, share, registrar, housing, lead, django_assert_num_queries, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as asked:
            office.get(at(family))
        return len(asked)

    share(family, EDIT, user=registrar)
    count()
    one = count()
    share(family, EDIT, user=housing)
    share(family, EDIT, user=lead)
    assert count() == one


def test_a_person_is_told_once_before_her_right_ends_and_old_rights_are_forgotten(family, partner, share):
    [given] = share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=3))
    actions.warn_before_end()
    actions.warn_before_end()
    assert Message.objects.filter(kind="page_share_ending").count() == 1
    assert actions.forget_past_grants() == 0
    Grant.objects.filter(pk=given.pk).update(until=timezone.now() - timedelta(days=31))
    assert actions.forget_past_grants() == 1
    assert not Grant.objects.exists()


def test_who_sees_what_speaks_of_pages_too(family, partner, office, share):
    share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=3))
    said = office.get("/agent/qui-voit/", {"objet": f"wagtailcore.page:{family.pk}"}).content.decode()
    assert str(partner) in said
    assert "droit accordé : Pour essayer" in said
    table = office.get("/agent/qui-voit/", {"objet": f"wagtailcore.page:{family.pk}", "format": "csv"})
    assert table.headers["Content-Type"].startswith("text/csv")
    assert str(partner) in table.content.decode("utf-8-sig")


def fields(definition):
    """What the browser sends of a scheme's form."""
    sent = {"name": "Cinq états", "seen": "0"}
    for prefix, rows in (("states", definition.states), ("transitions", definition.transitions)):
        sent |= {f"{prefix}-TOTAL_FORMS": len(rows) + 2, f"{prefix}-INITIAL_FORMS": len(rows) + 2}
        for n, row in enumerate(rows):
            sent |= {f"{prefix}-{n}-{k}": list(v) if isinstance(v, tuple) else v for k, v in vars(row).items() if v}
        for n in (1, 2):
            sent[f"{prefix}-{len(rows) + n - 1}-code"] = f"{prefix[0].replace('s', 'e')}{n}"
    return sent


def test_an_administrator_makes_a_scheme_places_it_and_takes_it_away(office, statement):
    shipped_one = shipped.first_definition()
    assert "Brouillon" in office.get("/redaction/circuits/nouveau/").content.decode()
    answer = office.post("/redaction/circuits/nouveau/", fields(shipped_one))
    assert answer.status_code == 302, answer.content.decode()
    scheme = Scheme.objects.get()
    assert scheme.current.said == shipped_one
    here = f"/redaction/circuits/{scheme.pk}/"
    said = office.get(here + "appliquer/", {"page": "/fr/accessibilite/"}).content.decode()
    assert "1 page est concernée" in said
    assert not Placement.objects.exists()
    assert office.get(here + "appliquer/", {"page": "/fr/rien/"}).status_code == 422
    assert office.post(here + "appliquer/", {"page": statement.pk, "kind": ""}).status_code == 302
    assert office.post(here + "appliquer/", {"page": statement.pk, "kind": ""}).status_code == 422
    assert statement.title in office.get(here).content.decode()
    assert "En ligne" in office.get(f"/redaction/pages/{statement.pk}/etat/").content.decode()
    edit = office.get(f"/redaction/pages/{statement.pk}/edit/").content.decode()
    assert "État : En ligne" in edit
    assert f"/redaction/pages/{statement.pk}/etat/archive/" in edit
    assert office.post(f"{here}retirer/{Placement.objects.get().pk}/").status_code == 302
    assert not Placement.objects.exists()


def test_a_scheme_is_changed_by_its_form_once_and_a_second_reader_is_told(office, administrator):
    scheme = circuits.make(name="Cinq états", definition=shipped.first_definition(), actor=administrator)
    here = f"/redaction/circuits/{scheme.pk}/changer/"
    sent = fields(scheme.current.said) | {"seen": "1", "states-5-name": "Chez le traducteur"}
    refused = office.post(here, sent)
    assert refused.status_code == 422
    assert "Aucune étape ne mène à « Chez le traducteur »" in refused.content.decode()
    sent |= {
        "transitions-6-name": "Traduire",
        "transitions-6-sources": ["draft"],
        "transitions-6-target": "e1",
        "transitions-6-who": ["editors"],
    }
    assert office.post(here, sent).status_code == 302
    assert scheme.current.number == 2
    assert scheme.current.said.state("e1").name == "Chez le traducteur"
    assert "Chez le traducteur" not in office.get(f"/redaction/circuits/{scheme.pk}/?version=1").content.decode()
    assert office.post(here, sent).status_code == 409


def test_a_page_moves_by_its_screen(office, statement, administrator, reviewer, editor, sign_in):
    scheme = circuits.make(name="Cinq états", definition=shipped.first_definition(), actor=administrator)
    circuits.place(scheme=scheme, page=statement, kind=None, actor=administrator)
    door = f"/redaction/pages/{statement.pk}/etat/"
    assert "Mettre en ligne" not in sign_in(editor).get(door).content.decode()
    assert sign_in(editor).post(door + "archive/", {"seen": "online", "comment": "x"}).status_code == 422
    assert sign_in(reviewer).post(door + "archive/", {"seen": "online", "comment": ""}).status_code == 422
    assert sign_in(reviewer).post(door + "archive/", {"seen": "online", "comment": "Trop vieux"}).status_code == 302
    assert sign_in(reviewer).post(door + "archive/", {"seen": "online", "comment": "Encore"}).status_code == 409
    assert "Trop vieux" in sign_in(reviewer).get(door).content.decode()


def test_the_simulator_answers_for_a_person_or_a_role(office, statement, administrator, editor):
    scheme = circuits.make(name="Cinq états", definition=shipped.first_definition(), actor=administrator)
    circuits.place(scheme=scheme, page=statement, kind=None, actor=administrator)
    here = "/redaction/circuits/essai/"
    assert office.get(here, {"page": statement.pk}).status_code == 200
    said = office.get(here, {"person": editor.email, "role": "", "page": statement.pk}).content.decode()
    assert "Envoyer en relecture → En relecture : oui" in said
    assert "état « Brouillon »" in said
    said = office.get(
        here, {"role": "service_agent", "page": "/fr/mentions-legales/", "scheme": scheme.pk}
    ).content.decode()
    assert "Ne voit pas la page." in said
    assert "Lit la page." in said
    assert office.get(here, {"person": "", "role": "", "page": "rien"}).status_code == 422


def test_a_page_shared_for_reading_is_read_by_the_one_it_is_shared_with(family, registrar, housing, share, sign_in):
    family.unpublish()
    share(family, VIEW, user=registrar)
    address = f"/agent/pages/{family.pk}/"
    assert family.title in sign_in(registrar).get(address).content.decode()
    assert family.title in sign_in(registrar).get("/agent/pages/").content.decode()
    assert sign_in(housing).get(address).status_code == 404


def test_who_sees_what_speaks_of_bookings_and_takes_a_page_by_its_address(site, family, editor, office, alice):
    from coworking.actions import Wanted, insert
    from coworking.enums import ResourceKind
    from coworking.models import Resource

    room = Resource.objects.create(name="Salle des mariages", kind=ResourceKind.values[0])
    starts = timezone.now() + timedelta(days=2)
    (booking,) = insert(Wanted(room, starts, starts + timedelta(hours=1)), alice, "Répétition")
    said = office.get("/agent/qui-voit/", {"objet": f"coworking.booking:{booking.public_id}"}).content.decode()
    assert str(alice) in said
    assert "titulaire de la réservation" in said
    assert str(editor) in office.get("/agent/qui-voit/", {"objet": "/fr/services/"}).content.decode()


def copy_with_what_is_below(client, page):
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": page.get_parent().pk, "copy_subpages": "on"}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def test_a_copy_takes_nothing_out_of_a_stop(site, editor, administrator, sign_in):
    page = site("fr", "accessibilite")
    below = page.add_child(instance=type(page)(title="Réservée", slug="reservee", locale=page.locale, live=False))
    below.save_revision()
    actions.stop(page=below, actor=administrator, reason="Pour essayer")
    answer = copy_with_what_is_below(sign_in(editor), page)
    assert answer.status_code == 302
    assert not Page.objects.filter(slug="copie").exists()
    copy_with_what_is_below(sign_in(administrator), page)
    assert Page.objects.filter(slug="copie").exists()


def test_a_copy_opens_no_page_that_is_closed_to_visitors(site, administrator, sign_in):
    page = site("fr", "accessibilite")
    below = page.add_child(instance=type(page)(title="Fermée", slug="fermee", locale=page.locale))
    PageViewRestriction.objects.create(page=below, restriction_type="login")
    copy_with_what_is_below(sign_in(administrator), page)
    assert not Page.objects.filter(slug="copie").exists()
