"""What search engines are shown: every published page, in the languages it is really written in."""

from django.contrib.sitemaps import Sitemap
from wagtail.models import Page

from . import routing


class PageSitemap(Sitemap):
    def items(self):
        pages = Page.objects.live().public().filter(depth__gt=1, alias_of=None)
        return pages.select_related("locale").order_by("path")

    def location(self, page):
        return routing.address(page)

    def lastmod(self, page):
        return page.last_published_at
