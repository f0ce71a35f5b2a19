from urllib.parse import quote_from_bytes

import pytest
from django.test import Client

from cms import search


@pytest.fixture
def find(site):
    def titles(words, language="fr"):
        response = Client().get(f"/{language}/recherche/", {"q": words})
        assert response.status_code == 200
        return [each.title for each in response.context["pages"]]

    return titles


def test_accents_do_not_matter(find):
    assert "État civil" in find("etat civil")
    assert "État civil" in find("ÉTAT CIVIL")


def test_french_plurals_find_the_singular(find):
    assert "Permanence des avocats" in find("avocat")
    assert "Permanence des avocats" in find("permanences")


def test_words_that_are_not_all_on_a_page_find_it_all_the_same(find):
    assert "État civil" in find("mariage parapluie")


def test_part_of_a_word_finds_its_page(find):
    assert "État civil" in find("pacse")


def test_arabic_words_find_the_arabic_page(find):
    assert "المواطنة" in find("الهوية", "ar") or "المواطنة" in find("المواطنة", "ar")


def test_french_pages_without_translation_are_found_in_another_language(find):
    assert "État civil" in find("bans", "ar")


def test_a_page_found_keeps_the_language_of_the_visitor(site):
    response = Client().get("/ar/recherche/", {"q": "bans"})
    assert {each.url for each in response.context["pages"]} == {"/ar/services/citoyennete/etat-civil/"}


def test_drafts_are_never_found(find, site):
    site("fr", "etat-civil").unpublish()
    assert find("échographie reconnaître accouchement") == []


def test_procedures_are_found_by_name(site):
    from cases.definitions import ensure_procedures

    ensure_procedures()
    response = Client().get("/fr/recherche/", {"q": "marier"})
    assert [each.url for each in response.context["procedures"]] == ["/fr/demarches/marriage/"]


def test_nothing_found_offers_the_four_families(site):
    text = Client().get("/fr/recherche/", {"q": "xyzzy"}).content.decode()
    assert "Nous n’avons rien trouvé" in text
    assert "/fr/services/citoyennete/" in text


def test_an_empty_question_shows_the_way(site):
    assert Client().get("/fr/recherche/").status_code == 200
    assert Client().get("/fr/recherche/", {"q": "   "}).status_code == 200


HOSTILE = [
    *("\x00", "a\x00b", "\r\n\t", "\x1b[31m", "\ud800", "\u200f\u202e", "🙂" * 60, "é" * 5000, "a " * 3000),
    *("'", "''", '"', '"a', "\\", "\\'", "%", "_", "%%%", "-", "--", "NULL", "'; DROP TABLE wagtailcore_page; --"),
    *("&", "|", "!", "!!!", "()", ")(", ":*", "a:*", "<->", "a <-> ", "a & ", "!a | b:*"),
    *("<script>alert(1)</script>", "{{7*7}}", "${jndi:x}", "../../etc/passwd"),
    *("登记", "婚姻登记", "سِجِلّ", "seben sɛbɛn", "ñaata"),
]


@pytest.mark.parametrize("language", ["fr", "ar", "zh-hans", "bm"])
def test_no_question_however_strange_breaks_the_search(site, language):
    visitor = Client()
    for words in HOSTILE:
        query = words.encode("utf-8", "surrogatepass")
        assert visitor.get(f"/{language}/recherche/?q={quote_from_bytes(query)}").status_code == 200, words


def test_what_is_typed_is_cleaned_before_it_is_searched():
    assert search.clean("a\x00b  \n c") == "a b c"
    assert len(search.clean("é" * 5000)) == search.LONGEST_QUERY


def test_each_language_has_its_own_dictionary(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config WHERE cfgname LIKE 'mairie%%'")
        assert set(search.CONFIGURATIONS.values()) <= {name for (name,) in cursor.fetchall()}
