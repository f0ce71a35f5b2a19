"""The link checker: what pages point to, and whether it is there."""

import hashlib
import time
from collections import defaultdict
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms import routing
from cms.models import PublicPage

from . import outside
from .enums import LinkState, Trouble
from .models import Link
from .written import links_of

PAUSE = 1  # seconds between two requests to one host
FRESH = timedelta(hours=20)
MOST_A_NIGHT = 3000
SERVED = {"wagtail_serve"}


def sweep():
    """Read every published page again, and check what is inside the site. Gives how many links are known."""
    for page in live_pages():
        gather(page)
    Link.objects.exclude(page__live=True).delete()
    check_inside(Link.objects.all())
    return Link.objects.count()


def live_pages(**wanted):
    pages = Page.objects.live().filter(alias_of=None, depth__gt=1, **wanted).order_by("path").specific()
    return (page for page in pages.iterator(chunk_size=100) if isinstance(page, PublicPage))


@transaction.atomic
def gather(page):
    """The links of a page as it reads now: those that left it are forgotten, those known keep their history."""
    written = {(link.part, digest_of(link.target)): link for link in links_of(page)}
    known = {(link.part, link.digest): link for link in Link.objects.filter(page=page.pk)}
    Link.objects.filter(pk__in=[link.pk for key, link in known.items() if key not in written]).delete()
    new = [
        Link(page_id=page.pk, part=part, part_name=link.part_name, target=link.target, digest=digest)
        for (part, digest), link in written.items()
        if (part, digest) not in known
    ]
    Link.objects.bulk_create(new, ignore_conflicts=True)


def digest_of(target):
    return hashlib.sha256(target.encode("utf-8", "surrogatepass")).hexdigest()


def check_inside(links):
    """Pages, documents and paths of our own: four queries, however many there are."""
    links = [link for link in links.exclude(state=LinkState.IGNORED) if not is_outside(link.target)]
    pages = dict(Page.objects.filter(pk__in=keys_of(links, "page")).values_list("pk", "live"))
    documents = set(get_document_model().objects.filter(pk__in=keys_of(links, "document")).values_list("pk", flat=True))
    redirects = set(Redirect.objects.values_list("old_path", flat=True))
    for link in links:
        note(link, trouble_inside(link.target, pages, documents, redirects))
    save(links)


def keys_of(links, kind):
    return {key_of(link.target) for link in links if link.target.startswith(f"{kind}:")}


def key_of(target):
    text = target.partition(":")[2]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def is_outside(target):
    return target.startswith(("http://", "https://")) and not is_our_own(target)


def is_our_own(target):
    try:
        return urlsplit(target).netloc == urlsplit(settings.SITE_URL).netloc
    except ValueError:
        return False


def trouble_inside(target, pages, documents, redirects):
    """What is wrong with a target of our own, "" when nothing is."""
    if target.startswith("page:"):
        live = pages.get(key_of(target))
        return Trouble.DELETED if live is None else ("" if live else Trouble.UNPUBLISHED)
    if target.startswith("document:"):
        return "" if key_of(target) in documents else Trouble.NO_DOCUMENT
    return "" if leads_somewhere(target, redirects) else Trouble.NOWHERE


def leads_somewhere(target, redirects):
    """Whether a path of the site has a page, a view of ours or a redirect behind it: nothing is asked by the web."""
    path = unquote(urlsplit(target).path) or "/"
    if path == "/" or Redirect.normalise_path(path) in redirects:
        return True
    language, _slash, rest = path.strip("/").partition("/")
    try:
        with translation.override(language if language in routing.LANGUAGES else settings.LANGUAGE_CODE):
            match = resolve(path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/")
    except Resolver404:
        return False
    return match.url_name not in SERVED or routing.find(f"{rest}/" if rest else "", language) is not None


def check_outside(links=None, *, sleep=time.sleep, look=outside.look):
    """Ask other sites, one request a second to each at most; gives how many addresses were asked for.

    Nothing is asked where ``CHECK_OUTSIDE_LINKS`` is off, and nothing is concluded when we have no network.
    """
    if not settings.CHECK_OUTSIDE_LINKS:
        return 0
    links = due(Link.objects.all()) if links is None else links.exclude(state=LinkState.IGNORED)
    by_address = defaultdict(list)
    for link in links[:MOST_A_NIGHT]:
        if is_outside(link.target):
            by_address[link.target].append(link)
    last = {}
    for address, same in in_turns(by_address):
        wait(last, host_of(address), sleep)
        try:
            trouble = look(address)
        except outside.NoNetwork:
            continue
        for link in same:
            note(link, trouble)
        save(same)
    return len(by_address)


def due(links):
    old = timezone.now() - FRESH
    waiting = links.filter(target__startswith="http").exclude(state=LinkState.IGNORED).exclude(checked_at__gte=old)
    return waiting.order_by("checked_at", "pk")


def in_turns(by_address):
    """The addresses, one host after the other: no host is asked twice in a row while others wait."""
    hosts = defaultdict(list)
    for address, links in by_address.items():
        hosts[host_of(address)].append((address, links))
    while hosts:
        for host in list(hosts):
            yield hosts[host].pop(0)
            if not hosts[host]:
                del hosts[host]


def host_of(address):
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def wait(last, host, sleep):
    """Leave a second between two requests to one host."""
    now = time.monotonic()
    if host in last and (rest := last[host] + PAUSE - now) > 0:
        sleep(rest)
    last[host] = time.monotonic()


def note(link, trouble):
    """Write on the link how it answered."""
    link.checked_at = timezone.now()
    if trouble:
        link.broken_since = link.broken_since or link.checked_at
        link.state, link.trouble, link.times = LinkState.BROKEN, trouble, link.times + 1
    else:
        link.state, link.trouble, link.times = LinkState.FINE, "", 0
        link.broken_since = link.told_at = None


def save(links):
    """Somebody may have put a link aside in the meantime: that choice stands."""
    fields = ["state", "trouble", "times", "broken_since", "told_at", "checked_at"]
    with transaction.atomic():
        keys = [link.pk for link in links]
        aside = Link.objects.select_for_update().filter(pk__in=keys, state=LinkState.IGNORED)
        ignored = set(aside.values_list("pk", flat=True))
        Link.objects.bulk_update([link for link in links if link.pk not in ignored], fields, batch_size=500)
