"""Taking everything away: what is in it, what is not, and who may have it."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.limits import TooManyGuesses
from journal.models import Entry
from mandates import actions as mandates
from notifications.models import Message
from privacy import extracts
from privacy.actions import exports, requests
from privacy.enums import ExportState
from privacy.models import Export
from tests.letterbox.conftest import letterbox_settings  # noqa: F401
from tests.vault.papers import forget_peak, memory_peak, objects_in
from vault import archive, storage
from vault.enums import ScanState
from vault.errors import StorageUnavailable
from vault.models import Version


def made(owner):
    """An archive of this person, made; ``(export, the path of its link)``."""
    export = exports.ask(owner=owner, actor=owner)
    exports.make(export.pk)
    export.refresh_from_db()
    return export, Message.objects.filter(kind="export_ready", recipient=owner).first().url


def opened(client, url):
    return zipfile.ZipFile(io.BytesIO(b"".join(client.post(url).streaming_content)))


def test_the_archive_holds_papers_with_all_versions_and_a_page_that_leads_to_them(alice, put, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.vault.papers import pdf_of
    from vault import actions

    first = put(alice, b"first words")
    actions.replace(
        document=first.document, actor=alice, uploaded_file=SimpleUploadedFile("b.pdf", pdf_of(0, b"second"))
    )
    Version.objects.update(scan_state=ScanState.SAFE)
    export, url = made(alice)
    assert (export.state, export.done, export.total) == (ExportState.READY, 2, 2)
    bundle = opened(sign_in(alice), url)
    assert bundle.testzip() is None
    papers = [name for name in bundle.namelist() if name.startswith("papiers/")]
    assert [bundle.read(name)[:4] for name in papers] == [b"%PDF", b"%PDF"]
    page = bundle.read("index.html").decode()
    assert all(f'href="{quote(name)}"' in page for name in papers)
    assert "Alice Martin" in page
    assert "http" not in page
    facts = {key: value for row in json.loads(bundle.read("json/account.json")) for key, value in row.items()}
    assert facts["email"] == "alice@example.org"
    documents = json.loads(bundle.read("json/documents.json"))
    assert [version["number"] for version in documents[0]["versions"]] == [1, 2]
    assert documents[0]["files"] == papers


def test_nothing_about_the_other_person_of_the_case_beyond_what_is_shown(couple, alice, benoit, lead, sign_in):
    from cases import actions
    from cases.models import Act

    Act.objects.create(case=couple, author=lead, kind="note", text="entre agents seulement")
    actions.annotate(case=couple, actor=alice, text="bonjour à vous deux")
    bundle = opened(sign_in(alice), made(alice)[1])
    everything = "".join(bundle.read(name).decode() for name in bundle.namelist())
    assert "boulangère" in everything
    assert "bonjour à vous deux" in everything
    assert "menuisier" not in everything
    assert "entre agents seulement" not in everything
    assert benoit.email not in everything


def test_a_link_is_its_owners_alone_and_serves_once(alice, outsider, administrator, sign_in, settings):
    export, url = made(alice)
    assert url.rsplit("/", 2)[1] not in export.token_hash
    for stranger in (outsider, administrator):
        assert sign_in(stranger).get(url).status_code == 404
        assert sign_in(stranger).post(url).status_code == 404
    client = sign_in(alice)
    assert client.get(url).status_code == 200
    assert Export.objects.get().taken_at is None
    first = client.post(url)
    assert first["Content-Disposition"].startswith("attachment")
    whole = b"".join(first.streaming_content)
    assert len(whole) == export.size
    again = client.post(url)  # cut half-way: begun again within a quarter of an hour
    assert again.status_code == 200
    assert b"".join(again.streaming_content) == whole
    Export.objects.update(taken_at=timezone.now() - timedelta(minutes=16))
    assert client.get(url).status_code == 410
    assert client.post(url).status_code == 410
    exports.tend()
    assert Export.objects.get().state == ExportState.GONE
    assert client.get(url.replace(url.rsplit("/", 2)[1], "forged")).status_code == 410


def test_an_archive_nobody_took_is_destroyed_after_a_week(alice, vault_folder, django_capture_on_commit_callbacks):
    export, _url = made(alice)
    assert len(objects_in(vault_folder)) == 1
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        exports.tend()
    assert objects_in(vault_folder) == []
    export.refresh_from_db()
    assert (export.state, export.object_name) == (ExportState.GONE, None)


def test_the_stored_archive_is_closed_and_no_orphan_hunt_takes_it(alice, put, vault_folder):
    put(alice, b"canary words")
    export, _url = made(alice)
    assert not any(
        b"canary words" in path.read_bytes() or b"PK\x03\x04" in path.read_bytes()[:4]
        for path in objects_in(vault_folder)
    )
    assert storage.live_objects([export.object_name]) == {export.object_name}


def test_asking_twice_gives_the_same_one(alice):
    first = exports.ask(owner=alice, actor=alice)
    assert exports.ask(owner=alice, actor=alice) == first
    exports.make(first.pk)
    assert exports.ask(owner=alice, actor=alice) == first
    assert ProcrastinateJob.objects.filter(task_name="privacy.make_export").count() == 1


def test_what_cannot_be_opened_or_is_not_safe_is_named_and_the_rest_is_there(alice, put, sign_in):
    good, damaged, waiting = put(alice, b"good"), put(alice, b"bad"), put(alice, b"new")
    for version, label in ((good, "Bon"), (damaged, "Abîmé"), (waiting, "Attend")):
        version.document.label = label
        version.document.save()
    Version.objects.filter(pk=waiting.pk).update(scan_state=ScanState.AWAITING)
    path = storage.objects().path(damaged.object_name)
    with open(path, "r+b") as sealed:
        sealed.seek(-5, 2)
        sealed.write(b"wrong")
    bundle = opened(sign_in(alice), made(alice)[1])
    assert bundle.testzip() is None
    papers = [name for name in bundle.namelist() if name.startswith("papiers/")]
    assert len(papers) == 1
    assert "Bon" in papers[0]
    page = bundle.read("index.html").decode()
    assert "Ce qui manque" in page
    assert "abîmé" in page
    assert "antivirus" in page


def test_an_outage_half_way_is_told_and_tried_again(alice, put, sign_in, monkeypatch):
    put(alice)
    export = exports.ask(owner=alice, actor=alice)

    def down(*args, **kwargs):
        raise StorageUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(storage, "read", down)
        with pytest.raises(StorageUnavailable):
            exports.make(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.WAITING
    assert "ne répond pas" in sign_in(alice).get(reverse("privacy:home")).content.decode()
    exports.make(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.READY


def test_one_whose_worker_died_is_taken_up_again_and_in_the_end_given_up(alice):
    export = exports.ask(owner=alice, actor=alice)
    ProcrastinateJob.objects.all()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")
    exports.take_up_again()
    exports.take_up_again()
    assert ProcrastinateJob.objects.filter(task_name="privacy.make_export").count() == 1
    Export.objects.update(created_at=timezone.now() - timedelta(days=3))
    exports.tend()
    export.refresh_from_db()
    assert export.state == ExportState.FAILED
    assert Message.objects.filter(recipient=alice, kind="export_failed").count() == 1


def test_memory_is_the_same_for_10_and_200_megabytes(alice, paper, procedures):
    def weigh(megabytes):
        """Bytes above idle while an archive of so many megabytes is written."""
        version = paper(alice, "identity-card")
        source = Repeated(megabytes * 2**20)
        name = storage.write_version(source, document=version.document, number=1)
        Version.objects.filter(pk=version.pk).update(object_name=name, size=megabytes * 2**20)
        export = exports.ask(owner=alice, actor=alice)
        idle = forget_peak()
        exports.make(export.pk)
        risen = memory_peak() - idle
        export.refresh_from_db()
        assert export.size > megabytes * 2**20
        exports.destroy(export)
        return risen

    weigh(1)
    small, large = weigh(10), weigh(200)
    assert large <= 48 * 2**20
    assert large - small <= 16 * 2**20


class Repeated:
    """So many bytes, a piece at a time."""

    def __init__(self, size):
        self.left, self.piece = size, bytes(range(256)) * 256

    def read(self, size):
        given = self.piece[: min(size, self.left)]
        self.left -= len(given)
        return given


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("Acte de naissance: é/à", "Acte de naissance é à"),
        ("شهادة الميلاد", "شهادة الميلاد"),
        ("出生证明", "出生证明"),
        ("CON", "_CON"),
        ("\u202egpj.exe", "gpj.exe"),
        ("...", "_"),
    ],
)
def test_names_are_safe_and_stay_readable(text, name):
    assert archive.safe(text) == name
    assert len(archive.safe(text * 99).encode()) <= archive.NAME_BYTES + 1


def test_two_files_of_one_name_have_two_names():
    bundle = archive.Archive()
    assert [bundle.name("a", "Papier", ".pdf"), bundle.name("a", "PAPIER", ".pdf")] == [
        "a/Papier.pdf",
        "a/PAPIER (2).pdf",
    ]


def test_the_password_is_asked_again_before_everything_is_given(alice, client):
    alice.set_password("quatre mots sans lien")
    alice.save()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("privacy:ask_export"))
    assert "/compte/reauthenticate/" in answer["Location"]
    assert not Export.objects.exists()
    answer = client.post(answer["Location"], {"password": "quatre mots sans lien"})
    assert answer["Location"].endswith("/espace/mes-donnees/")
    assert Export.objects.count() == 1


def test_the_page_costs_the_same_with_one_and_three_of_everything(alice, put, sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(alice)
    put(alice)
    client.get(reverse("privacy:home"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse("privacy:home"))
    put(alice)
    put(alice)
    with django_assert_num_queries(len(one)):
        page = client.get(reverse("privacy:home")).content.decode()
    assert "Vos papiers" in page
    assert "cnil.fr" in page


def test_deleted_orphans_of_a_killed_worker_go(alice, vault_folder, monkeypatch):
    export = exports.ask(owner=alice, actor=alice)
    storage.write(
        ContentFile(b"half"), holder=alice, context=export.context
    )  # what a worker killed before its row left
    from vault import actions

    assert actions.collect_orphans(timezone.now() + timedelta(days=1)) == 1
    assert objects_in(vault_folder) == []


def test_a_storage_away_uses_nothing_up(alice, monkeypatch):
    export, url = made(alice)
    token = url.rstrip("/").rpartition("/")[2]

    def away(*args, **kwargs):
        raise StorageUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(exports.storage, "read_object", away)
        with pytest.raises(StorageUnavailable):
            exports.take(owner=alice, public_id=export.public_id, token=token)
    export.refresh_from_db()
    assert (export.state, export.taken_at) == ("ready", None)
    assert not Entry.objects.filter(verb="export.taken").exists()
    assert exports.take(owner=alice, public_id=export.public_id, token=token)


def test_three_archives_a_day(alice):
    for _turn in range(3):
        exports.destroy(exports.ask(owner=alice, actor=alice))
    with pytest.raises(TooManyGuesses):
        exports.ask(owner=alice, actor=alice)


def test_the_chapter_of_mandates_says_who_and_leaves_out_codes_nobody_answered(alice, benoit):
    terms = {"acts": ["read_papers"], "until": timezone.now() + timedelta(days=30), "everything": ["papers"]}
    mandates.accept(mandate=mandates.give(giver=alice, to=benoit.username, **terms), actor=benoit)
    mandates.ask_by_code(helper=benoit, whom=alice.username, **terms)
    assert [line.title for line in extracts.mandates(alice).lines][-1] == f"{benoit} vous aide"
    assert [line.title for line in extracts.mandates(benoit).lines] == [f"Vous aidez {alice}"]


def test_a_correction_is_found_by_the_new_name(couple, alice, registrar):
    request = requests.ask(person=alice, kind="correction", part="last_name", text="Lemartin")
    requests.accept(request=request, actor=registrar, answer="Fait.", value="Lemartin")
    couple.refresh_from_db()
    assert "lemartin" in couple.search_text


def test_an_attachment_kept_in_the_vault_is_said_to_be_there_and_lacks_nowhere(alice, types, sign_in):
    from letterbox.actions import drop_file, keep_file
    from letterbox.models import File
    from tests.letterbox.conftest import receive, with_paper
    from tests.vault.papers import pdf_of

    for name in ("bail.pdf", "publicité.pdf"):
        receive(alice, with_paper(pdf_of(0, name.encode()), name=name))
    File.objects.update(scan_state=ScanState.SAFE)
    keep_file(file=File.objects.get(file_name="bail.pdf"), actor=alice, type=types["passport"])
    drop_file(file=File.objects.get(file_name="publicité.pdf"), actor=alice)
    said = {file.name: file.missing for line in extracts.mail(alice).lines for file in line.files}
    assert "dossier « papiers »" in said["bail"]
    assert said["publicité"] == "Vous ne l’avez pas gardé."
    page = opened(sign_in(alice), made(alice)[1]).read("index.html").decode()
    assert "Ce qui manque" not in page


def test_files_bear_the_day_of_the_town_hall(alice, put):
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    Version.objects.filter(pk=put(alice).pk).update(created_at=late)
    names = [file.name for line in extracts.documents(alice).lines for file in line.files]
    assert all("2026-11-25" in name for name in names)
    assert names
