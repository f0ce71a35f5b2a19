"""A cell that a file has taken over is locked in: each escape is really tried, from inside."""

import io
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf
import PIL.Image
import pillow_heif
import pytest

from vault import cells, checks, confinement, limits, photos, reception, tasks_in_cells
from vault.errors import RefusedFile
from vault.scratch import Scratch

from .escapes import ATTEMPTS
from .papers import pdf_of
from .test_pictures import table_with_sheet

ORDINARY = 1234
RUN_BY = ["root", "an ordinary account"] if os.geteuid() == 0 else ["this account"]
UNSEEN = {
    "become a program",  # done, nobody is left to say so
    "raise limits",  # the kernel lets root alone do it, and not in every container
}


@pytest.fixture
def warden(monkeypatch):
    """Start the warden of ``escapes`` instead of the site's, as its options say."""

    def start(*options):
        cells._dismiss()
        monkeypatch.setattr(cells, "COMMAND", [sys.executable, "-m", "tests.vault.escapes", *options])

    yield start
    cells._dismiss()


@pytest.fixture(params=RUN_BY)
def run_by(request):
    """The options for who runs the site, and the account under which its cells then run."""
    if request.param == "root":
        return [], confinement.NOBODY
    return ([f"--account={ORDINARY}"], ORDINARY) if request.param.startswith("an") else ([], os.geteuid())


@pytest.fixture
def folder(run_by):
    """A folder that belongs to the cells' own account: nothing but the locks keeps them out of it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        path = Path(name)
        for file in ("object", "key", "gone", "cut", "master.json"):
            (path / file).write_bytes(b"encrypted")
            (path / file).chmod(0o600)
        (path / "empty").mkdir()
        for each in [path, *path.iterdir()]:
            os.chown(each, run_by[1], -1)
        yield path


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def ask(task, out=None, content=b"x", **args):
    with Scratch() as file:
        file.write(content)
        return cells.run(task, [file], args, out)


def escaped(folder, port, attempts=ATTEMPTS):
    return ask("escape", attempts=list(attempts), folder=str(folder), port=port).get("done")


def snapshot(folder):
    return {
        path.name: (path.stat().st_size if path.is_file() else None, path.stat().st_mode) for path in folder.iterdir()
    }


def test_no_escape_succeeds(warden, run_by, folder, listening):
    before = snapshot(folder)
    warden(*run_by[0])
    assert escaped(folder, listening) == []
    assert snapshot(folder) == before
    assert cells.lacking() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="some attempts need root even where nothing is locked")
def test_every_escape_would_succeed_were_it_not_for_the_locks(warden, listening):
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        for file in ("object", "key", "gone", "cut", "master.json"):
            Path(name, file).write_bytes(b"encrypted")
        Path(name, "empty").mkdir()
        warden("--open=lock,drop_rights")
        tried = [attempt for attempt in ATTEMPTS if attempt not in UNSEEN]
        assert escaped(name, listening, tried) == tried
        assert escaped(name, listening, ["become a program"]) is None


def test_calls_alone_hold_everything(warden, run_by, folder, listening):
    warden(*run_by[0], "--lack=_close_files")
    assert escaped(folder, listening) == []
    assert cells.lacking() == [confinement.FILES]


OPENS_A_PATH = {
    "read a key", "delete", "rewrite", "rename", "create", "link", "symlink", "make a folder", "remove a folder",
    "list", "read the program", "read the environment", "read the memory", "read the memory by a call", "attach",
    "outlive", "load a library", "be root", "mount", "run a program",
}  # fmt: skip


def test_files_and_account_alone_hold_what_is_worst(warden, run_by, folder, listening):
    warden(*run_by[0], "--lack=_close_calls")
    assert not OPENS_A_PATH & set(escaped(folder, listening, OPENS_A_PATH))
    assert cells.lacking() == [confinement.CALLS]


def test_a_child_inherits_neither_keys_database_environment_nor_rights(warden, run_by):
    warden(*run_by[0])
    found = ask("look")
    assert set(found["environment"]) <= {
        *cells.ENVIRONMENT,
        "LC_CTYPE",
        "LD_LIBRARY_PATH",
    }  # the last two are Python's and OpenCV's own
    assert found["modules"] == ["pikepdf", "vault"]
    assert found["account"] == run_by[1]


def test_the_warden_has_one_thread_and_no_rights(warden, run_by):
    warden(*run_by[0])
    assert cells.lacking() == []
    status = Path(f"/proc/{cells._warden[2].pid}/status").read_text()
    said = dict(line.split(":\t", 1) for line in status.splitlines())
    assert said["Threads"] == "1"
    assert said["NoNewPrivs"] == "1"
    assert int(said["CapPrm"], 16) == int(said["CapEff"], 16) == 0


def heic():
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    PIL.Image.new("RGB", (640, 480), "teal").save(out, "HEIF")
    return out.getvalue()


def picture(form):
    out = io.BytesIO()
    PIL.Image.new("RGB", (640, 480), "teal").save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("make", [pdf_of, lambda: picture("JPEG"), lambda: picture("PNG"), heic], ids="pjnh")
def test_every_kind_is_inspected_and_drawn_under_the_locks(warden, run_by, make):
    warden(*run_by[0])
    with Scratch() as out:
        assert "refused" not in ask("inspect", out, make())
    with Scratch() as out:
        assert ask("preview", out, make(), page=1, width=240)["width"] == 240


@pytest.mark.parametrize("method", [{"R": 3, "aes": False}, {"R": 4, "aes": True}, {"R": 6, "aes": True}])
def test_a_pdf_that_forbids_copying_loses_its_lock_under_ours(warden, method):
    """Its library asks the machine for chance, once: the warden has opened it already."""
    forbids = {**method, "metadata": method["aes"]}
    warden()
    with Scratch() as out:
        found = ask("inspect", out, pdf_of(encryption=pikepdf.Encryption(owner="owner", user="", **forbids)))
        assert found == {"content_type": "application/pdf", "pages": 1, "changed": True}


@pytest.mark.parametrize("font", ["Helvetica", "Unheard"])
def test_a_pdf_that_brings_no_font_is_drawn_with_ours(warden, font):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 100))
    lacking = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.TrueType, BaseFont=pikepdf.Name(f"/{font}")
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=lacking))
    page.Contents = pdf.make_stream(b"BT /F 60 Tf 10 30 Td (Mairie) Tj ET")
    content = io.BytesIO()
    pdf.save(content)
    warden()
    with Scratch() as out:
        assert ask("preview", out, content.getvalue(), page=1, width=300)["width"] == 300
        out.seek(0)
        dark = PIL.Image.open(io.BytesIO(out.read())).convert("L").histogram()[:100]
    assert sum(dark) > 500


def test_photos_are_straightened_under_the_locks(warden, run_by):
    warden(*run_by[0])
    with photos.assembled([table_with_sheet()]) as made:
        assert made.read(5) == b"%PDF-"


def test_a_process_that_holds_keys_can_be_closed_to_others():
    script = (
        "import ctypes; from vault import confinement; confinement.close_memory(); print(ctypes.CDLL(None).prctl(3))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "0"


def test_more_than_a_task_may_give_is_refused_before_it_is_kept(warden, settings):
    settings.VAULT_MAX_BYTES = 3 * 2**20
    warden()
    with Scratch() as out:
        assert ask("burst", out, megabytes=3)["pages"] == 1
    with Scratch() as out:
        assert ask("burst", out, megabytes=600) == {"refused": "too_large"}
        assert out.size <= settings.VAULT_MAX_BYTES


def test_what_grows_too_large_by_cleaning_is_refused_with_its_sentence(settings):
    with Scratch() as sent, Scratch() as cleaned:
        sent.write(picture("JPEG"))
        settings.VAULT_MAX_BYTES = 100
        with pytest.raises(RefusedFile, match="trop lourd") as refusal:
            reception.inspect(sent, cleaned)
    assert refusal.value.code == "too_large"


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "ready",
        {},
        {"content_type": "text/html", "pages": 1, "changed": False},
        {"content_type": "image/jpeg", "pages": 10**9, "changed": False},
        {"content_type": "image/jpeg", "pages": "1", "changed": False},
        {"refused": "nothing of ours"},
    ],
)
def test_a_lie_is_a_refusal(warden, monkeypatch, answer):
    warden()
    run = cells.run
    monkeypatch.setattr(cells, "run", lambda task, sources, out=None: run("lie", sources, {"answer": answer}, out))
    with Scratch() as sent, Scratch() as cleaned:
        sent.write(b"x")
        with pytest.raises(RefusedFile):
            reception.inspect(sent, cleaned)


def test_a_preview_may_spend_less_than_an_inspection():
    assert limits.LESS["preview"][1] < limits.SECONDS
    assert limits.LESS["preview"][0] < limits.MEMORY
    assert set(limits.LESS) <= set(tasks_in_cells.TASKS)


@pytest.mark.parametrize(("options", "ids"), [([], []), (["--lack=_close_calls"], ["vault.W2"])])
def test_the_check_says_which_lock_is_lacking(warden, options, ids):
    warden(*options)
    found = checks.cells_are_locked(None)
    assert [each.id for each in found] == ids
    assert all("calls" in each.msg for each in found)


def test_the_log_says_once_which_lock_is_lacking(warden, caplog):
    warden("--lack=_close_files")
    for _time in range(3):
        assert "refused" not in ask("inspect", content=pdf_of())
    assert [record.getMessage() for record in caplog.records if "lock" in record.getMessage()] == [
        "Cells are locked only in part on this machine; lacking: files"
    ]
