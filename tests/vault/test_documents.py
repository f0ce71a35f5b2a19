"""Documents know what they are called, and say when they come to their end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message
from vault import actions, expiry, queries
from vault.models import DocumentType
from vault.seeds import LANGUAGES

from .papers import pdf_of, store

TODAY = timezone.localdate


@pytest.fixture
def named(alice, types):
    document = store(alice, types, pdf_of(), name="scan-042.pdf")
    actions.rename(document=document, actor=alice, label="École de Lina", labels=["crèche", "été"])
    return document


@pytest.mark.parametrize(
    "words", ["ecole", "ÉCOLE lina", "creche", "scan-042", "passport", "护照", "جواز", "paaspoor", ""]
)
def test_a_paper_is_found_by_its_name_its_labels_its_file_or_its_kind(named, alice, words):
    assert queries.by_type(alice, words) == [(named.type, [named])]


@pytest.mark.parametrize("words", ["lycée", "lina naissance", "%", "_"])
def test_other_words_find_nothing(named, alice, words):
    assert queries.by_type(alice, words) == []


def test_the_page_searches_and_says_when_nothing_is_found(named, alice, sign_in):
    space, address = sign_in(alice), reverse("vault:documents")
    assert "École de Lina" in space.get(address, {"q": "creche"}).content.decode()
    nothing = space.get(address, {"q": "zzz\0"}).content.decode()
    assert "Aucun papier ne porte ces mots" in nothing


def test_labels_are_written_with_commas_and_shown(named, alice, sign_in):
    space, address = sign_in(alice), reverse("vault:rename", args=[named.public_id])
    assert 'value="crèche, été"' in space.get(address).content.decode()
    assert space.post(address, {"label": "École", "labels": " sport ,, sport,  musique douce "}).status_code == 302
    named.refresh_from_db()
    assert named.labels == ["sport", "musique douce"]
    assert space.post(address, {"label": "École", "labels": "x" * 60}).status_code == 422
    assert space.post(address, {"label": "École", "labels": ",".join("abcdefghijkl")}).status_code == 422


def test_every_kind_of_paper_has_its_name_in_each_language(types):
    for type in DocumentType.objects.all():
        assert set(type.names) == set(LANGUAGES), type.code
        assert all(name.strip() for name in type.names.values()), type.code


@pytest.mark.parametrize(("days", "stages"), [(31, 0), (30, 1), (8, 1), (7, 1), (0, 1), (-1, 0)])
def test_a_notice_leaves_once_at_each_stage(alice, types, days, stages):
    document = store(alice, types, pdf_of())
    document.expires_on = TODAY() + timedelta(days=days)
    document.save()
    for _again in range(2):
        expiry.tell()
    assert Message.objects.filter(kind="document_expiring", recipient=alice).count() == stages


def test_three_notices_in_all_then_those_of_the_paper_that_replaces_it(alice, types):
    document = store(alice, types, pdf_of())
    end = document.expires_on = TODAY() + timedelta(days=40)
    document.save()
    for days in range(0, 41):
        expiry.tell(today=TODAY() + timedelta(days=days))
    told = Message.objects.filter(kind="document_expiring")
    assert told.count() == 3
    assert reverse("vault:document", args=[document.public_id]).split("/", 2)[2] in told.first().url
    actions.rename(document=document, actor=alice, label="x", expires_on=end + timedelta(days=1))
    expiry.tell(today=end)
    assert told.count() == 4


def test_nothing_is_said_of_a_paper_that_left(alice, types):
    document = store(alice, types, pdf_of())
    document.expires_on = TODAY() + timedelta(days=3)
    document.save()
    actions.delete(document=document, actor=alice)
    assert expiry.tell() == 0
