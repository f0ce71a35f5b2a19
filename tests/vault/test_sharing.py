"""Nobody opens a paper without its owner's word, and no longer than she said."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from journal.models import Entry
from vault import actions, demo, readings, sharing
from vault.enums import ScanState
from vault.forms import ShareForm
from vault.models import Share

from .papers import pdf_of, store


@pytest.fixture
def document(alice, types):
    document = store(alice, types, pdf_of(text=b"passport"))
    document.versions.update(scan_state=ScanState.SAFE)
    return document


@pytest.fixture
def shared(document, alice, services):
    return sharing.share(
        document=document,
        actor=alice,
        service=services["antenne-logement"],
        purpose="Ma demande de logement",
        until=timezone.now() + timedelta(days=2),
    )


def version_of(document):
    return document.versions.select_related("document__owner").get()


def test_the_service_reads_it_and_the_owner_sees_who_and_why(shared, document, housing, alice):
    assert actions.read(version=version_of(document), reader=housing, reason="Ma demande de logement").size
    line = readings.lines_about(alice)[0]
    assert line.is_reading
    assert "Hugo" in line.sentence
    assert line.reason == "Ma demande de logement"


def test_another_service_does_not(shared, document, registrar):
    with pytest.raises(PermissionDenied):
        actions.read(version=version_of(document), reader=registrar, reason="")


def test_it_ends_the_second_it_was_said_to(shared, document, housing):
    Share.objects.update(until=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.read(version=version_of(document), reader=housing, reason="")


def test_it_ends_when_the_owner_says_so_and_may_begin_again(shared, document, alice, housing, services):
    sharing.revoke(share=shared, actor=alice)
    sharing.revoke(share=shared, actor=alice)
    assert Entry.objects.filter(verb="document.unshared").count() == 1
    with pytest.raises(PermissionDenied):
        actions.read(version=version_of(document), reader=housing, reason="")
    later = timezone.now() + timedelta(days=1)
    service = services["antenne-logement"]
    again = sharing.share(document=document, actor=alice, service=service, purpose="Encore", until=later)
    assert again.pk != shared.pk


@pytest.mark.parametrize("days", [-1, 400])
def test_an_end_is_to_come_and_within_a_year(document, alice, services, days):
    until = timezone.now() + timedelta(days=days)
    with pytest.raises(ValidationError) as refusal:
        sharing.share(document=document, actor=alice, service=services["accueil"], purpose="x", until=until)
    assert "until" in refusal.value.message_dict


def test_only_the_owner_shares(document, outsider, services):
    until = timezone.now() + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        sharing.share(document=document, actor=outsider, service=services["accueil"], purpose="x", until=until)


def test_a_document_that_left_the_vault_is_shown_to_nobody(shared, document, alice, housing):
    actions.delete(document=document, actor=alice)
    assert list(sharing.shares_with(housing)) == []
    with pytest.raises(PermissionDenied):
        actions.read(version=version_of(document), reader=housing, reason="")


def test_from_the_form_to_the_service_s_list_and_back(document, alice, housing, services, sign_in):
    page, mine = sign_in(alice), reverse("vault:share", args=[document.public_id])
    said = {"service": services["antenne-logement"].pk, "purpose": "Logement", "until": timezone.localdate()}
    assert page.post(mine, {**said, "until": "2020-01-01"}).status_code == 422
    assert page.post(mine, said).status_code == 302
    ours = sign_in(housing).get(reverse("vault:shared_with_us")).content.decode()
    assert "Alice Martin" in ours
    assert "Logement" in ours
    end = reverse("vault:end_share", args=[Share.objects.get().public_id])
    assert page.get(end).status_code == 405
    assert page.post(end).status_code == 302
    assert "Alice Martin" not in sign_in(housing).get(reverse("vault:shared_with_us")).content.decode()


def test_no_paper_falls_off_a_long_list(document, shared, housing, sign_in, monkeypatch):
    monkeypatch.setattr("vault.views.shares.PER_PAGE", 1)
    other = store(document.owner, {"passport": document.type}, pdf_of(text=b"other"), "b.pdf")
    said = {"actor": document.owner, "service": shared.service, "purpose": "second", "until": shared.until}
    sharing.share(document=other, **said)
    pages = [sign_in(housing).get(reverse("vault:shared_with_us"), {"page": n}).content.decode() for n in (1, 2)]
    assert "second" in pages[0]
    assert shared.purpose in pages[1]
    assert 'href="?page=2"' in pages[0]


def test_lists_cost_the_same_for_one_and_three(alice, housing, services, types, sign_in, document, shared):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ours, mine = sign_in(housing), sign_in(alice)
    ours.get(reverse("vault:shared_with_us")), mine.get(reverse("vault:shares"))  # what the frame reads once
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as first:
            ours.get(reverse("vault:shared_with_us"))
        with CaptureQueriesContext(connection) as second:
            mine.get(reverse("vault:shares"))
        costs.append((len(first), len(second)))
        until = timezone.now() + timedelta(days=1)
        for name in (b"a", b"b"):
            other = store(alice, types, pdf_of(text=name))
            sharing.share(document=other, actor=alice, service=services["antenne-logement"], purpose="x", until=until)
    assert costs[0] == costs[1]


def test_services_stand_by_the_name_one_reads_and_those_that_see_nobody_are_not_offered(services):
    names = [name for _value, name in ShareForm().fields["service"].choices][1:]
    assert names.index("Élections et recensement") < names.index("État civil") < names.index("Régie")
    assert not {"Logistique", "Communication"} & set(names)
    assert names[-1] in {service.name for service in services.values() if service.is_partner}
    refused = ShareForm({"service": services["logistique"].pk, "purpose": "x", "until": timezone.localdate()})
    assert "service" in refused.errors


def test_an_agent_who_looks_stays_among_agents_and_goes_back_where_they_came_from(shared, document, housing, sign_in):
    address, client = reverse("vault:look", args=[version_of(document).public_id]), sign_in(housing)
    ours = reverse("vault:shared_with_us")
    page = client.get(address)
    assert "ui/agent.html" in [template.name for template in page.templates]
    assert page.context["back"] == ours
    task = "http://testserver/agent/taches/65/"
    assert f'href="{task}" data-back' in client.get(address, headers={"referer": task}).content.decode()
    for elsewhere in ("http://evil.example/agent/", "http://testserver/fr/compte/2fa/", "javascript:alert(1)"):
        assert client.get(address, headers={"referer": elsewhere}).context["back"] == ours


def test_the_owner_looks_from_the_vault(document, alice, sign_in):
    page = sign_in(alice).get(reverse("vault:look", args=[version_of(document).public_id]))
    assert "ui/agent.html" not in [template.name for template in page.templates]
    assert "data-back" not in page.content.decode()


def test_the_demo_shows_a_paper_to_the_housing_office_once(services, types):
    resident = User(username="resident", first_name="Awa")
    resident.set_unusable_password()
    resident.save()
    for _time in range(2):
        demo.load()
    (share,) = sharing.shares_of(resident)
    assert share.service == services["antenne-logement"]
    sharing.revoke(share=share, actor=resident)
    demo.load()
    assert Share.objects.count() == 1
