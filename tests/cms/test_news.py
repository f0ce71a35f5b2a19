"""News, releases to the press, and their feeds."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model

from cms.models import NewsPage

ATOM = "{http://www.w3.org/2005/Atom}"
INDEX = "/fr/actualites/"


def add(site, number, **fields):
    parent = site("fr", "actualites")
    values = {"date": timezone.localdate(), "introduction": "Un mot.", **fields}
    page = parent.add_child(instance=NewsPage(title=f"Nouvelle {number}", locale=parent.locale, **values))
    page.save_revision().publish()
    return page


def photograph():
    content = BytesIO()
    Image.new("RGB", (1400, 900), "navy").save(content, "JPEG")
    file = SimpleUploadedFile("photo.jpg", content.getvalue(), "image/jpeg")
    return get_image_model().objects.create(title="Photo", file=file)


def test_the_latest_news_come_first_and_each_has_a_page(site):
    news = Client().get(INDEX).context["news"].object_list
    dates = [card.date for card in news]
    assert dates == sorted(dates, reverse=True)
    assert len(news) == 3
    for card in news:
        assert Client().get(card.url).status_code == 200


def test_news_are_read_by_family(site):
    cards = Client().get(f"{INDEX}?famille=citizenship").context["news"].object_list
    assert [card.family for card in cards] == ["citizenship"]
    assert len(Client().get(f"{INDEX}?famille=rien").context["news"].object_list) == 3


def test_news_are_ten_a_page_and_an_odd_number_of_page_gives_the_nearest(site):
    for number in range(9):
        add(site, number)
    client = Client()
    assert len(client.get(INDEX).context["news"].object_list) == 10
    assert len(client.get(f"{INDEX}?page=2").context["news"].object_list) == 2
    assert client.get(f"{INDEX}?page=x").context["news"].number == 1
    assert client.get(f"{INDEX}?page=99").context["news"].number == 2
    assert client.get(f"{INDEX}?page=%00").status_code == 200


def test_the_list_costs_the_same_with_three_more_news_and_their_pictures(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = photograph()
    add(site, 0, picture=picture, picture_alternative="Un ciel")

    def cost():
        Client().get(INDEX)
        with CaptureQueriesContext(connection) as spent:
            Client().get(INDEX)
        return len(spent)

    before = cost()
    for number in range(1, 4):
        add(site, number, picture=picture, picture_alternative="Un ciel")
    assert cost() == before


def test_a_piece_of_news_leaves_at_its_expiry_date(site):
    from django.core.management import call_command

    page = add(site, 1, expire_at=timezone.now() - timedelta(minutes=1))
    NewsPage.objects.filter(pk=page.pk).update(live=True, expired=False)
    call_command("publish_scheduled")
    assert Client().get(page.get_url()).status_code == 404


def test_a_picture_needs_its_words(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = NewsPage(title="Sans mots", date=timezone.localdate(), picture=photograph())
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert "picture_alternative" in refused.value.message_dict


def test_the_picture_is_shown_with_its_words_and_when_the_page_is_shared(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = add(site, 1, picture=photograph(), picture_alternative="Le hall, le matin")
    text = Client().get(page.get_url()).content.decode()
    assert 'alt="Le hall, le matin"' in text
    assert f'<meta property="og:image" content="{settings.SITE_URL}/media/images/' in text
    assert 'property="og:type" content="article"' in text


def test_a_feed_follows_the_news_in_ones_own_language(site, settings):
    response = Client().get("/ar/flux/actualites.atom")
    feed = ET.fromstring(response.content)
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    assert entries[0].find(f"{ATOM}link").attrib["href"].startswith(f"{settings.SITE_URL}/ar/actualites/")


def test_releases_are_news_of_the_press_page_and_of_no_other(site):
    press = Client().get("/fr/presse/")
    assert [card.url for card in press.context["news"].object_list] == [
        "/fr/presse/un-dossier-complet-du-premier-coup/"
    ]
    assert "presse@mairie.example" in press.content.decode()
    assert "un-dossier-complet" not in Client().get(INDEX).content.decode()
    assert len(ET.fromstring(Client().get("/fr/flux/presse.atom").content).findall(f"{ATOM}entry")) == 1


def test_journalists_take_the_press_kit_along(site, settings, tmp_path):
    from wagtail.documents import get_document_model

    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("dossier.pdf", b"%PDF-1.4 dossier", "application/pdf")
    document = get_document_model().objects.create(title="Dossier de presse", file=file)
    page = site("fr", "presse")
    page.kit = [("document", document)]
    page.save_revision().publish()
    text = Client().get("/fr/presse/").content.decode()
    assert document.url in text
    assert b"dossier" in b"".join(Client().get(document.url))


def test_an_official_has_a_page_with_what_she_looks_after_and_when_she_receives(site):
    cards = Client().get("/fr/vos-elus/").context["officials"]
    assert [card.title for card in cards] == ["Nadia Belkacem", "Samuel Lenoir", "Aïssatou Camara"]
    text = Client().get(cards[1].url).content.decode()
    assert "Rénovation des immeubles" in text
    assert "Le mercredi, de 9\N{NO-BREAK SPACE}h à 12\N{NO-BREAK SPACE}h" in text


def test_the_list_of_officials_costs_the_same_with_one_and_three(site):
    from cms.models import OfficialPage

    def cost():
        Client().get("/fr/vos-elus/")
        with CaptureQueriesContext(connection) as spent:
            Client().get("/fr/vos-elus/")
        return len(spent)

    three = cost()
    for page in OfficialPage.objects.exclude(slug="nadia-belkacem"):
        page.unpublish()
    assert cost() == three
