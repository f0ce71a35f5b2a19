"""One page of each kind that a stranger meets, in each language: for axe, and for whoever looks at the pictures."""

import pytest
from django.conf import settings

from dictionary import demo as dictionary_demo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = {
    "front-door": "",
    "guide": "bonjour/",
    "situation": "bonjour/{situation}/",
    "services": "services/",
    "family": "services/citoyennete/",
    "service": "services/citoyennete/etat-civil/",
    "commandments": "les-19-commandements/",
    "procedures": "demarches/",
    "procedure": "demarches/marriage/",
    "found": "recherche/?q=mariage",
    "nothing-found": "recherche/?q=xyzxyz",
    "dictionary": "dictionnaire/",
    "notion": "dictionnaire/appointment/",
    "shown": "dictionnaire/appointment/montrer/",
    "sign-in": "compte/login/",
    "sign-up": "compte/signup/",
    "your-data": "vos-donnees/",
}


@pytest.mark.usefixtures("public_site")
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_kind_of_page_is_right_in_every_language(visitor, language):
    dictionary_demo.load()
    reader = visitor("Nour")
    tag = {"zh-hans": "zh-Hans"}.get(language, language)
    reader.open(f"/{language}/bonjour/")
    situation = reader.page.locator("main a[href*='/bonjour/']").first.get_attribute("href").strip("/").split("/")[-1]
    for name, address in ADDRESSES.items():
        assert reader.open(f"/{language}/{address.format(situation=situation)}") == 200, name
        reader.look(f"{language}-{name}", language=tag)
