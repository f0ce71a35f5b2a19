"""Several photos of one paper: chosen at once, put in order by finger, mouse or keys, kept over a cut line."""

import io

import pikepdf
import pytest
from PIL import Image

from vault import storage
from vault.models import Document, Upload

from .papers import upload
from .steps import IDENTITY, begin, only_case, papers_page
from .visitor import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/fr/espace/coffre/photos/"


def photo(colour, size=(600, 800)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", quality=95)
    return upload(f"{colour}.jpg", out.getvalue(), "image/jpeg")


def colours_of(document):
    """The main colour of each page, as a letter."""
    with pikepdf.open(io.BytesIO(b"".join(storage.read(document.last)))) as pdf:
        shown = [pikepdf.PdfImage(next(iter(page.get_images().values()))).as_pil_image() for page in pdf.pages]
    pixels = [page.convert("RGB").getpixel((40, 40)) for page in shown]
    return "".join("rgb"[pixel.index(max(pixel))] for pixel in pixels)


def names(awa):
    return awa.page.locator(".photo [data-name]").all_inner_texts()


@pytest.fixture
def awa(cast):
    visitor = cast("resident", viewport=PHONE, has_touch=True, is_mobile=True)
    visitor.open(ADDRESS)
    return visitor


def choose(awa, *photos):
    awa.page.locator("input[data-add][multiple]").set_input_files(list(photos))


def wait_until_kept(awa, count):
    kept = awa.page.locator(".photo [data-state]", has_text="Photo gardée")
    kept.nth(count - 1).wait_for()
    assert awa.page.locator(".photo").count() == kept.count() == count


def put_away(awa):
    awa.page.locator("[name=type]").select_option(label="Passeport")
    awa.page.get_by_role("button", name="Ranger dans mon coffre").click()
    awa.page.wait_for_url("**/coffre/*-*/")
    return Document.objects.latest("pk")


def test_several_at_once_are_ordered_by_keys_and_by_finger_taken_again_and_taken_out(awa):
    choose(awa, photo("red"), photo("lime"), photo("blue"))
    wait_until_kept(awa, 3)
    assert names(awa) == ["red.jpg", "lime.jpg", "blue.jpg"]
    assert awa.page.locator(".photo .thumbnail img[src^='data:image/jpeg']").count() == 3
    awa.look("vault-photos")
    awa.page.set_viewport_size(PHONE)

    awa.page.get_by_role("button", name="Monter la page 3").focus()
    awa.page.keyboard.press("Enter")
    assert names(awa) == ["red.jpg", "blue.jpg", "lime.jpg"]
    awa.reads("Page placée en 2 sur 3")

    grip, first = awa.page.locator("[data-grip]").nth(2), awa.page.locator(".photo").first
    first.scroll_into_view_if_needed()
    held, goal = grip.bounding_box(), first.bounding_box()
    awa.page.mouse.move(held["x"] + 10, held["y"] + 20)
    awa.page.mouse.down()
    awa.page.mouse.move(goal["x"] + 10, goal["y"] + goal["height"] * 1.2, steps=8)
    awa.page.mouse.move(goal["x"] + 10, goal["y"] + 8, steps=8)
    awa.page.mouse.up()
    assert names(awa) == ["lime.jpg", "red.jpg", "blue.jpg"]

    awa.page.get_by_role("button", name="Enlever la page 2").click()
    assert names(awa) == ["lime.jpg", "blue.jpg"]
    with awa.page.expect_file_chooser() as chooser:
        awa.page.get_by_role("button", name="Reprendre la page 1").click()
    chooser.value.set_files(photo("red"))
    wait_until_kept(awa, 2)
    assert names(awa) == ["red.jpg", "blue.jpg"]
    assert colours_of(put_away(awa)) == "rb"


def test_a_cut_line_keeps_what_was_sent_and_a_mistake_keeps_all(awa):
    tries = []

    def cut(route):
        if route.request.method == "PATCH":
            tries.append(route.request.url)
            if len(tries) == 2:
                return route.abort("internetdisconnected")
        return route.continue_()

    awa.page.route("**/coffre/envois/**", cut)
    choose(awa, photo("red"), photo("blue"))
    awa.page.get_by_role("button", name="Ranger dans mon coffre").click()  # before all has left, and without a kind
    awa.page.wait_for_url(f"**{ADDRESS}")
    awa.page.locator(".error-summary").wait_for()
    assert len(tries) == 3
    assert Upload.objects.count() == 2
    assert names(awa) == ["red.jpg", "blue.jpg"]
    awa.page.get_by_role("button", name="Descendre la page 1").click()
    assert colours_of(put_away(awa)) == "br"
    assert not Upload.objects.exists()


def test_no_more_pages_than_the_form_takes(awa):
    choose(awa, *[photo("red", size=(40, 40)) for _number in range(12)])
    wait_until_kept(awa, 10)
    awa.reads("Pas plus de 10 pages")
    assert awa.page.locator("label.photo-add:visible").count() == 0


def test_from_right_to_left_too(cast):
    awa = cast("resident", viewport=PHONE)
    awa.open(ADDRESS.replace("/fr/", "/ar/"))
    choose(awa, photo("red"))
    awa.page.wait_for_selector(".photo")
    awa.look("vault-photos-ar", language="ar")


def test_both_sides_of_a_card_are_photographed_where_a_case_asks_for_it(awa):
    begin(awa, "marriage", look=False)
    papers_page(awa, only_case())
    awa.look("papers-before-the-other-person")
    awa.follow(IDENTITY)
    awa.follow("Photographier plusieurs pages")
    awa.look("case-photographs")
    awa.page.set_viewport_size(PHONE)
    choose(awa, photo("red"), photo("blue"))
    wait_until_kept(awa, 2)
    awa.page.locator("[name=type]").select_option(label="Carte d’identité")
    awa.press("Donner ce document")
    awa.reads("C’est reçu.")
    assert colours_of(only_case().pieces.get(requirement="identity").version.document) == "rb"
