"""What a visitor is shown: spelling, equivalent words, marks, suggestions; what the report keeps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms import memory
from search import index, report, seeds, tasks
from search.models import Entry, Question, Synonym, Word

from .conftest import make, titles_of


@pytest.fixture
def ask(db, client):
    def asked(words, language="fr", **more):
        return client.get(f"/{language}/recherche/", {"q": words, **more})

    return asked


@pytest.fixture
def suggest(db, client):
    return lambda words, language="fr": client.get(f"/{language}/recherche/suggestions/", {"q": words})


MISTYPED = [
    *(("fr", "Demander un logement", "logemant"), ("fr", "Le mariage", "marriaje"), ("fr", "Le PACS", "pasc")),
    *(("en", "Childcare places", "chilcare"), ("ar", "تسجيل المواليد", "تسجبل"), ("bm", "Furusɛbɛn", "furuseben")),
]


@pytest.mark.parametrize(("language", "title", "words"), MISTYPED)
def test_a_mistyped_word_finds_what_was_meant(ask, language, title, words):
    make(language, title)
    answer = ask(words, language)
    assert titles_of(answer) == [title]


def test_a_correction_is_said(ask):
    make("fr", "Demander un logement")
    page = ask("logemant").text
    assert "Personne n’écrit « <bdi>logemant</bdi> » ici." in page
    assert "<strong><bdi>logement</bdi></strong>" in page


def test_one_mistyped_word_among_others_is_proposed(ask):
    make("fr", "Le mariage à l’état civil")
    answer = ask("mariage etzt")
    assert titles_of(answer) == ["Le mariage à l’état civil"]
    assert 'href="?q=mariage%20%C3%A9tat"' in answer.text


def test_words_that_resemble_nothing_are_not_corrected(ask):
    make("fr", "Le mariage")
    assert titles_of(ask("zzxqk")) == []


def test_equivalent_words_find_one_another(ask):
    make("fr", "Pièce d’identité perdue", "Que faire ?")
    assert titles_of(ask("CNI")) == []
    Synonym.objects.create(language="fr", words="carte d’identité, CNI, pièce d’identité")
    assert titles_of(ask("cni")) == ["Pièce d’identité perdue"]
    assert titles_of(ask("carte d'identite perdue")) == ["Pièce d’identité perdue"]
    Synonym.objects.all().delete()
    assert titles_of(ask("cni")) == []


def test_every_language_starts_with_equivalent_words_that_staff_may_remove(db):
    seeds.ensure_synonyms()
    assert {each.language for each in Synonym.objects.all()} == {"fr", "en", "ar", "zh-hans", "wo", "bm"}
    for each in Synonym.objects.all():
        each.full_clean()
    Synonym.objects.filter(language="fr")[0].delete()
    left = Synonym.objects.count()
    seeds.ensure_synonyms()
    assert Synonym.objects.count() == left


def test_the_words_found_are_marked_and_nothing_else_is_let_through(ask):
    make("fr", "Mariages <b>&</b> noces", summary="Les MARIÉS “se marient” <script>alert(1)</script>")
    page = ask("mariage").text
    assert "<mark>Mariages</mark> &lt;b&gt;&amp;&lt;/b&gt; noces" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("language", "title", "words", "marked"),
    [
        ("fr", "Permanence à l’hôtel", "permanences", "Permanence"),
        ("zh-hans", "出生登记申请指南", "登记", "登记"),
        ("ar", "مكتب التّسجيل", "تسجيل", "التّسجيل"),
        ("bm", "Ka sɛbɛnw ɲini", "seben", "sɛbɛnw"),
        ("wo", "Këyitu juddu", "keyit", "Këyitu"),
    ],
)
def test_marks_follow_the_writing_of_each_language(ask, language, title, words, marked):
    make(language, title)
    make(language, f"{title} {words} {words}")
    assert f"<mark>{marked}</mark>" in ask(words, language).text


def test_a_word_that_is_only_in_the_text_is_shown_where_it_is(ask):
    make("fr", "Piscine", "rien " * 200 + "le pédiluve est fermé " + "rien " * 200, summary="Nager.")
    page = ask("pediluve").text
    assert "<mark>pédiluve</mark> est fermé" in page
    assert page.count("rien ") < 100


def test_suggestions_are_the_titles_that_begin_so(suggest):
    make("fr", "Se marier", kind="procedure")
    make("fr", "Demander un logement")
    page = suggest("mar").text
    assert page.count('role="option"') == 1
    assert 'data-address="/fr/x/"' in page
    assert "<mark>marier</mark>" in page
    assert suggest("").text.strip() == ""
    assert suggest("zzxqk").text.strip() == ""


@pytest.mark.parametrize("words", ["e", "etat c", "etat ci", "état civ", "civil éta"])
def test_a_word_that_is_not_yet_whole_is_proposed(suggest, words):
    make("fr", "L’état civil")
    make("fr", "Le logement")
    assert suggest(words).text.count('role="option"') == 1


def test_suggestions_say_which_ones_are_in_french(suggest):
    make("fr", "Se marier")
    page = suggest("marier", "ar").text
    assert 'lang="fr" dir="ltr"' in page
    assert 'data-address="/ar/x/"' in page


@pytest.mark.parametrize("words", ["mariage", "mariages parapluie", "logemant", "zzxqk"])
def test_queries_do_not_grow_with_what_is_found(ask, words):
    memory.renew()  # so that equivalent words are remembered, as on a site
    ask(words), ask("zzxqk")
    counts = []
    for number in range(3):
        make("fr", f"Mariage logement {number}")
        ask(words)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(words)
        counts.append(sum("search_" in each["sql"] for each in queries))
    assert max(counts) <= 5
    assert len(set(counts)) == 1
    assert len(set(counts[1:])) == 1


def test_what_changes_is_found_otherwise_at_once(site, find):
    page = site("fr", "permanence-des-avocats")
    page.title = "Consultations de juristes"
    page.save_revision().publish()
    assert "Consultations de juristes" in find("juriste")
    page.delete()
    assert "Consultations de juristes" not in find("juriste")


def test_a_draft_of_a_published_page_stays_a_draft(site, find):
    page = site("fr", "permanence-des-avocats")
    page.title = "Consultations de juristes"
    page.save_revision()
    assert page.title not in find("juristes")


def test_pages_closed_to_some_visitors_are_not_found_and_come_back(site, find):
    above = site("fr", "permanence-des-avocats").get_parent()
    closed = PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN)
    assert "Permanence des avocats" not in find("avocats")
    closed.delete()
    assert "Permanence des avocats" in find("avocats")


def test_a_page_whose_address_changes_is_found_at_the_new_one(site, client, django_capture_on_commit_callbacks):
    page = site("fr", "permanence-des-avocats").get_parent().specific
    page.slug = "quartier"
    with django_capture_on_commit_callbacks(execute=True):
        page.save()
    response = client.get("/fr/recherche/", {"q": "avocats"})
    assert any("/quartier/" in each.url for each in response.context["answer"].results)


def test_a_translation_takes_the_place_of_the_french(site, find):
    from wagtail.models import Locale

    source = site("fr", "permanence-des-avocats")
    assert "Permanence des avocats" in find("avocats", "en")
    translated = source.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    translated.title = "Free legal advice"
    translated.save_revision().publish()
    assert "Free legal advice" in find("advice", "en")
    assert "Permanence des avocats" not in find("avocats", "en")
    assert "Permanence des avocats" in find("avocats", "ar")


def test_rooms_are_found_and_people_are_not(db, ask, officiant):
    from cases.definitions import ensure_procedures
    from coworking.seeds import ensure_ceremony_resources

    ensure_procedures()
    ensure_ceremony_resources()
    assert titles_of(ask("salle des mariages"))[0] == "Salle des mariages"
    assert Entry.objects.filter(source="place").values("key").distinct().count() == 2
    assert titles_of(ask(officiant.first_name)) == []


def test_the_night_mends_what_was_changed_behind_the_index(site, find):
    Page.objects.filter(slug="permanence-des-avocats").update(live=False)
    Entry.objects.filter(title="État civil").delete()
    tasks.check(timestamp=0)
    assert "Permanence des avocats" not in find("avocats")
    assert "État civil" in find("etat civil")
    assert index.check() == 0


def test_words_that_nobody_writes_any_more_are_no_longer_proposed(db, ask):
    make("fr", "Trottinette")
    Entry.objects.all().delete()
    assert Word.objects.filter(word="trottinette").exists()
    index.check()
    assert not Word.objects.filter(word="trottinette").exists()


def test_the_report_keeps_words_and_no_more(ask):
    make("fr", "Mariage")
    for words in ("Zeppelin", "zeppelin", "mariage", "awa@example.org", "06 12 34 56 78", "٠٦١٢٣٤", "x" * 90):
        ask(words)
    ask("zeppelin", page="2")
    kept = {(each.words, each.times, each.is_empty) for each in Question.objects.all()}
    assert kept == {("zeppelin", 2, True), ("mariage", 1, False)}
    assert {field.name for field in Question._meta.fields} == {
        *("id", "language", "words", "times", "is_empty", "first_on", "last_on")
    }


def test_words_that_find_something_leave_the_list_of_those_that_do_not(ask):
    ask("piscine")
    make("fr", "Piscine")
    ask("piscine")
    assert not report.unanswered().exists()


def test_a_robot_cannot_fill_the_report(ask, monkeypatch):
    monkeypatch.setattr(report, "NEW_WORDS_A_DAY", 3)
    for number in range(6):
        ask(f"robot{number}")
    ask("robot0")
    assert Question.objects.count() == 3
    assert Question.objects.get(words="robot0").times == 2


def test_words_of_a_year_ago_are_forgotten(ask):
    ask("piscine"), ask("patinoire")
    Question.objects.filter(words="piscine").update(last_on=timezone.localdate() - timedelta(days=366))
    tasks.forget(timestamp=0)
    assert [each.words for each in Question.objects.all()] == ["patinoire"]


def test_editors_read_the_report_and_add_an_equivalent_in_one_click(ask, editor, alice, sign_in):
    from cms import groups
    from journal.models import Entry as LogEntry

    groups.ensure_groups()
    groups.follow_roles(editor)
    ask("zeppelin & igloo")
    opened = sign_in(editor)
    page = opened.get("/redaction/recherches/")
    link = "/redaction/snippets/search/synonym/add/?language=fr&amp;words=zeppelin%20%26%20igloo"
    assert link in page.text
    form = opened.get(link.replace("&amp;", "&")).text
    assert "zeppelin &amp; igloo</textarea>" in form
    given = {"language": "fr", "words": "ruche, abeilles"}
    assert opened.post("/redaction/snippets/search/synonym/add/", given).status_code == 302
    assert Synonym.objects.get().phrases == [("ruche",), ("abeilles",)]
    assert LogEntry.objects.filter(verb="search.synonym_created", actor_id=editor.pk).exists()
    refused = opened.post("/redaction/snippets/search/synonym/add/", {"language": "fr", "words": "seul"})
    assert "au moins deux mots" in refused.text
    assert sign_in(alice).get("/redaction/recherches/").status_code == 404


def test_the_report_helps_when_it_is_empty(db, administrator, sign_in):
    from cms import groups

    groups.ensure_groups()
    groups.follow_roles(administrator)
    page = sign_in(administrator).get("/redaction/recherches/").text
    assert "Tout ce qui a été cherché a trouvé une réponse." in page
    assert "Personne n’a encore rien cherché." in page


def test_the_command_makes_the_index_anew(site):
    from django.core.management import call_command

    before = Entry.objects.count()
    Entry.objects.all().delete()
    call_command("search_index")
    assert Entry.objects.count() == before > 0
