"""Hostile files hurt only the child that opens them."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from vault import cells, reception, warden
from vault.errors import RefusedFile
from vault.scratch import Scratch

from .papers import pdf_of


def opened(content):
    with Scratch() as sent, Scratch() as cleaned:
        sent.write(content)
        found = cells.run("inspect", [sent], out=cleaned)
        changed = found.pop("changed", False)
        cleaned.seek(0)
        return found, cleaned.read() if changed else None


def warden_process():
    cells._control()
    return cells._warden[2]


def children_of(pid):
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def test_a_pdf_is_found_out_and_left_as_it_is():
    assert opened(pdf_of()) == ({"content_type": "application/pdf", "pages": 1}, None)


def test_a_photo_loses_its_place_and_stays_upright():
    photo = Image.new("RGB", (40, 20), "white")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif.get_ifd(0x8825)[2] = (48.0, 53.0, 0.0)  # latitude
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    found, clean = opened(out.getvalue())
    assert found["content_type"] == "image/jpeg"
    with Image.open(io.BytesIO(clean)) as shown:
        assert shown.size == (20, 40)
        assert not shown.getexif()


def test_a_heic_photo_becomes_a_jpeg():
    import pillow_heif

    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(out, "HEIF")
    found, clean = opened(out.getvalue())
    assert found["content_type"] == "image/jpeg"
    assert clean.startswith(b"\xff\xd8")


def test_what_acts_is_taken_out_of_a_pdf():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.attachments["a.exe"] = b"MZ hidden"
    out = io.BytesIO()
    pdf.save(out)
    _found, clean = opened(out.getvalue())
    with pikepdf.open(io.BytesIO(clean)) as now:
        assert "/OpenAction" not in now.Root
        assert not now.attachments
    assert b"JavaScript" not in clean


def test_a_password_is_named():
    locked = pdf_of(encryption=pikepdf.Encryption(user="secret", owner="secret"))
    assert opened(locked) == ({"refused": "password"}, None)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_pdf_cut_on_its_way_is_refused(share):
    whole = pdf_of(size=200_000)
    assert opened(whole[: int(len(whole) * share)]) == ({"refused": "corrupted"}, None)


def test_a_picture_that_bursts_is_refused_before_it_is_decoded():
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = (30_000).to_bytes(4, "big")
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + b"\x08\x02\0\0\0")
    bomb += chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")
    assert opened(bomb) == ({"refused": "pixels"}, None)


def test_a_child_that_a_file_kills_is_a_refusal_and_the_next_file_is_well(monkeypatch):
    """The child is killed in the middle of the conversation, as the kernel would."""
    heard = cells._heard

    def deadly(*conversation):
        for child in children_of(warden_process().pid):
            os.kill(child, signal.SIGKILL)
        return heard(*conversation)

    with monkeypatch.context() as patch:
        patch.setattr(cells, "_heard", deadly)
        assert opened(pdf_of()) == ({"refused": "heavy"}, None)
    assert opened(pdf_of())[0]["pages"] == 1


def test_a_warden_killed_is_replaced_without_anybody_noticing():
    first = warden_process()
    first.kill()
    first.wait()
    assert opened(pdf_of())[0]["pages"] == 1
    assert warden_process().pid != first.pid


def test_no_child_to_be_had_is_said_kindly(monkeypatch):
    def none():
        raise OSError

    monkeypatch.setattr(cells, "_control", none)
    with Scratch() as sent:
        sent.write(pdf_of())
        with pytest.raises(RefusedFile) as refusal:
            reception.inspect(sent, None)
    assert refusal.value.code == "busy"


def test_many_threads_have_their_own_answers():
    wrong = []

    def send(pages):
        pdf = pikepdf.new()
        for _page in range(pages):
            pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
        if opened(out.getvalue())[0] != {"content_type": "application/pdf", "pages": pages}:
            wrong.append(pages)

    threads = [threading.Thread(target=send, args=[pages]) for pages in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_time_and_memory_are_bounded(monkeypatch):
    children = {}
    pid = os.fork()
    if not pid:
        time.sleep(60)
        os._exit(0)
    children[pid] = time.monotonic() - 1
    warden.bury(children)
    deadline = time.monotonic() + 5
    while children and time.monotonic() < deadline:
        warden.bury(children)
    assert children == {}
    script = (
        "import sys; sys.path.insert(0, '.'); from vault import warden; warden.bound()\n"
        "try: bytearray(2 * 2**30)\nexcept MemoryError: print('no memory')\n"
        "try: open('/tmp/vault-never', 'w').write('x' * 100000)\nexcept OSError: print('no disk')\n"
    )
    handler = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    said = subprocess.run([sys.executable, "-c", handler + script], capture_output=True, text=True, check=False)
    assert said.stdout.split("\n")[:2] == ["no memory", "no disk"]
    Path("/tmp/vault-never").unlink(missing_ok=True)


def test_the_warden_ends_with_its_server():
    script = (
        "import django, os; django.setup()\nfrom vault import cells\ncells._control()\n"
        "print(cells._warden[2].pid, flush=True)\nos.kill(os.getpid(), 9)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    pid = int(said.stdout)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline, "the warden outlives its server"
        time.sleep(0.05)
