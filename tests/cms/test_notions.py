"""The dictionary and its voices, as the pages use them."""

import pytest
from django.test import Client

from dictionary import queries, usage
from dictionary.actions import add_notion
from tests.dictionary.conftest import card, french_only, voice  # noqa: F401

pytestmark = pytest.mark.django_db
GUIDE = "bonjour/se-marier/"


@pytest.fixture
def procedures(db):
    from cases import demo

    demo.load()


@pytest.fixture
def visitor():
    return Client()


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def uses(key, language="fr"):
    return {(use.title, use.url) for use in usage.of(queries.entries()[key], language)}


def test_a_notion_says_which_situations_procedures_and_services_use_it(site, procedures, card):  # noqa: F811
    words = {"fr": {"word": "le mariage", "definition": "Oui."}}
    add_notion(actor=None, key="marriage", theme="family", pictogram="marriage", words=words)
    assert ("Nous nous unissons", "/fr/bonjour/se-marier/") in uses("marriage")
    words = {"fr": {"word": "l’acte de naissance", "definition": "Un papier."}}
    add_notion(actor=None, key="birth-record", theme="papers", pictogram="birth-record", words=words)
    assert "/fr/demarches/marriage/" in {url for _title, url in uses("birth-record")}
    services = {url for _title, url in uses("identity-card") if "/services/" in url}
    lines = "\n".join(site("fr", "etat-civil").document_lines).lower()
    assert ("/fr/services/citoyennete/etat-civil/" in services) == ("carte d’identité" in lines)


def test_where_a_notion_is_used_costs_nothing_once_known(site, procedures, card, django_assert_num_queries):  # noqa: F811
    usage.of(queries.entries()["identity-card"], "fr")
    with django_assert_num_queries(4):  # the stamp of the edition, once for each thing remembered
        usage.of(queries.entries()["identity-card"], "fr")


def test_papers_of_a_situation_lead_to_the_dictionary(site, procedures, visitor):
    assert "/dictionnaire/birth-record/" not in text(visitor, f"/ar/{GUIDE}")
    words = {"fr": {"word": "l’acte de naissance", "definition": "Un papier."}}
    add_notion(actor=None, key="birth-record", theme="papers", pictogram="birth-record", words=words)
    assert '<a href="/ar/dictionnaire/birth-record/">' in text(visitor, f"/ar/{GUIDE}")


def test_a_page_asks_no_more_of_the_database_for_three_notions(site, procedures, visitor):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        text(visitor, f"/fr/{GUIDE}?again")
        with CaptureQueriesContext(connection) as asked:
            text(visitor, f"/fr/{GUIDE}?again")
        return len(asked)

    def add(key):
        words = {"fr": {"word": key, "definition": key}}
        add_notion(actor=None, key=key, theme="papers", pictogram=key, words=words)

    add("birth-record")
    first = count()
    add("proof-of-address")
    add("passport")
    assert count() == first


def recorded(page, recording):
    page.body = [
        ("paragraph", {"title": "Le mariage", "text": "<p>Oui.</p>"}),
        ("recording", {"recording": recording, "reads": "before"}),
    ]
    page.save_revision().publish()


def test_a_page_gives_a_recorded_voice_and_what_it_says(site, visitor, voice):  # noqa: F811
    recording = voice(
        language="fr", title="Le mariage", transcript="Dire oui.", speaker="Awa", shows_speaker=True, is_published=True
    )
    recorded(site("fr", "se-marier"), recording)
    page = text(visitor, f"/fr/{GUIDE}")
    assert f'<audio controls preload="none" src="/voix/{recording.public_id}"' in page
    assert '<p lang="fr" dir="ltr">Dire oui.</p>' in page
    assert "(Awa)" in page
    recording.shows_speaker = False
    recording.save()
    assert "(Awa)" not in text(visitor, f"/fr/{GUIDE}")
    recording.is_published = False
    recording.save()
    assert "<audio" not in text(visitor, f"/fr/{GUIDE}")


def test_a_page_takes_only_voices_of_its_language(site, voice, editor):  # noqa: F811
    from cms.models import SituationPage

    page = site("fr", "se-marier")
    form_class = SituationPage.get_edit_handler().get_form_class()
    for language, is_refused in (("bm", True), ("fr", False)):
        recording = voice(language=language)
        form = form_class(data=as_sent(page, recording), instance=page, for_user=editor)
        form.is_valid()
        assert ("body" in form.errors) == is_refused, form.errors


def as_sent(page, recording):
    block = {"body-0-type": "recording", "body-0-order": "0", "body-0-deleted": "", "body-0-id": ""}
    value = {"body-0-value-recording": str(recording.pk), "body-0-value-reads": "before"}
    counts = {f"{name}-count": "0" for name in ("services", "online")}
    words = {"title": page.title, "slug": page.slug, "pictogram": page.pictogram, "introduction": "a"}
    return {"body-count": "1", **block, **value, **counts, **words}
