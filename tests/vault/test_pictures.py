"""Photos become a paper; papers are shown as pictures of ours, to nobody else than may read them."""

import io
from datetime import timedelta

import pikepdf
import PIL.Image
import PIL.ImageDraw
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry
from vault import actions, cells, photos, previews, queries, reception, sharing, storage, tasks
from vault.enums import ScanState
from vault.errors import RefusedFile, Unreadable
from vault.models import Document, Preview, Upload
from vault.scratch import Scratch

from .papers import objects_in, pdf_of, store


def photo(colour="white", size=(600, 800), form="JPEG", turned=None, place=False):
    picture = PIL.Image.new("RGB", size, colour)
    exif = PIL.Image.Exif()
    if turned:
        exif[0x0112] = turned
    if place:
        exif.get_ifd(0x8825)[2] = (48.0, 53.0, 0.0)
    out = io.BytesIO()
    picture.save(out, form, exif=exif)
    return SimpleUploadedFile(f"photo.{form.lower()}", out.getvalue())


def table_with_sheet():
    """A white sheet seen askew on a dark table, its upper left corner red."""
    picture = PIL.Image.new("RGB", (1200, 1600), "#20242c")
    draw = PIL.ImageDraw.Draw(picture)
    draw.polygon([(260, 200), (1010, 290), (930, 1380), (180, 1260)], fill="white")
    draw.polygon([(300, 250), (450, 268), (440, 410), (290, 395)], fill="red")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return SimpleUploadedFile("table.jpg", out.getvalue())


def pages_of(taken, **options):
    with photos.assembled(taken, **options) as made, pikepdf.open(io.BytesIO(made.read())) as pdf:
        return [pikepdf.PdfImage(next(iter(page.get_images().values()))).as_pil_image() for page in pdf.pages]


def near(pixel, colour):
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


def test_photos_become_one_pdf_in_their_order():
    shown = pages_of([photo("red"), photo("lime"), photo("blue", form="PNG")])
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    assert all(near(page.getpixel((50, 50)), colour) for page, colour in zip(shown, colours, strict=True))


def test_each_stands_upright_and_says_nothing_of_where_it_was_taken():
    taken = photo(size=(800, 600), turned=6, place=True)
    with photos.assembled([taken]) as made:
        assert b"Exif" not in made.read()
    [page] = pages_of([taken])
    assert page.height > page.width


def test_a_sheet_on_a_table_is_straightened_and_fills_the_page():
    [page] = pages_of([table_with_sheet()])
    for corner in [(15, 15), (page.width - 15, 15), (15, page.height - 15), (page.width - 15, page.height - 15)]:
        assert near(page.getpixel(corner), (255, 255, 255))
    assert near(page.getpixel((page.width // 8, page.height // 10)), (255, 0, 0))
    assert 1.2 < page.height / page.width < 1.7


def test_left_as_it_is_when_asked_or_when_no_sheet_is_seen():
    [whole] = pages_of([table_with_sheet()], straighten=False)
    assert near(whole.getpixel((10, 10)), (32, 36, 44))
    [plain] = pages_of([photo("#777777")])
    assert plain.size == (600, 800)


@pytest.mark.parametrize("content", [b"", b"no picture", b"%PDF-1.7 x", photo().read()[:300]])
def test_what_is_no_photo_is_refused_with_a_sentence(content):
    with pytest.raises(RefusedFile), photos.assembled([photo(), SimpleUploadedFile("x.jpg", content)]):
        pass


@pytest.fixture
def version(alice, types, clamd):
    document = store(alice, types, pdf_of(text=b"shown"))
    actions.examine(document.last.pk)
    return document.versions.select_related("document__owner").get()


def test_a_safe_paper_is_drawn_once(version, vault_folder):
    assert previews.make(version.pk) == 2
    assert previews.make(version.pk) == 0
    assert {preview.page for preview in version.previews.all()} == {0, 1}
    assert not any(b"JFIF" in path.read_bytes() for path in objects_in(vault_folder))
    picture = PIL.Image.open(io.BytesIO(b"".join(previews.read(version.previews.get(page=0)).chunks)))
    assert (picture.format, picture.width) == ("JPEG", 240)


def test_nothing_is_drawn_before_it_is_safe(alice, types):
    assert previews.make(store(alice, types, pdf_of()).last.pk) == 0


def test_a_worker_killed_between_object_and_row_leaves_an_orphan_only(version, monkeypatch):
    def killed(*args, **kwargs):
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(Preview, "save", killed)
        patch.setattr(storage, "remove", lambda name: None)
        with pytest.raises(SystemExit):
            previews.make(version.pk)
    assert not Preview.objects.exists()
    assert previews.make(version.pk) == 2
    assert actions.collect_orphans(timezone.now() + timedelta(hours=1)) == 1


def test_the_pictures_go_with_the_paper(version, alice, vault_folder, django_capture_on_commit_callbacks):
    previews.make(version.pk)
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(document=version.document, actor=alice)
    assert objects_in(vault_folder) == []
    assert not Preview.objects.exists()


def test_only_those_who_may_read_it_see_it_and_others_looks_are_written_once(
    version, alice, outsider, housing, services, sign_in
):
    previews.make(version.pk)
    address = reverse("vault:page", args=[version.public_id, 1])
    mine = sign_in(alice).get(address)
    assert mine["Content-Type"] == "image/jpeg"
    assert "no-store" in mine["Cache-Control"]
    assert mine["X-Content-Type-Options"] == "nosniff"
    assert b"".join(mine).startswith(b"\xff\xd8")
    assert not Entry.objects.filter(verb="document.read").exists()
    for person in (outsider, housing):
        assert sign_in(person).get(address).status_code == 404
    service, until = services["antenne-logement"], timezone.now() + timedelta(days=1)
    sharing.share(document=version.document, actor=alice, service=service, purpose="x", until=until)
    theirs = sign_in(housing)
    for _time in range(3):
        assert theirs.get(address).status_code == 200
    assert theirs.get(reverse("vault:look", args=[version.public_id])).status_code == 200
    assert Entry.objects.filter(verb="document.read", actor=housing).count() == 1


def test_a_picture_swapped_with_another_does_not_open(version, vault_folder):
    previews.make(version.pk)
    first, second = version.previews.all()
    (vault_folder / first.object_name).chmod(0o600)
    (vault_folder / first.object_name).write_bytes((vault_folder / second.object_name).read_bytes())
    with pytest.raises(Unreadable):
        previews.read(first)


def test_a_paper_that_cannot_be_drawn_has_no_picture_and_no_error():
    with Scratch() as sent, Scratch() as out:
        sent.write(b"%PDF-1.7 nonsense")
        assert "refused" in cells.run("preview", [sent], {"page": 1, "width": 100}, out)


def test_photos_by_the_form_and_a_mistake_loses_none(alice, types, sign_in):
    space, address = sign_in(alice), reverse("vault:photos")
    wrong = space.post(address, {"page_1": photo("red"), "page_2": photo("lime"), "straighten": "on"})
    assert wrong.status_code == 422
    kept = [str(public_id) for public_id in Upload.objects.order_by("pk").values_list("public_id", flat=True)]
    assert len(kept) == 2
    said = {"kept_1": kept[0], "kept_2": kept[1], "type": types["passport"].pk}
    assert space.post(address, said).status_code == 302
    document = Document.objects.get()
    assert (document.last.content_type, document.last.pages) == ("application/pdf", 2)
    assert document.last.scan_state == ScanState.AWAITING
    assert not Upload.objects.exists()


def test_no_photo_is_a_mistake_too(alice, types, sign_in):
    answer = sign_in(alice).post(reverse("vault:photos"), {"type": types["passport"].pk})
    assert answer.status_code == 422
    assert "Prenez au moins une photo" in answer.content.decode()


def test_a_picture_that_was_not_made_is_asked_for_again(version):
    from vault.queries import undrawn

    assert undrawn() == [version.pk]
    previews.make(version.pk)
    assert undrawn() == []


def nested_forms(depth=8, wide=12):
    """A small PDF whose page draws a form that draws a form twelve times, and so on: 12^8 rectangles."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(600, 800))
    form = None
    for _level in range(depth):
        form_before, form = form, pdf.make_stream(b"0 0 500 700 re f" if form is None else b"/F Do " * wide)
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 600, 800]
        if form_before is not None:
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form_before))
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    pdf.pages[0].Contents = pdf.make_stream(b"/F Do")
    for _page in range(4):
        pdf.pages.append(pdf.pages[0])
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_a_paper_too_heavy_to_draw_costs_one_cell_once(alice, types, clamd, monkeypatch):
    monkeypatch.setattr(cells, "run", counted := Counted(cells.run))
    version = store(alice, types, nested_forms()).last
    actions.examine(version.pk)
    assert version.pages == 5
    assert queries.undrawn() == [version.pk]
    for _night in range(2):
        assert previews.make(version.pk) == 0
    assert counted.tasks == ["inspect", "preview"]
    assert queries.undrawn() == []


class Counted:
    def __init__(self, run):
        self.run, self.tasks = run, []

    def __call__(self, task, *args, **kwargs):
        self.tasks.append(task)
        return self.run(task, *args, **kwargs)


def test_previews_leave_the_worker_free_to_scan(alice, types):
    for number in range(5):
        tasks.make_previews.defer(version_id=number)
    store(alice, types, pdf_of())
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        [worker] = cursor.fetchone()
        taken = []
        for _slot in range(4):
            cursor.execute("SELECT queue_name, task_name FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
            taken.append(cursor.fetchone())
    assert taken == [("previews", "vault.make_previews"), ("vault", "vault.scan_version"), (None, None), (None, None)]


def sent(sender, colour):
    from vault import resumable

    return str(resumable.keep(sender=sender, file=photo(colour)).upload.public_id)


def test_the_order_is_the_forms(alice, types, sign_in):
    first, second = sent(alice, "red"), sent(alice, "blue")
    said = {"kept_1": second, "kept_2": first, "type": types["passport"].pk}
    assert sign_in(alice).post(reverse("vault:photos"), said).status_code == 302
    content = b"".join(storage.read(Document.objects.get().last))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        shown = [pikepdf.PdfImage(next(iter(page.get_images().values()))).as_pil_image() for page in pdf.pages]
    assert near(shown[0].getpixel((50, 50)), (0, 0, 255))
    assert near(shown[1].getpixel((50, 50)), (255, 0, 0))


@pytest.mark.parametrize("tampered", ["somebody else's", "twice", "never sent"])
def test_an_order_that_was_tampered_with_stores_nothing(alice, outsider, types, sign_in, tampered):
    own = sent(alice, "red")
    other = {"somebody else's": sent(outsider, "blue"), "twice": own}.get(
        tampered, "00000000-0000-4000-8000-000000000000"
    )
    said = {"kept_1": own, "kept_2": other, "type": types["passport"].pk}
    answer = sign_in(alice).post(reverse("vault:photos"), said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Cette photo n’est plus là" in page
    assert own in page
    if tampered != "twice":
        assert other not in page
    assert not Document.objects.exists()
    assert Upload.objects.filter(sender=alice).exists()


class Heavy:
    """A photo of sixty megabytes that counts how far it is read."""

    content_type, name = "image/jpeg", "photo.jpg"

    def __init__(self, announced=60 * 10**6):
        self.size, self.read_so_far = announced, 0

    def seek(self, offset):
        self.read_so_far = 0

    def read(self, size):
        begins = b"" if self.read_so_far else b"\xff\xd8\xff"
        self.read_so_far += size
        return begins + b"x" * (size - len(begins)) if self.read_so_far < 60 * 10**6 else b""


@pytest.mark.parametrize("announced", [60 * 10**6, 1000])
def test_a_photo_too_heavy_is_refused_while_it_is_read(announced):
    """Announced or found on the way, and never shown to a cell."""
    heavy = Heavy(announced)
    with pytest.raises(RefusedFile, match="50 Mo"), photos.assembled([heavy]):
        raise AssertionError("nothing was assembled")
    assert heavy.read_so_far <= 51 * 10**6


def test_a_picture_too_heavy_is_refused_alone_too(monkeypatch):
    monkeypatch.setattr("vault.reception.inspect", None)
    heavy = Heavy()
    with pytest.raises(RefusedFile, match="50 Mo"), reception.receive(heavy):
        raise AssertionError("nothing was received")
    assert heavy.read_so_far < 10**6


def test_the_form_keeps_what_was_typed_beside_a_picture_too_heavy(alice, sign_in, types, monkeypatch):
    monkeypatch.setattr("vault.uploads.MAX_PICTURE_BYTES", 1000)
    monkeypatch.setattr("vault.reception.MAX_PICTURE_BYTES", 1000)
    picture = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff" + b"x" * 600_000)
    said = {"type": types["passport"].pk, "label": "Mon passeport", "file": picture}
    answer = sign_in(alice).post(reverse("vault:upload"), said)
    assert answer.status_code == 422
    assert "50 Mo" in answer.content.decode()
    assert "Mon passeport" in answer.content.decode()
