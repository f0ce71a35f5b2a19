"""How often each page is read, without cookie and without knowing by whom.

A visit adds one to a number in this process: nothing is written while somebody waits. Every some seconds a thread adds
what was counted to the table, one row for a day, a page, a language and a kind of machine; a process that is killed
loses those seconds. What asks not to be counted (Do Not Track, Global Privacy Control) is not, nor are robots.
"""

import atexit
import logging
import re
import threading
from collections import Counter
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from wagtail.models import Page

from . import routing
from .enums import Device
from .models import Visits

logger = logging.getLogger(__name__)

MOST = 20_000  # rows kept while the database is away
ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|monitor|preview|facebookexternalhit|curl|wget|python|java/|go-http"
    r"|okhttp|axios|libwww|scrapy|feed|fetch|validator|archive",
    re.I,
)
PHONE = re.compile(r"mobi|iphone|ipod", re.I)
TABLET = re.compile(r"ipad|tablet|kindle|silk|android", re.I)  # an Android that does not say "Mobile"

_counted = Counter()
_lock = threading.Lock()
_thread = None


def count(request, response):
    """Add one for a page that was really shown to somebody who lets it be counted."""
    if request.method != "GET" or response.status_code not in (200, 304):
        return
    if getattr(request, "is_dummy", False):  # an editor's preview bears the address of the page
        return
    device = device_of(request.headers.get("User-Agent", ""))
    if device is None or refuses(request.headers):
        return
    language, _, path = request.path_info[1:].partition("/")
    found = routing.find(path, language) if language in routing.LANGUAGES else None
    if found is not None:
        with _lock:
            _counted[date.today(), found[0], language, device] += 1
        keep_going()


def refuses(headers):
    """Whether the browser asks not to be counted, or only fetches ahead what may never be read."""
    return (
        headers.get("DNT") == "1"
        or headers.get("Sec-GPC") == "1"
        or "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", ""))
    )


@lru_cache(maxsize=2048)
def device_of(agent):
    """The kind of machine a browser says it runs on; None for a robot, or for who says nothing."""
    if not agent or ROBOT.search(agent):
        return None
    if PHONE.search(agent):
        return Device.PHONE.value
    return (Device.TABLET if TABLET.search(agent) else Device.DESK).value


def keep_going():
    """One thread a process writes down what was counted; started at the first visit, after any fork."""
    global _thread
    if _thread is not None and _thread.is_alive():
        return
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=write_for_ever, name="statistics", daemon=True)
            _thread.start()


_stop = threading.Event()


def write_for_ever():
    while not _stop.wait(settings.STATISTICS_SECONDS):
        close_old_connections()
        flush()
        connection.close()


def flush():
    """Add what was counted to the table. What could not be written waits for the next time."""
    with _lock:
        taken = dict(_counted)
        _counted.clear()
    if not taken:
        return
    try:
        write(taken)
    except Exception:
        logger.exception("visits could not be written down")
        with _lock:
            if len(_counted) + len(taken) <= MOST:
                _counted.update(taken)


ADD = """INSERT INTO cms_visits (day, page_key, language, device, number) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (day, page_key, language, device) DO UPDATE SET number = cms_visits.number + EXCLUDED.number"""


@transaction.atomic
def write(taken):
    """In one order for all processes, so that none waits for another for ever."""
    keys = dict(Page.objects.filter(pk__in={page for _day, page, *_rest in taken}).values_list("pk", "translation_key"))
    rows = Counter()
    for (day, page, language, device), number in taken.items():
        if page in keys:
            rows[day, keys[page], language, device] += number
    with connection.cursor() as cursor:
        cursor.executemany(ADD, [(*row, number) for row, number in sorted(rows.items())])


def forget(before):
    """Let go of what is older than a day; how many rows went."""
    return Visits.objects.filter(day__lt=before).delete()[0]


@atexit.register
def at_the_end():
    """The last seconds are written when the process is asked to leave."""
    _stop.set()
    if _counted:
        flush()
