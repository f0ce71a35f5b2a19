"""Real servers beside the tests: a clamd of its own, and a vault folder that is thrown away."""

import io
import shutil
import subprocess
import time

import pikepdf
import pytest

from vault import scan

from . import ceph

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CONFIG = """LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
Foreground yes
StreamMaxLength 400M
MaxScanSize 400M
MaxFileSize 250M
"""


def infected_pdf():
    """A PDF that opens, and whose page holds the antivirus makers' test signature."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.pages[0].Contents = document.make_stream(EICAR)
        document.save(out, compress_streams=False)
    return out.getvalue()


@pytest.fixture(autouse=True)
def vault_folder(settings, tmp_path):
    """No test writes in the vault of the machine, nor asks its antivirus."""
    options = {**settings.STORAGES["vault"]["OPTIONS"], "location": str(tmp_path / "objects")}
    settings.STORAGES = {**settings.STORAGES, "vault": {**settings.STORAGES["vault"], "OPTIONS": options}}
    settings.VAULT_MASTER_KEY_FILE = str(tmp_path / "master.json")
    settings.CLAMD_URL = ""
    return tmp_path / "objects"


@pytest.fixture(scope="session")
def clamd_socket(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clamd")
    process = start_clamd(folder)
    yield f"unix://{folder}/clamd.sock"
    process.terminate()
    process.wait()


def start_clamd(folder):
    """A clamd that knows one signature and listens in ``folder``; skips the test where there is none."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if not program:
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    (folder / "signatures").mkdir(parents=True, exist_ok=True)
    (folder / "signatures" / "test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    folder.chmod(0o755)
    (folder / "clamd.conf").write_text(CONFIG.format(folder=folder))
    return subprocess.Popen([program, "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL)


@pytest.fixture
def clamd(clamd_socket, settings):
    settings.CLAMD_URL = clamd_socket
    deadline = time.monotonic() + 30
    while not scan.answers():
        assert time.monotonic() < deadline, "clamd does not answer"
        time.sleep(0.1)
    return clamd_socket


@pytest.fixture(scope="session")
def gateway(tmp_path_factory, worker_id):
    """A real S3, one for all the processes of the tests: ``(address, keys)``."""
    if lacking := ceph.missing():
        pytest.skip(f"no S3 gateway: {', '.join(lacking)} missing (Debian: radosgw ceph-mon ceph-osd ceph-common)")
    base = tmp_path_factory.getbasetemp()
    return ceph.shared((base if worker_id == "master" else base.parent) / "ceph"), ceph.KEYS
