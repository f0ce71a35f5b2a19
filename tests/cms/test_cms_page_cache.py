import gzip
import time
from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.models import Service
from cms import memory, page_cache, queries

SERVICE = "/fr/services/citoyennete/etat-civil/"
PUBLIC = "public, max-age=0, must-revalidate"


@pytest.fixture(autouse=True)
def kept_pages(site, settings):
    settings.PAGE_CACHE = True
    page_cache._ready.clear()
    yield
    page_cache._ready.clear()


@pytest.fixture
def visitor():
    return Client()


def another_worker():
    """Forget what this process keeps: what is left is shared."""
    page_cache._ready.clear()
    memory._kept.clear()


def rename(page, title):
    page.title = title
    page.save_revision().publish()


def test_a_second_visitor_gets_the_same_page_without_a_query(visitor, settings, django_assert_num_queries):
    first = visitor.get(SERVICE)
    settings.PAGE_CACHE_SECONDS = 60
    memory.recent_stamp()
    with django_assert_num_queries(0):
        second = Client().get(SERVICE)
    assert second.content == first.content
    assert second.headers["ETag"] == first.headers["ETag"]
    memory._seen = (None, float("-inf"))


def test_another_worker_finds_it_in_the_shared_cache(visitor, monkeypatch):
    first = visitor.get(SERVICE)
    another_worker()
    monkeypatch.setattr(page_cache, "store", lambda *args: pytest.fail("made again"))
    assert Client().get(SERVICE).content == first.content


def test_publishing_shows_at_once_in_every_worker(site, visitor):
    visitor.get(SERVICE)
    rename(site("fr", "etat-civil"), "Papiers et familles")
    assert "Papiers et familles" in visitor.get(SERVICE).content.decode()
    another_worker()
    assert "Papiers et familles" in Client().get(SERVICE).content.decode()


def test_a_worker_that_was_not_told_learns_of_a_publication_within_a_second(site, visitor, settings):
    settings.PAGE_CACHE_SECONDS = 0.5
    visitor.get(SERVICE)
    known = memory._seen
    rename(site("fr", "etat-civil"), "Papiers et familles")
    memory._seen = known
    time.sleep(0.6)
    assert "Papiers et familles" in visitor.get(SERVICE).content.decode()


def test_a_page_withdrawn_moved_or_deleted_is_gone_at_once(site, visitor):
    for leave in (lambda page: page.unpublish(), lambda page: page.delete()):
        page = site("fr", "etat-civil") if leave.__code__.co_names[0] == "unpublish" else site("fr", "accueil")
        path = page.get_url()
        assert visitor.get(path).status_code == 200
        leave(page)
        assert visitor.get(path).status_code == 404


def test_a_change_of_procedure_or_service_shows_at_once(visitor):
    from cases.definitions import ensure_procedures
    from cases.models import Procedure

    ensure_procedures()
    assert "/fr/demarches/marriage/" in visitor.get(SERVICE).content.decode()
    marriage = Procedure.objects.get(code="marriage")
    marriage.is_open = False
    marriage.save()
    assert "/fr/demarches/marriage/" not in visitor.get(SERVICE).content.decode()
    before = memory.current_stamp()
    Service.objects.first().save()
    assert memory.current_stamp() != before


def test_the_day_changes_the_page(visitor, monkeypatch):
    visitor.get("/fr/")
    made = []
    monkeypatch.setattr(page_cache, "store", lambda key, kept: made.append(key))

    class Tomorrow(date):
        @classmethod
        def today(cls):
            return cls(2031, 1, 1)

    monkeypatch.setattr(page_cache, "date", Tomorrow)
    visitor.get("/fr/")
    assert len(made) == 1


def test_somebody_signed_in_is_neither_served_from_the_cache_nor_kept_in_it(visitor, alice, sign_in):
    person = sign_in(alice)
    own = person.get(SERVICE)
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in own.headers
    assert not page_cache._ready
    public = visitor.get(SERVICE)
    assert public.headers["Cache-Control"] == PUBLIC
    assert "ETag" not in person.get(SERVICE).headers


def test_a_waiting_message_keeps_a_page_out(visitor):
    visitor.cookies["messages"] = "anything"
    assert "ETag" not in visitor.get(SERVICE).headers
    assert not page_cache._ready


def test_six_languages_and_three_themes_are_kept_apart(visitor):
    marks = {visitor.get(f"/{code}/").headers["ETag"] for code in ("fr", "en", "ar", "zh-hans", "wo", "bm")}
    visitor.cookies["theme"] = "dark"
    dark = visitor.get("/fr/")
    assert 'data-theme="dark"' in dark.content.decode()
    assert len(marks | {dark.headers["ETag"]}) == 7
    visitor.cookies["theme"] = "<script>"
    assert visitor.get("/fr/").headers["ETag"] in marks


def test_a_draft_seen_in_preview_is_never_kept(site, visitor):
    live = visitor.get(SERVICE).content
    page = site("fr", "etat-civil")
    page.title = "Un brouillon"
    page_cache._ready.clear()
    shown = page.make_preview_request(preview_mode="")
    assert "Un brouillon" in shown.content.decode()
    assert "ETag" not in shown.headers
    assert visitor.get(SERVICE).content == live


def test_nothing_of_an_address_typed_by_somebody_is_kept(visitor):
    assert "ETag" not in visitor.get(SERVICE + "?q=words").headers
    assert "ETag" not in visitor.get(SERVICE + "?utm_source=first").headers
    visitor.get(SERVICE)
    assert "ETag" in visitor.get(SERVICE + "?utm_source=letter").headers
    assert "ETag" not in visitor.get("/fr/nowhere/").headers


def test_a_page_somebody_has_is_not_sent_again(visitor):
    first = visitor.get(SERVICE)
    again = visitor.get(SERVICE, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == PUBLIC


def test_a_kept_page_travels_compressed_and_sets_nothing(visitor):
    plain = visitor.get(SERVICE)
    packed = visitor.get(SERVICE, headers={"accept-encoding": "br, gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Content-Length"] == str(len(packed.content)) != plain.headers["Content-Length"]
    assert packed.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"]
    assert not packed.cookies
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_pages_with_a_form_are_neither_kept_nor_compressed(visitor):
    response = visitor.get("/fr/compte/login/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert "public" not in response.headers["Cache-Control"]


def test_a_page_closed_to_some_is_never_kept(site, visitor):
    from wagtail.models import PageViewRestriction

    visitor.get(SERVICE)
    page = site("fr", "etat-civil")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert visitor.get(SERVICE).status_code == 302
    assert visitor.get("/fr/").status_code == 200


def test_a_cache_that_is_down_costs_time_not_the_page(visitor, monkeypatch):
    def fall(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(caches["pages"].__class__, "get", fall)
    monkeypatch.setattr(caches["pages"].__class__, "set", fall)
    assert visitor.get(SERVICE).status_code == 200


def test_the_commandment_of_the_day_is_on_the_kept_page(visitor):
    vow = queries.commandment_for("/fr/", "fr")
    assert vow.town_hall[:20] in visitor.get("/fr/").content.decode()
