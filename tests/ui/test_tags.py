from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils import translation

from ui import dates

SWITCHER = "{% language_links as links %}{% for link in links %}{{ link.name }}|{{ link.url }} {% endfor %}"


def step(**fields):
    return SimpleNamespace(**{"code": "x", "waiting_for": "", "explanation": "", "at": None, **fields})


def test_a_pictogram_without_label_is_hidden_from_screen_readers(render):
    html = render('{% pictogram "rings" %}')
    assert 'aria-hidden="true"' in html
    assert "aria-label" not in html


def test_a_pictogram_with_label_says_it_and_escapes_it(render):
    html = render('{% pictogram "rings" label=label %}', label='Mariage "civil" <b>')
    assert 'role="img"' in html
    assert "Mariage &quot;civil&quot; &lt;b&gt;" in html


def test_an_unknown_pictogram_does_not_break_the_page(render):
    assert "<circle" in render('{% pictogram "../../settings" %}')


def test_a_badge_never_speaks_by_colour_alone(render):
    html = render('{% badge "warning" words %}', words="En <retard>")
    assert "<svg" in html
    assert "En &lt;retard&gt;" in html


def test_the_frieze_says_each_state_in_words_and_marks_the_current_step(render):
    steps = [
        step(title="Dossier", state="done", at=date(2026, 9, 3)),
        step(title="Bans", state="current"),
        step(title="Fête", state="next"),
    ]
    html = render("{% frieze steps %}", steps=steps)
    assert html.count("<li") == 3
    assert html.count('aria-current="step"') == 1
    assert "Fait · 3 sept. 2026" in html
    assert "À venir" in html


def test_the_frieze_says_whom_one_waits_for(render):
    html = render("{% frieze steps %}", steps=[step(title="Date", state="waiting", waiting_for="Benoît")])
    assert "On attend : Benoît" in html


def test_an_empty_list_shows_the_way_on(render):
    html = render('{% empty "vault" "Rien" "Bientôt" "/x/" "Ajouter" %}')
    assert 'href="/x/"' in html


def test_progress_survives_nothing_to_do(render):
    assert 'max="1"' in render("{% progress 0 0 %}")
    assert "5 sur 7" in render("{% progress 5 7 %}")


def test_an_address_that_does_not_exist_yet_is_empty(render):
    assert render('{% safe_url "nowhere:nothing" as there %}[{{ there }}]') == "[]"


def test_only_the_four_families_have_a_class(render):
    assert render('{% family_class "housing" %}|{% family_class "x\\"y" %}') == "family--housing|"


@pytest.mark.parametrize(
    ("theme", "expected"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ('"><script>', "")]
)
def test_the_theme_comes_from_the_cookie_only_when_it_is_a_theme(render, theme, expected):
    request = RequestFactory().get("/fr/")
    request.COOKIES["theme"] = theme
    assert render("{% theme_attribute %}", request=request) == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "22 novembre 2026"),
        ("en", "November 22, 2026"),
        ("zh-hans", "2026年11月22日"),
        ("wo", "22 Nowàmbar, 2026"),
        ("bm", "22 nowanburu 2026"),
    ],
)
def test_dates_come_in_the_words_of_the_language(language, words):
    with translation.override(language):
        assert dates.local_date(date(2026, 11, 22)) == words


def test_arabic_dates_name_the_month_in_arabic():
    assert "نوفمبر" in dates.local_date(date(2026, 11, 22), language="ar")


def test_an_unknown_language_falls_back_to_french():
    assert dates.local_date(date(2026, 11, 22), language="xx") == "22 novembre 2026"


def test_date_and_time_are_told_in_local_time():
    moment = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
    assert dates.local_datetime(moment, language="fr").endswith("15:30")
    assert dates.local_date(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), language="fr") == "23 novembre 2026"


def test_no_date_gives_no_words():
    assert dates.local_date(None) == dates.local_datetime(None) == ""


@pytest.mark.parametrize(("language", "written"), [("fr", "fr"), ("zh-hans", "zh-Hans"), ("ar", "ar"), ("bm", "bm")])
def test_the_language_of_the_page_is_a_proper_tag(render, language, written):
    with translation.override(language):
        assert render("{% html_lang %}") == written


def test_the_switcher_offers_six_languages_each_in_its_own_script(render):
    html = render(SWITCHER, request=RequestFactory().get("/fr/nowhere/"))
    for name in ["Français", "English", "العربية", "中文", "Wolof", "Bamanankan"]:
        assert name in html
    assert "Bamanankan|/bm/" in html


def test_a_page_may_give_its_own_addresses(render):
    page = SimpleNamespace(language_addresses={"ar": "/ar/elsewhere/"})
    assert "/ar/elsewhere/" in render(SWITCHER, request=RequestFactory().get("/fr/"), page=page)


def test_a_missing_font_build_links_nothing(render, monkeypatch, settings):
    monkeypatch.setattr("django.contrib.staticfiles.finders.find", lambda path: None)
    settings.STATIC_ROOT = "/nowhere"
    assert render("{% built_fonts %}") == ""


@pytest.mark.parametrize(
    ("day", "style", "words"),
    [
        (date(2027, 1, 1), "long", "1er janvier 2027"),
        (date(2027, 1, 1), "full", "vendredi 1er janvier 2027"),
        (date(2027, 1, 1), "short", "01/01/2027"),
        (date(2027, 1, 21), "long", "21 janvier 2027"),
    ],
)
def test_the_first_of_a_month_is_said_as_people_say_it(day, style, words):
    assert dates.local_date(day, style, "fr") == words
    assert "er" not in dates.local_date(day, "long", "en")


@pytest.mark.parametrize(
    ("name", "language", "written"),
    [
        ("Awa", "fr", "Les papiers d’Awa"),
        ("Élodie", "fr", "Les papiers d’Élodie"),
        ("Moussa", "fr", "Les papiers de Moussa"),
        ("Yasmine", "fr", "Les papiers de Yasmine"),
        ("Awa", "en", "Les papiers de Awa"),
        ("A<b>", "fr", "Les papiers d’A&lt;b&gt;"),
    ],
)
def test_a_name_that_begins_with_a_vowel_takes_the_e_away(render, name, language, written):
    with translation.override(language):
        assert render("{{ words|elide:name }}", words=f"Les papiers de {name}", name=name) == written
