"""What editors paste and drop: texts of word processors, web pages, huge pictures, titles full of marks."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms import words
from cms.forms import WIDEST

ADDRESS = "/fr/accessibilite/"


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def form(page, **changes):
    fields = {
        "title": page.title,
        "slug": page.slug,
        "introduction": page.introduction,
        "body": streamfield([]),
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    return nested_form_data({**fields, **changes})


def publish(client, page, **changes):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, {**form(page, **changes), "action-publish": "1"})


def pasted(*blocks, entities=None):
    """What the editor's field sends: Draft.js' own shape."""
    rows = [
        {
            "key": f"b{number}",
            "type": kind,
            "text": text,
            "depth": 0,
            "inlineStyleRanges": styles,
            "entityRanges": links,
        }
        for number, (kind, text, styles, links) in enumerate(blocks)
    ]
    return json.dumps({"blocks": rows, "entityMap": entities or {}})


def text_of(page):
    return Client().get(page.get_url()).content.decode()


def style(offset, length, name):
    return {"offset": offset, "length": length, "style": name}


def test_a_pasted_document_keeps_its_words_and_only_the_shapes_we_have(site, administrator, sign_in):
    page = site("fr", "accessibilite")
    styles = [style(7, 4, "BOLD"), style(0, 2, "UNDERLINE"), style(3, 3, "color-red")]
    content = pasted(
        ("header-three", "Compte rendu", [], []),
        ("unstyled", "Un mot gras et souligné", styles, []),
        ("unstyled", "<o:p>&nbsp;</o:p><style>@page{}</style><script>alert(1)</script>", [], []),
        ("unordered-list-item", "Un point", [], []),
        ("atomic", " ", [], [{"key": 0, "offset": 0, "length": 1}]),
        entities={"0": {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"src": "file:///C:/image001.png"}}},
    )
    body = streamfield([("paragraph", {"title": "", "text": content})])
    assert publish(sign_in(administrator), page, body=body).status_code == 302
    page.refresh_from_db()
    source = page.body[0].value["text"].source
    assert ">Compte rendu</h3>" in source
    assert "<b>gras</b>" in source
    assert ">Un point</li>" in source
    for wrong in ("<u>", "color", "<script", "<style", "<o:p", "<img", "file://"):
        assert wrong not in source
    assert "<script>alert(1)" not in text_of(page)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_pasted_link_that_would_run_something_leads_nowhere(site, administrator, sign_in, href):
    page = site("fr", "accessibilite")
    content = pasted(
        ("unstyled", "Cliquez ici", [], [{"key": 0, "offset": 0, "length": 7}]),
        entities={"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": href}}},
    )
    publish(sign_in(administrator), page, body=streamfield([("paragraph", {"title": "", "text": content})]))
    text = text_of(page).lower()
    assert "cliquez" in text
    assert f'href="{href.lower()}' not in text


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("🎉 La fête du canal 🎉", "la-fête-du-canal"),
        ("\u202eemêt al\u202c \u200f« عيد »\u200e", "emêt-al-عيد"),
        ("\u2067خبر جديد\u2069", "خبر-جديد"),
        ("🎉🎉", "page"),
        ("   Deux   mots\u200b ", "deux-mots"),
    ],
)
def test_pictures_and_marks_in_a_title_give_a_good_address(site, administrator, sign_in, title, slug):
    page = site("fr", "accessibilite")
    assert publish(sign_in(administrator), page, title=title, slug=title).status_code == 302
    page.refresh_from_db()
    assert page.slug == slug
    assert not words.MARKS.search(page.title)
    assert Client().get(page.get_url()).status_code == 200


def test_an_emoji_of_a_family_is_not_taken_apart():
    assert words.without_marks("👨‍👩‍👧 Familles") == "👨‍👩‍👧 Familles"


def picture(size, kind="JPEG", name="photo.jpg", noise=False):
    content = BytesIO()
    image = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new("RGB", size, "teal")
    image.save(content, kind, quality=100) if kind == "JPEG" else image.save(content, kind)
    return SimpleUploadedFile(name, content.getvalue(), f"image/{kind.lower()}")


def deposit(client, file, title="Le canal"):
    return client.post(reverse("wagtailimages:add"), {"title": title, "file": file})


def test_a_picture_of_twenty_megabytes_is_taken_and_made_smaller(site, media, editor, sign_in):
    file = picture((4800, 3300), noise=True)
    assert file.size > 20 * 10**6
    assert deposit(sign_in(editor), file).status_code == 302
    kept = get_image_model().objects.get()
    assert max(kept.width, kept.height) == WIDEST
    assert kept.file_size < 10**7


def test_a_large_photograph_stands_upright_and_forgets_where_it_was_taken(site, media, editor, sign_in):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "Appareil de Nour"
    content = BytesIO()
    Image.new("RGB", (5000, 3000), "teal").save(content, "JPEG", exif=exif)
    deposit(sign_in(editor), SimpleUploadedFile("photo.jpg", content.getvalue(), "image/jpeg"))
    kept = get_image_model().objects.get()
    assert (kept.width, kept.height) == (2400, WIDEST)
    assert b"Nour" not in kept.file.read()


def refusal(response):
    assert response.status_code == 200
    assert get_image_model().objects.count() == 0
    assert 'value="Le canal"' in response.content.decode()  # what was typed is still there
    [error] = response.context["form"].errors["file"]
    return error


def test_a_picture_of_more_than_fifty_million_points_is_refused_with_a_word(site, media, editor, sign_in):
    error = refusal(deposit(sign_in(editor), picture((9000, 6000), "PNG", "grande.png")))
    assert "9000 × 6000" in error
    assert "Réduisez-la" in error


def test_a_picture_too_heavy_is_refused_with_a_word(site, media, editor, sign_in, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1000
    assert "trop lourde" in refusal(deposit(sign_in(editor), picture((400, 300))))


def test_a_picture_heavier_than_anything_the_site_receives_is_refused_too(site, media, editor, sign_in, monkeypatch):
    monkeypatch.setattr("vault.uploads.MAX_PICTURE_BYTES", 1000)
    assert "trop lourde" in refusal(deposit(sign_in(editor), picture((400, 300))))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dessin.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("dessin.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("virus.jpg", b"MZ\x90\x00"),
        ("vide.png", b""),
        ("page.html", b"<html></html>"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_word(site, media, editor, sign_in, name, content):
    assert refusal(deposit(sign_in(editor), SimpleUploadedFile(name, content, "image/png")))
