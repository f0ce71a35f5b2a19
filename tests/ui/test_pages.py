import re
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from ui.views import style_guide

ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "409.html", "413.html", "429.html"]


@pytest.fixture
def request_of_a_visitor():
    request = RequestFactory().get("/fr/")
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("template", ERRORS)
def test_an_error_page_is_kind_and_says_what_to_do(template, request_of_a_visitor):
    html = render_to_string(template, request=request_of_a_visitor)
    assert len(re.findall("<h1", html)) == 1
    assert 'class="button"' in html
    assert re.search(r"<title>\w", html)


def test_the_page_of_last_resort_needs_neither_request_nor_database():
    assert "<h1>" in render_to_string("500.html")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "direction"),
    [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl"), ("zh-hans", "ltr"), ("wo", "ltr"), ("bm", "ltr")],
)
def test_pages_run_the_way_their_language_runs(language, direction, request_of_a_visitor):
    with translation.override(language):
        html = render_to_string("ui/base.html", request=request_of_a_visitor)
    assert f'dir="{direction}"' in html.split("<head>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("base", ["ui/base.html", "ui/space.html", "ui/agent.html"])
def test_every_base_has_a_skip_link_that_leads_somewhere(base, request_of_a_visitor):
    html = render_to_string(base, request=request_of_a_visitor)
    assert 'href="#main"' in html
    assert html.count('id="main"') == 1


@pytest.mark.django_db
def test_identifiers_are_unique_in_the_style_guide(request_of_a_visitor, settings):
    settings.DEMO = True
    html = style_guide(request_of_a_visitor).content.decode()
    names = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(names) == sorted(set(names))


def test_the_style_guide_exists_in_the_demonstration_only(request_of_a_visitor, settings):
    settings.DEMO = False
    with pytest.raises(Http404):
        style_guide(request_of_a_visitor)


@pytest.mark.django_db
def test_the_style_guide_is_light(request_of_a_visitor, settings):
    settings.DEMO = True
    assert len(style_guide(request_of_a_visitor).content) < 80_000


def test_fonts_missing_from_the_system_leave_an_empty_sheet(tmp_path):
    call_command("build_ui", fonts=tmp_path / "none", to=tmp_path / "build", stdout=StringIO())
    assert (tmp_path / "build/fonts.css").read_text() == ""


def test_the_cut_fonts_keep_the_letters_of_bambara_and_wolof(tmp_path):
    from fontTools.ttLib import TTFont

    call_command("build_ui", to=tmp_path, stdout=StringIO())
    font = tmp_path / "andika-regular.woff2"
    if not font.exists():
        pytest.skip("Andika is not installed on this machine")
    assert set(map(ord, "ɛɔŋɲëàñóéÉŊ’œ€→")) <= set(TTFont(font).getBestCmap())
    assert font.stat().st_size < 30_000


@pytest.mark.django_db
def test_the_commandment_is_in_sight_in_its_own_language(request_of_a_visitor):
    vow = {
        "number": 7,
        "town_hall": "Nous disons la suite.",
        "resident": "Je préviens.",
        "url": "/c/7/",
        "language": "fr",
        "dir": "ltr",
    }
    html = render_to_string("ui/base.html", {"commandment": vow}, request=request_of_a_visitor)
    assert 'lang="fr" dir="ltr">Je préviens.' in html
