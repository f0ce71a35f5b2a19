"""Links that no longer lead anywhere: found, told once, put aside, and other sites asked with care."""

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from journal.models import Entry
from notifications.models import Message
from upkeep import actions, checking, outside
from upkeep.enums import LinkState, Trouble
from upkeep.models import Link
from upkeep.written import links_of


@pytest.fixture
def page(site):
    return site("fr", "se-marier")


def states():
    return {link.target: (link.state, link.trouble) for link in Link.objects.all()}


def of(page):
    return Link.objects.filter(page=page.pk)


def test_links_are_found_wherever_they_are_written(page, site, write):
    other = site("fr", "etat-civil")
    write(
        page,
        f'<p><a linktype="page" id="{other.pk}">a</a> <a href="tel:15">b</a> <a href="https://b.example/">c</a></p>',
    )
    page.introduction = "Voyez https://a.example/x, puis revenez."
    page.body.append(("link_card", {"title": "Carte", "text": "", "page": None, "url": "/fr/rien/"}))
    page.body.append(("link_card", {"title": "Carte", "text": "", "page": other, "url": ""}))
    targets = [link.target for link in links_of(page)]
    assert targets.count(f"page:{other.pk}") == 2
    assert {"https://a.example/x", "https://b.example/", "/fr/rien/"} <= set(targets)
    assert not any(target.startswith("tel:") for target in targets)


def test_what_is_inside_the_site_is_checked_without_the_web(page, site, write):
    gone = site("fr", "etat-civil")
    Redirect.objects.create(old_path="/fr/vieux", redirect_link="/fr/")
    html = f'<p><a linktype="page" id="{gone.pk}">a</a><a linktype="page" id="99999999">b</a>'
    html += '<a linktype="document" id="99999">c</a><a href="/fr/rien/du/tout/">d</a><a href="/fr/bonjour/">e</a>'
    html += '<a href="/fr/vieux/">f</a><a href="/fr/recherche/">g</a><a href="/ar/bonjour/?a=1#b">h</a></p>'
    write(page, html)
    gone.unpublish()
    checking.sweep()
    found = states()
    assert found[f"page:{gone.pk}"] == (LinkState.BROKEN, Trouble.UNPUBLISHED)
    assert found["page:99999999"] == (LinkState.BROKEN, Trouble.DELETED)
    assert found["document:99999"] == (LinkState.BROKEN, Trouble.NO_DOCUMENT)
    assert found["/fr/rien/du/tout/"] == (LinkState.BROKEN, Trouble.NOWHERE)
    for fine in ("/fr/bonjour/", "/fr/vieux/", "/fr/recherche/", "/ar/bonjour/?a=1#b"):
        assert found[fine] == (LinkState.FINE, ""), fine


def test_a_link_keeps_its_history_until_it_is_mended(page, write):
    write(page, '<p><a href="/fr/rien/">a</a></p>')
    checking.sweep()
    first = Link.objects.get(target="/fr/rien/")
    checking.sweep()
    again = Link.objects.get(target="/fr/rien/")
    assert (again.pk, again.times, again.broken_since) == (first.pk, 2, first.broken_since)
    write(page, "<p>Plus rien.</p>")
    checking.sweep()
    assert not Link.objects.filter(target="/fr/rien/").exists()


def test_who_answers_for_the_page_is_told_once(page, write, editor, registrar):
    actions.plan_review(page=page, actor=editor, person=registrar, service=None, months=6, is_shown=False)
    write(page, '<p><a href="/fr/rien/">a</a><a href="/fr/rien2/">b</a></p>')
    checking.sweep()
    actions.tell_of_broken_links()
    actions.tell_of_broken_links()
    [message] = Message.objects.filter(kind="links_broken")
    assert message.recipient == registrar
    assert message.context["count"] == 2


def outside_links(page, write, *addresses):
    write(page, "<p>" + "".join(f'<a href="{each}">a</a>' for each in addresses) + "</p>")
    checking.gather(page)
    return of(page).filter(target__startswith="http")


def test_other_sites_are_asked_one_request_a_second_each(page, write, settings):
    settings.CHECK_OUTSIDE_LINKS = True
    links = outside_links(page, write, "https://a.example/1", "https://a.example/2", "https://b.example/")
    pauses, asked = [], []
    count = checking.check_outside(links, sleep=pauses.append, look=lambda address: asked.append(address) or "")
    assert count == 3
    assert asked[1] == "https://b.example/"
    assert len(pauses) == 1
    assert 0.5 < pauses[0] <= 1


def test_another_site_has_failed_twice_before_anybody_hears_of_it(page, write, settings, editor):
    settings.CHECK_OUTSIDE_LINKS = True
    links = outside_links(page, write, "https://a.example/")
    checking.check_outside(links, look=lambda address: Trouble.SILENT)
    actions.tell_of_broken_links()
    assert not Message.objects.filter(kind="links_broken").exists()
    checking.check_outside(links, look=lambda address: Trouble.SILENT)
    actions.tell_of_broken_links()
    assert Message.objects.filter(kind="links_broken", recipient=editor).count() == 1


def test_nothing_is_asked_where_it_is_off_nor_concluded_without_network(page, write, settings):
    links = outside_links(page, write, "https://a.example/")
    settings.CHECK_OUTSIDE_LINKS = False
    assert checking.check_outside(links, look=pytest.fail) == 0
    settings.CHECK_OUTSIDE_LINKS = True

    def look(address):
        raise outside.NoNetwork

    checking.check_outside(links, look=look)
    assert links.get().state == LinkState.WAITING


PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1"]
PRIVATE += ["fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_network_is_never_entered(address, monkeypatch):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answers = [(family, 1, 6, "", ("93.184.215.14", 80)), (family, 1, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("connected"))
    assert outside.look("http://innocent.example/") == Trouble.UNSAFE


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        ("http://u:p@a.example/", Trouble.MALFORMED),
        ("ftp://a.example/", Trouble.MALFORMED),
        ("http://", Trouble.MALFORMED),
        ("http://[::1", Trouble.MALFORMED),
        ("http://a.example:22/", Trouble.UNSAFE),
        ("http://a..example/", Trouble.MALFORMED),
    ],
)
def test_what_is_no_address_of_the_web_is_not_opened(address, trouble):
    assert outside.look(address) == trouble


class Site(BaseHTTPRequestHandler):
    def do_HEAD(self):
        where = {"/away": "http://10.0.0.1/", "/loop": "/loop", "/moved": "/fine"}.get(self.path)
        status = 302 if where else {"/fine": 200, "/only-get": 405, "/gone": 404, "/down": 500}.get(self.path, 404)
        self.send_response(status)
        if where:
            self.send_header("Location", where)
        self.end_headers()

    def do_GET(self):
        self.send_response(200 if self.path == "/only-get" else {"/gone": 404, "/down": 500}.get(self.path, 404))
        self.end_headers()

    def log_message(self, *args):
        """Nothing to say."""


def resolved(host, port, *args, **kwargs):
    """What names are: ours is this machine, an address is itself."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if host == "localhost" else host, port))]


@pytest.fixture
def elsewhere(monkeypatch):
    """A site of its own machine that says it is of the wide world, its port included."""
    server = HTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(outside, "PORTS", {"http": server.server_port, "https": 443})
    real = outside.is_public
    monkeypatch.setattr(outside, "is_public", lambda address: address == "127.0.0.1" or real(address))
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "trouble"),
    [
        ("/fine", ""),
        ("/moved", ""),
        ("/only-get", ""),
        ("/gone", Trouble.NOT_FOUND),
        ("/down", Trouble.ERROR),
        ("/loop", Trouble.LOOP),
        ("/away", Trouble.UNSAFE),
    ],
)
def test_an_address_is_asked_by_head_then_get_and_redirects_are_judged_too(elsewhere, path, trouble, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    assert outside.look(f"{elsewhere}{path}") == trouble


def test_an_editor_sees_the_report_puts_a_link_aside_and_takes_it_back(page, write, editor, sign_in):
    write(page, '<p><a href="/fr/rien/">a</a></p>')
    checking.sweep()
    desk, link = sign_in(editor), Link.objects.get(target="/fr/rien/")
    report = desk.get(reverse("upkeep:links")).content.decode()
    assert page.title in report
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in report
    ignore = reverse("upkeep:ignore_link", args=[link.public_id])
    assert desk.post(ignore, {"reason": ""}).status_code == 422
    assert desk.post(ignore, {"reason": "Arrive en mai."}).status_code == 302
    assert desk.post(ignore, {"reason": "Encore"}).status_code == 409
    checking.sweep()
    link.refresh_from_db()
    assert (link.state, link.reason) == (LinkState.IGNORED, "Arrive en mai.")
    assert "Arrive en mai." in desk.get(reverse("upkeep:links") + "?voir=ignored").content.decode()
    assert desk.post(reverse("upkeep:watch_link", args=[link.public_id])).status_code == 302
    assert desk.post(reverse("upkeep:check_page_links", args=[page.pk])).status_code == 302
    link.refresh_from_db()
    assert link.state == LinkState.BROKEN
    verbs = set(Entry.objects.filter(verb__startswith="link.").values_list("verb", flat=True))
    assert verbs == {"link.ignored", "link.watched", "link.check_asked"}


def test_the_report_asks_the_same_of_the_database_for_one_page_and_three(
    site, write, editor, sign_in, django_assert_num_queries
):
    desk, counts = sign_in(editor), []
    for slug in ("se-marier", "arriver-dans-le-19e", "etat-civil"):
        write(site("fr", slug), '<p><a href="/fr/rien/">a</a><a linktype="page" id="9999">b</a></p>')
        checking.sweep()
        desk.get(reverse("upkeep:links"))
        with CaptureQueriesContext(connection) as seen:
            desk.get(reverse("upkeep:links"))
        counts.append(len(seen))
    assert counts[0] == counts[2]


def test_a_site_that_sends_to_what_is_no_address_stops_nothing(monkeypatch):
    from upkeep import outside
    from upkeep.enums import Trouble

    monkeypatch.setattr(outside, "ask", lambda method, address: (302, "http://[bad/"))
    with pytest.raises(outside.Refused) as refused:
        outside.answer("HEAD", "http://example.org/")
    assert refused.value.args == (Trouble.MALFORMED,)
