"""What a bare machine lacks: system packages, the virtual environment, the pinned Python packages.

Runs before anything is installed: the standard library only.
"""

import ctypes
import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .errors import CannotStart
from .identity import is_root

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")
VENV = BASE_DIR / "var" / "venv"
PYTHON = VENV / "bin" / "python"
LEAST_FREE_BYTES = 1_500_000_000


def library(name):
    def is_there():
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return is_there


def program(name):
    return lambda: bool(shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin"))


def font(pattern):
    return lambda: bool(glob.glob(f"/usr/share/fonts/**/{pattern}", recursive=True))


# Debian package -> how to tell that what it brings is there, whatever the distribution.
NEEDED = {
    "libpango-1.0-0": library("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": library("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": library("libharfbuzz-subset.so.0"),
    "libmagic1": library("libmagic.so.1"),
    "libgssapi-krb5-2": library("libgssapi_krb5.so.2"),
    "libseccomp2": library("libseccomp.so.2"),
}
WELCOME = {
    "fonts-noto-core": font("NotoSansArabic*"),
    "fonts-noto-cjk": font("NotoSansCJK*"),
    "fonts-sil-andika": font("Andika*"),
    "clamav-daemon": program("clamd"),
}
FOR_TESTS = {
    "chromium": program("chromium"),
    "poppler-utils": program("pdftotext"),
    "default-jre-headless": program("java"),
    "radosgw": program("radosgw"),
    "ceph-mon": program("ceph-mon"),
    "ceph-osd": program("ceph-osd"),
    "ceph-common": program("radosgw-admin"),
}


def prepare(*, tests):
    """Bring the machine to where the site can start; raises CannotStart with the one thing to do."""
    check_folder()
    system_packages(NEEDED | WELCOME | (FOR_TESTS if tests else {}))
    virtual_environment()
    python_packages("requirements-dev.txt" if tests else "requirements.txt")


def check_folder():
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        VENV.parent.mkdir(exist_ok=True)
        (VAR_DIR / ".written").touch()
    except OSError as error:
        raise CannotStart(f"{VAR_DIR} cannot be written ({error.strerror}): give this user the folder.") from error
    if shutil.disk_usage(VAR_DIR).free < LEAST_FREE_BYTES and not PYTHON.exists():
        raise CannotStart(f"The disk of {VAR_DIR} is almost full: free at least 1.5 GB and start again.")


def system_packages(wanted):
    missing = [name for name, is_there in wanted.items() if not is_there()]
    if missing and is_root() and shutil.which("apt-get"):
        say(f"Installing {', '.join(missing)}…")
        install(missing)
        missing = [name for name in missing if not wanted[name]()]
    if not missing:
        return
    hint = f"apt-get install {' '.join(missing)}"
    if blocking := [name for name in missing if name in NEEDED]:
        raise CannotStart(f"{', '.join(blocking)} missing: as root, {hint}")
    say(f"Missing, the site runs without: as root, {hint}")


def install(packages):
    """Install Debian packages without a question; what could not be is found out by looking again."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for before in (None, ["apt-get", "update", "-qq"]):
        if before:
            subprocess.run(before, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if not subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True).returncode:
            return


def virtual_environment():
    if works(PYTHON, f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say("Creating the virtual environment…")
    if not created() and is_root() and shutil.which("apt-get"):
        install(["python3-venv"])
        created()
    if not works(PYTHON, "import pip"):
        raise CannotStart("Python cannot create a virtual environment here: as root, apt-get install python3-venv")


def created():
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, check=False)
    return done.returncode == 0


def works(python, code):
    try:
        return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def python_packages(name):
    stamp = VENV / f"{name}.installed"
    wanted = digest(BASE_DIR / "requirements.txt", BASE_DIR / name)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing the Python packages: some minutes the first time…")
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "-r", name]
    done = subprocess.run(
        command, cwd=BASE_DIR, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no reason given"]
        raise CannotStart(f"pip could not install {name}: {errors[-1][:200]}")
    stamp.write_text(wanted)


def digest(*files):
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def say(text):
    print(text, flush=True)
