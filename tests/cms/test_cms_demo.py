from wagtail.models import Page

from cms import demo
from cms.models import CommandmentPage, HomePage, ServicePage


def test_the_whole_demo_loads_once_and_only_once(db):
    from accounts.seeds import ensure_services

    ensure_services()
    demo.load()
    pages = set(Page.objects.values_list("pk", flat=True))
    demo.load()
    assert set(Page.objects.values_list("pk", flat=True)) == pages
    assert CommandmentPage.objects.filter(locale__language_code="fr", live=True).count() == 19
    assert ServicePage.objects.filter(live=True).count() == 15
    assert HomePage.objects.filter(live=True).count() == 3
    assert not [page for page in Page.objects.filter(depth__gt=1) if page.revisions.count() == 0]
