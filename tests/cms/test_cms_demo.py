from django.conf import settings
from wagtail.models import Page

from cms import demo
from cms.models import CommandmentPage, HomePage, ServicePage, SituationPage, StandardPage


def test_the_whole_demo_loads_once_and_only_once(db):
    from accounts.seeds import ensure_services

    ensure_services()
    demo.load()
    pages = set(Page.objects.values_list("pk", flat=True))
    demo.load()
    assert set(Page.objects.values_list("pk", flat=True)) == pages
    for language, _name in settings.LANGUAGES:
        live = {"locale__language_code": language, "live": True}
        assert CommandmentPage.objects.filter(**live).count() == 19
        assert ServicePage.objects.filter(**live).count() == 15
        assert SituationPage.objects.filter(**live).count() == 7
        assert StandardPage.objects.filter(**live).count() == 4
        assert HomePage.objects.filter(**live).count() == 1
    assert not [page for page in Page.objects.filter(depth__gt=1) if page.revisions.count() == 0]
