"""Answers kept for strangers, and words of the dictionary among what is found."""

import pytest
from django.test import Client

from cms import memory, page_cache
from dictionary.actions import fill, set_words
from dictionary.models import Notion
from search.models import Question

from .conftest import make, titles_of

ASKED = "/fr/recherche/?q=piscine"


@pytest.fixture
def kept_answers(db, settings):
    settings.PAGE_CACHE = True
    memory.renew()
    page_cache._answers.clear()
    yield
    page_cache._answers.clear()


def test_words_asked_again_cost_the_count_of_them_alone(kept_answers, settings, django_assert_num_queries):
    make("fr", "Piscine")
    first = Client().get(ASKED)
    settings.PAGE_CACHE_SECONDS = 60
    memory.recent_stamp()
    with django_assert_num_queries(1):
        again = Client().get(ASKED)
    memory._seen = (None, float("-inf"))
    assert again.content == first.content
    assert "X-Found" not in again.headers
    asked = Question.objects.get(words="piscine")
    assert (asked.times, asked.is_empty) == (2, False)


def test_answers_follow_what_is_published_and_the_page_asked_for(kept_answers, site):
    for number in range(11):
        make("fr", f"Piscine {number}")
    assert Client().get(ASKED).content != Client().get(f"{ASKED}&page=2").content
    page = site("fr", "etat-civil")
    page.title = "Piscine aux papiers"
    page.save_revision().publish()
    assert "Piscine aux papiers" in titles_of(Client().get(ASKED))


def test_who_has_the_page_already_is_not_sent_it_again(kept_answers):
    make("fr", "Piscine")
    mark = Client().get(ASKED).headers["ETag"]
    assert Client().get(ASKED, headers={"if-none-match": mark}).status_code == 304
    assert Question.objects.get(words="piscine").times == 1


def test_who_is_signed_in_is_never_given_a_kept_answer(kept_answers, sign_in, alice):
    make("fr", "Piscine")
    Client().get(ASKED)
    assert "ETag" not in sign_in(alice).get(ASKED).headers


def test_words_of_the_dictionary_are_found_in_their_language_until_they_are_hidden(site, client):
    words = {"fr": "Livret de famille", "wo": "Kaayitu njaboot"}
    texts = {language: {"family-book": {"word": word, "definition": ""}} for language, word in words.items()}
    fill(actor=None, notions=[{"key": "family-book", "theme": "papers", "pictogram": "book"}], texts=texts)
    found = client.get("/wo/recherche/", {"q": "njaboot"}).context["answer"].results
    assert [each.url for each in found] == ["/wo/dictionnaire/family-book/"]
    notion = Notion.objects.get(key="family-book")
    set_words(notion, {"wo": {"word": "Téereb njaboot", "definition": ""}})
    assert titles_of(client.get("/wo/recherche/", {"q": "njaboot"})) == ["Téereb njaboot"]
    notion.is_shown = False
    notion.save()
    assert "Livret de famille" not in titles_of(client.get("/fr/recherche/", {"q": "livret famille"}))
