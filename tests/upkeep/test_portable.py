"""The site in one file: out, in on an empty site, in again, and what is refused."""

import json
import re
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image as Drawing
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from journal.models import Entry
from tests.servers import EICAR
from upkeep.portable import opening, writing
from upkeep.portable.reading import CREATED, SAME, UPDATED, take_in
from upkeep.portable.shape import BadArchive

pytestmark = pytest.mark.usefixtures("clamd")  # documents that come in are read


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def picture():
    body = BytesIO()
    Drawing.new("RGB", (8, 8), "red").save(body, "PNG")
    file = ContentFile(body.getvalue(), "carre.png")
    return get_image_model().objects.create(title="Un carré", file=file, description="Un carré rouge")


@pytest.fixture
def full(site):
    """The site with a picture, a document, links, an alias, a draft, a redirect and a closed page."""
    page, other = site("fr", "se-marier"), site("fr", "arriver-dans-le-19e")
    document = get_document_model()(title="Le plan")
    document.file.save("plan.txt", ContentFile(b"tout droit"))
    document.save()
    text = f'<p><a linktype="page" id="{other.pk}">ici</a> <a linktype="document" id="{document.pk}">plan</a></p>'
    page.body = [
        ("paragraph", {"title": "Le titre", "text": text}),
        ("link_card", {"title": "Voir", "text": "", "page": other, "url": ""}),
    ]
    page.body.append(("picture", {"image": picture(), "caption": ""}))
    page.save_revision().publish()
    Redirect.objects.create(old_path="/ancien", redirect_page=other, is_permanent=True)
    PageViewRestriction.objects.create(page=other, restriction_type="password", password="Xylophone-7")
    draft = site("fr", "etat-civil")
    draft.unpublish()
    return page


@pytest.fixture
def archive(full, tmp_path):
    path = tmp_path / "site.zip"
    call_command("export_site", str(path))
    return path


def empty():
    for page in Page.objects.filter(depth=2):
        page.delete()
    get_image_model().objects.all().delete()
    get_document_model().objects.all().delete()
    Redirect.objects.all().delete()
    assert not Page.objects.filter(depth__gt=1).exists()


def public():
    """``{address: (status, the main part)}``, numbers of our database apart."""
    seen = {}
    for page in Page.objects.filter(depth__gt=1):
        address = f"/{page.locale.language_code}/{page.url_path.strip('/').partition('/')[2]}".rstrip("/") + "/"
        response = Client().get(address)
        text = response.content.decode()
        main = text[text.find("<main") : text.find("</main>")]
        main = re.sub(r"/mots/\d+/|/documents/\d+/|carre[\w.-]*|plan\w*\.txt|original/\d+", "N", main)
        seen[address] = (response.status_code, main)
    return seen


def test_the_site_comes_back_the_same_on_an_empty_site(archive):
    PageViewRestriction.objects.update(restriction_type="login")
    archive = archive.with_name("first.zip")
    writing.save(str(archive))
    before = public()
    assert len(before) > 10
    with zipfile.ZipFile(archive) as made:
        records = json.loads(made.read("pages.json"))
    empty()
    lines = take_in(archive)
    assert {line.outcome for line in lines} == {CREATED}
    after = public()
    for address in before:
        assert after[address] == before[address], address
    assert after.keys() == before.keys()
    again = archive.with_name("again.zip")
    writing.save(str(again))
    with zipfile.ZipFile(again) as made:
        assert sorted(json.loads(made.read("pages.json")), key=key) == sorted(records, key=key)
    assert Entry.objects.filter(verb="site_archive.imported").exists()


def key(record):
    return record["key"]


def test_references_lead_to_the_new_pages_pictures_and_documents(archive, site):
    empty()
    take_in(archive)
    page, other = site("fr", "se-marier"), site("fr", "arriver-dans-le-19e")
    paragraph, card, shown = list(page.body)
    assert f'linktype="page" id="{other.pk}"' in paragraph.value["text"].source.replace("  ", " ")
    assert card.value["page"].pk == other.pk
    assert shown.value["image"].title == "Un carré"
    assert get_document_model().objects.get().file.read() == b"tout droit"
    assert Redirect.objects.get().redirect_page_id == other.pk
    assert not Page.objects.get(slug="etat-civil", locale__language_code="fr").live
    assert page.first_published_at


def test_a_page_under_a_password_arrives_closed(archive, site):
    with zipfile.ZipFile(archive) as made:
        assert all(b"Xylophone" not in made.read(name) for name in made.namelist())
    empty()
    take_in(archive)
    rule = PageViewRestriction.objects.get()
    assert (rule.page.slug, rule.restriction_type) == ("arriver-dans-le-19e", "login")


def test_a_second_import_changes_nothing(archive):
    empty()
    take_in(archive)
    revisions = {page.pk: page.latest_revision_id for page in Page.objects.all()}
    lines = take_in(archive)
    assert {line.outcome for line in lines} == {SAME}
    assert {page.pk: page.latest_revision_id for page in Page.objects.all()} == revisions


def test_what_changed_here_since_is_put_back(archive, site):
    page = site("fr", "se-marier")
    page.title = "Autre chose"
    page.save_revision().publish()
    updated = [line for line in take_in(archive) if line.outcome != SAME]
    assert [(line.outcome, line.kind) for line in updated] == [(UPDATED, "page")]
    assert site("fr", "se-marier").title != "Autre chose"


def test_a_dry_run_says_what_would_be_done_and_does_nothing(archive, tmp_path, capsys):
    empty()
    files = sorted((tmp_path / "media").rglob("*.*"))
    call_command("import_site", str(archive), "--dry-run")
    assert "created page" in capsys.readouterr().out
    assert not Page.objects.filter(depth__gt=1).exists()
    assert sorted((tmp_path / "media").rglob("*.*")) == files


def rewrite(archive, change, *, seal=True):
    """The archive with other parts: ``change(parts)`` in place; the manifest follows when ``seal``."""
    with zipfile.ZipFile(archive) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(parts, manifest)
    if seal:
        manifest["parts"] = {
            name: {"sha256": sha256(body).hexdigest(), "bytes": len(body)} for name, body in parts.items()
        }
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
        made.writestr("manifest.json", json.dumps(manifest))


def with_page(**changes):
    def change(parts, manifest):
        pages = json.loads(parts["pages.json"])
        pages[-1].update(changes)
        parts["pages.json"] = json.dumps(pages).encode()

    return change


def with_text(html):
    def change(parts, manifest):
        start, html_in_json = b"<p><a linktype", json.dumps(html)[1:-1].encode()
        parts["pages.json"] = parts["pages.json"].replace(start, html_in_json + start)

    return change


def newer(parts, manifest):
    manifest["version"] = 99


def climbing(parts, manifest):
    parts["../../etc/passwd"] = b"root"


def missing(parts, manifest):
    del parts["redirects.json"]


def not_a_picture(parts, manifest):
    pictures = json.loads(parts["pictures.json"])
    body = b"<svg onload='alert(1)'/>"
    del parts[f"files/{pictures[0]['digest']}"]
    parts["pages.json"] = parts["pages.json"].replace(pictures[0]["digest"].encode(), sha256(body).hexdigest().encode())
    pictures[0]["digest"] = sha256(body).hexdigest()
    parts["pictures.json"] = json.dumps(pictures).encode()
    parts[f"files/{sha256(body).hexdigest()}"] = body


def nul(parts, manifest):
    parts["pages.json"] = parts["pages.json"].replace(b'"Le titre"', b'"Le \\u0000 titre"')


BAD = {
    "newer": (newer, "plus récente"),
    "path traversal": (climbing, "nom est interdit"),
    "a part missing": (missing, "complète"),
    "unknown kind": (with_page(type="cms.nothing"), "genre de page"),
    "not a page": (with_page(type="accounts.user"), "genre de page"),
    "no parent": (with_page(parent="nowhere:fr"), "arbre"),
    "unknown language": (with_page(key="1f0c0a5e-0000-4000-8000-000000000000:xx"), "langue"),
    "a script": (with_text("<script>alert(1)</script>"), "code"),
    "a comment that browsers end early": (with_text("<p><!--><img src=x>--></p>"), "code"),
    "a section browsers do not know": (with_text("<p><![CDATA[><img src=x>]]></p>"), "code"),
    "an event": (with_text('<p onclick="x()">a</p>'), "code"),
    "a dangerous link": (with_text('<a href="javascript:x()">a</a>'), "code"),
    "not a picture": (not_a_picture, ""),
    "nul": (nul, "ne se lit pas"),
    "badly shaped": (with_page(fields=[]), "mal écrite"),
    "empty fields": (with_page(fields={}), ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_archive_is_refused_in_words_and_changes_nothing(name, archive, tmp_path):
    change, words = BAD[name]
    rewrite(archive, change)
    empty()
    files = sorted((tmp_path / "media").rglob("*.*"))
    with pytest.raises(CommandError) as refusal:
        call_command("import_site", str(archive))
    assert words in str(refusal.value)
    assert not Page.objects.filter(depth__gt=1).exists()
    assert not get_image_model().objects.exists()
    assert sorted((tmp_path / "media").rglob("*.*")) == files


def test_a_part_that_was_changed_is_found_by_its_digest(archive):
    rewrite(archive, with_page(live=False), seal=False)
    with pytest.raises(BadArchive, match=r"pages\.json"):
        take_in(archive)


@pytest.mark.parametrize("damage", ["cut", "flipped", "text"])
def test_a_damaged_file_is_refused(archive, damage):
    body = bytearray(archive.read_bytes())
    if damage == "cut":
        body = body[: len(body) // 2]
    elif damage == "flipped":
        for index in range(200, 260):
            body[index] ^= 0xFF
    else:
        body = b"bonjour"
    archive.write_bytes(body)
    with pytest.raises(BadArchive):
        take_in(archive)


def test_a_bomb_is_not_opened(archive, monkeypatch):
    monkeypatch.setattr(opening, "MOST_BYTES", 1000)
    with pytest.raises(BadArchive, match="trop grosse"):
        take_in(archive)


def test_a_part_that_is_longer_than_it_says_is_not_read_to_its_end(archive):
    def lie(parts, manifest):
        manifest["parts"]["pages.json"]["bytes"] = 10

    rewrite(archive, lie, seal=False)
    with pytest.raises(BadArchive):
        take_in(archive)


def test_a_document_the_antivirus_refuses_does_not_come_in(full, tmp_path):
    document = get_document_model().objects.get()
    document.file.save("plan.txt", ContentFile(EICAR))
    document.save()
    path = tmp_path / "infected.zip"
    call_command("export_site", str(path))
    empty()
    with pytest.raises(BadArchive, match="antivirus"):
        take_in(path, actor=None)
    assert not get_document_model().objects.exists()
