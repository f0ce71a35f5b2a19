"""The kinds of paper, changed by staff: counted before, written in the log, never undone by the next start."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry
from ui.words import plain
from vault import kinds, queries
from vault.kind_forms import PICTOGRAMS, KindForm, stamp_of
from vault.models import Document, DocumentType
from vault.seeds import TYPES, ensure_document_types


def typed(kind, **more):
    form = KindForm(kind=kind)
    said = {name: form.initial.get(name) for name in form.fields}
    return {name: value for name, value in {**said, **more}.items() if value not in (None, False)}


def change(kind, actor, **said):
    return kinds.change(kind=kind, actor=actor, seen=kind.edited_at, **said)


@pytest.fixture
def proof(types):
    return types["proof-of-address"]


def test_a_change_is_in_the_log_with_before_and_after_and_outlives_the_next_start(proof, administrator):
    before = proof.validity_days
    change(proof, administrator, validity_days=60)
    ensure_document_types()
    assert DocumentType.objects.get(pk=proof.pk).validity_days == 60
    entry = Entry.objects.get(verb="kind.changed")
    assert (entry.data["before"], entry.data["after"]) == ({"validity_days": before}, {"validity_days": 60})


def test_what_staff_left_alone_is_still_mended(proof):
    DocumentType.objects.filter(pk=proof.pk).update(names={"fr": "x"})
    ensure_document_types()
    assert len(DocumentType.objects.get(pk=proof.pk).names) == 6


def test_another_validity_says_what_it_touches(proof, alice):
    change(proof, None, validity_days=90)
    proof.refresh_from_db()
    for age in (10, 50, 80, 100, None):
        issued = age and timezone.localdate() - timedelta(days=age)
        Document.objects.create(owner=alice, type=proof, label="x", issued_on=issued)
    assert kinds.reach_of(proof, 60) == kinds.Reach(papers=5, ending=1, returning=0, cases=0)
    assert kinds.reach_of(proof, 120) == kinds.Reach(papers=5, ending=0, returning=1, cases=0)
    assert kinds.reach_of(proof, None) == kinds.Reach(papers=5, ending=0, returning=2, cases=0)


def test_two_at_once_the_second_is_told(proof, administrator, sign_in):
    said = typed(proof, position=3)
    change(DocumentType.objects.get(pk=proof.pk), administrator, has_expiry=True)
    answer = sign_in(administrator).post(reverse("vault:kind", args=[proof.code]), said)
    assert answer.status_code == 409
    assert DocumentType.objects.get(pk=proof.pk).has_expiry


def test_the_page_asks_before_another_validity_then_keeps_it(proof, administrator, sign_in):
    space, address = sign_in(administrator), reverse("vault:kind", args=[proof.code])
    page = space.get(address).content.decode()
    assert 'lang="ar" dir="rtl"' in page
    said = typed(proof, validity_days=45, advice_fr="La facture entière.", advice_ar="الفاتورة كاملة")
    asked = space.post(address, said)
    assert "Rien n’est encore enregistré" in asked.content.decode()
    assert DocumentType.objects.get(pk=proof.pk).validity_days != 45
    assert space.post(address, {**said, "confirmed": "45"}).status_code == 302
    kept = DocumentType.objects.get(pk=proof.pk)
    assert (kept.validity_days, kept.advice, kept.names) == (45, "La facture entière.", proof.names)


def test_team_leads_read_only_and_others_not_at_all(proof, lead, registrar, sign_in):
    reader = sign_in(lead)
    assert reader.get(reverse("vault:kinds")).status_code == 200
    page = reader.get(reverse("vault:kind", args=[proof.code]))
    assert b"<textarea" not in page.content
    assert reader.post(reverse("vault:kind", args=[proof.code]), typed(proof)).status_code == 403
    assert reader.post(reverse("vault:use_kind", args=[proof.code]), {"verb": "retire"}).status_code == 403
    assert sign_in(registrar).get(reverse("vault:kinds")).status_code == 403


def test_a_kind_of_ones_own_is_added_used_retired_brought_back_and_removed(types, administrator, sign_in):
    space = sign_in(administrator)
    said = typed(None, name_fr="Carte de pêche", pictogram="stamp")
    assert space.post(reverse("vault:add_kind"), said).status_code == 302
    kind = DocumentType.objects.get(code="carte-de-peche")
    assert kind in queries.types()
    assert kinds.add(actor=administrator, **{**_said(kind), "names": kind.names}).code == "carte-de-peche-2"
    address = reverse("vault:use_kind", args=[kind.code])
    space.post(address, {"verb": "retire"})
    assert kind not in queries.types()
    space.post(address, {"verb": "bring-back"})
    assert kind in queries.types()
    space.post(address, {"verb": "delete"})
    assert not DocumentType.objects.filter(pk=kind.pk).exists()
    assert set(Entry.objects.values_list("verb", flat=True)) >= {"kind.added", "kind.retired", "kind.deleted"}


def test_a_kind_that_papers_bear_or_that_is_shipped_is_not_removed(types, administrator, alice):
    own = kinds.add(actor=administrator, **{**_said(types["other"]), "names": {"fr": "Carte de pêche"}})
    Document.objects.create(owner=alice, type=own, label="x")
    for kind in (own, types["other"]):
        with pytest.raises(ValidationError):
            kinds.delete(kind=kind, actor=administrator)


@pytest.mark.parametrize("wrong", [{"name_fr": ""}, {"validity_days": "-1"}, {"pictogram": "../x"}, {"position": "x"}])
def test_a_mistake_is_said_and_changes_nothing(proof, administrator, sign_in, wrong):
    answer = sign_in(administrator).post(reverse("vault:kind", args=[proof.code]), {**typed(proof), **wrong})
    assert answer.status_code == 422
    assert DocumentType.objects.get(pk=proof.pk).edited_at is None


def test_every_pictogram_offered_exists():
    from ui.pictograms import render

    assert all("<svg" in render(name) for name in PICTOGRAMS)


def test_the_list_costs_the_same_with_one_paper_and_with_three(proof, alice, administrator, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    space, counts = sign_in(administrator), []
    space.get(reverse("vault:kinds"))  # what is remembered between visits
    for number in range(3):
        Document.objects.create(owner=alice, type=proof, label=str(number))
        with CaptureQueriesContext(connection) as seen:
            assert space.get(reverse("vault:kinds")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[2]
    assert len(TYPES) <= DocumentType.objects.count()


def _said(kind):
    return {field: getattr(kind, field) for field in kinds.SAID}


def test_the_stamp_tells_versions_apart(proof, administrator):
    assert stamp_of(proof) == ""
    assert stamp_of(change(proof, administrator, position=7)) != ""


def test_the_list_is_read_by_name_and_searched_in_any_language(types, administrator, sign_in):
    space = sign_in(administrator)
    names = [plain(kind.name) for kind in space.get(reverse("vault:kinds")).context["kinds"]]
    assert names == sorted(names)
    for words in ("bail", "BAIL", "lease", "عقد الإيجار"):
        assert [kind.code for kind in space.get(reverse("vault:kinds"), {"q": words}).context["kinds"]] == ["lease"]
    nothing = space.get(reverse("vault:kinds"), {"q": "zzz\0"}).content.decode()
    assert "Aucun type ne porte ces mots" in nothing


def test_a_reader_is_told_which_language_each_name_is_in_french_first(proof, lead, sign_in):
    page = sign_in(lead).get(reverse("vault:kind", args=[proof.code]))
    assert [code for code, _language, _name in page.context["names"]][:2] == ["fr", "en"]
    assert '<bdi lang="ar">' in page.content.decode()
