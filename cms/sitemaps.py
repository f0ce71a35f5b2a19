"""What search engines are shown: every published page in its real languages, each naming the others."""

from collections import defaultdict

from django.contrib.sitemaps import Sitemap
from wagtail.models import Page

from . import routing
from .enums import SOURCE_LANGUAGE


class PageSitemap(Sitemap):
    def items(self):
        pages = Page.objects.live().public().filter(depth__gt=1, alias_of=None)
        return pages.select_related("locale").order_by("path")

    def location(self, page):
        return routing.address(page)

    def lastmod(self, page):
        return page.last_published_at

    def get_urls(self, page=1, site=None, protocol=None):
        urls = super().get_urls(page, site, protocol)
        together = defaultdict(dict)
        for url in urls:
            together[url["item"].translation_key][routing.language_of(url["item"])] = url["location"]
        for url in urls:
            url["alternates"] = alternates(together[url["item"].translation_key])
        return urls


def alternates(locations):
    """The same page in each language, as Django's template writes them; the French one for every other language."""
    if len(locations) < 2:
        return []
    found = [{"lang_code": tag(language), "location": location} for language, location in locations.items()]
    source = locations.get(SOURCE_LANGUAGE)
    return [*found, {"lang_code": "x-default", "location": source}] if source else found


def tag(language):
    """The tag of BCP 47: zh-hans is written zh-Hans."""
    first, _, script = language.partition("-")
    return f"{first}-{script.title()}" if script else first
