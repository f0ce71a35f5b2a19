"""Each language as people write it, on entries of our own."""

import pytest

from search import marking
from search.enums import MOST_RESULTS, PER_PAGE

from .conftest import make, titles_of

# language, title, words that find it
FOUND = [
    *(("zh-hans", "出生登记申请指南", words) for words in ("登记", "出生登记", "申请指南", "登", "出生 指南")),
    *(("ar", "تسجيل المواليد", w) for w in ("تسجيل", "التّسجيل", "للتسجيل", "والتسجيل", "لتسجيل", "مواليد")),
    *(("ar", "بطاقة الهوية إلى مستشفى", w) for w in ("بطاقه", "البطاقة", "هويّة", "الي", "مستشفي")),
    *(("fr", "Les mariages à l’état civil", words) for words in ("mariage", "MARIAGES", "etat civil", "l'etat")),
    *(("fr", "Cœur d’îlot", words) for words in ("coeur", "ilots", "cœur")),
    *(("bm", "Ka sɛbɛnw ɲini", words) for words in ("seben", "sɛbɛn", "sɛbɛnw", "sebenw", "nyini", "ɲini")),
    *(("wo", "Ñaata ŋaay ak këyit", words) for words in ("naata", "ñaata", "nyaata", "keyit", "ngaay", "ŋaay")),
    *(("en", "Registering a birth", words) for words in ("register", "registered", "births", "BIRTH")),
    *(
        ("fr", "Fête \u200fdu \U0001f389 quartier\u202e", words)
        for words in ("fete quartier", "🎉 fête", "\u200fquartier")
    ),
]


@pytest.mark.parametrize(("language", "title", "words"), FOUND)
def test_each_language_is_found_as_people_write_it(db, client, language, title, words):
    make(language, title)
    make(language, "別的 other غيره")
    response = client.get(f"/{language}/recherche/", {"q": words})
    assert titles_of(response) == [title]
    assert response.context["answer"].is_exact


def test_chinese_signs_that_do_not_follow_one_another_are_not_an_exact_answer(db, client):
    make("zh-hans", "登高望记")
    assert not client.get("/zh-hans/recherche/", {"q": "登记"}).context["answer"].is_exact


def test_pages_beyond_the_last_show_the_first_and_all_are_bounded(db, client):
    for number in range(PER_PAGE + 3):
        make("fr", f"Piscine {number}")
    first = client.get("/fr/recherche/", {"q": "piscine"})
    second = client.get("/fr/recherche/", {"q": "piscine", "page": "2"})
    assert (len(titles_of(first)), len(titles_of(second))) == (PER_PAGE, 3)
    assert not set(titles_of(first)) & set(titles_of(second))
    for page in ("99", "9999", "-1", "0", "x", "²", "1" * 400):
        assert titles_of(client.get("/fr/recherche/", {"q": "piscine", "page": page})) == titles_of(first)
    for number in range(MOST_RESULTS):
        make("fr", f"Bibliothèque {number}")
    found = client.get("/fr/recherche/", {"q": "bibliothèques"})
    assert found.context["answer"].total == MOST_RESULTS
    assert f"Les {MOST_RESULTS} réponses les plus proches" in found.text


@pytest.mark.parametrize(
    ("language", "words", "written", "marked"),
    [
        ("fr", ["logement"], "Le LOGEMENT, puis le mariage", ["LOGEMENT"]),
        ("fr", ["etat"], "L’état-civil (État)", ["état", "État"]),
        ("fr", ["marie"], "La marie\u0301e, la mariée.", ["marie\u0301e", "mariée"]),
        ("fr", ["naissance"], "re-naissances; naissance.", ["naissances", "naissance"]),
        ("fr", ["coeur"], "Un cœur, un coeur", ["coeur"]),
        ("ar", ["سكن"], "السَّكَن، سكن", ["السَّكَن", "سكن"]),
        ("wo", ["senegal"], "Seneggal, Señegal, senegal", ["Señegal", "senegal"]),
        ("zh-hans", ["出生地"], "登记出生，出生地", ["出生地"]),
        ("fr", ["ou"], "Où ? Ou ailleurs, ouvert", []),
    ],
)
def test_only_the_words_are_marked_whatever_their_writing(language, words, written, marked):
    mark = marking.marker(words, "", language)
    assert [piece for piece, is_asked in marking.pieces(written, mark) if is_asked] == marked
    assert "".join(piece for piece, _ in marking.pieces(written, mark)) == written
