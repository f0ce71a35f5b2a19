"""Starts the site's processes, keeps them up, and stops every one of them."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from .clamav import Scanner
from .clamav import program as clamd
from .errors import CannotStart
from .postgres import Cluster
from .processes import port_is_free, wait_until
from .setup import BASE_DIR, VAR_DIR, say

MARK = "MAIRIE_SUPERVISED"  # in the environment of every process we start: how a later start knows them again
BACKOFF = (1, 2, 4, 8, 15, 30)  # seconds before a process that ended is started again
CALM = 60  # seconds of life after which the next fall counts as the first


class Stop(BaseException):
    """Somebody asked the site to stop."""


class Child:
    """One process to keep up. `start` gives a Popen; `sign` is how it is asked to end."""

    def __init__(self, name, start, *, sign=signal.SIGTERM):
        self.name, self._start, self.sign = name, start, sign
        self.falls, self.due, self.process = 0, 0, None

    def up(self):
        with log(self.name).open("ab") as stream:
            self.process = self._start(stdout=stream, stderr=stream)
        self.since = time.monotonic()

    def watch(self):
        """Start the process again when it has ended and its pause is over."""
        if self.process and self.process.poll() is not None:
            self._fallen()
        if not self.process and time.monotonic() >= self.due:
            try:
                self.up()
            except (CannotStart, OSError) as problem:
                note(f"{self.name} cannot start: {problem}")
                self._pause()

    def _fallen(self):
        note(f"{self.name} ended with code {self.process.returncode}")
        if time.monotonic() - self.since > CALM:
            self.falls = 0
        end_group(self.process.pid)
        self._pause()

    def _pause(self):
        self.process = None
        self.due = time.monotonic() + BACKOFF[min(self.falls, len(BACKOFF) - 1)]
        self.falls += 1

    def down(self, seconds=10):
        if not self.process or self.process.poll() is not None:
            return
        self.process.send_signal(self.sign)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            note(f"{self.name} did not end in {seconds} s")
        end_group(self.process.pid)
        self.process.wait()


def end_group(leader):
    """End whatever is left of the process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def log(name):
    folder = VAR_DIR / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def note(line):
    with log("supervisor").open("a") as stream:
        stream.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {line}\n")


class Site:
    """Everything `make run` keeps up."""

    def __init__(self):
        self.port = int(os.environ.get("PORT") or 8000)
        self.workers = int(os.environ.get("WEB_WORKERS") or 2)
        self.address = f"http://127.0.0.1:{self.port}"
        self.children = []

    def serve(self, prepare, welcome):
        """Run until told to stop: `prepare()` once the database is up, `welcome(address)` once the site answers."""
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, stop)
        with only_one():
            end_leftovers()
            os.environ[MARK] = str(VAR_DIR)
            try:
                self._start(prepare)
                welcome(self.address)
                self._watch()
            except Stop:
                say("Stopping…")
            finally:
                self._end()

    def _watch(self):
        while True:
            time.sleep(0.3)
            for child in self.children:
                child.watch()

    def _end(self):
        """Stop every child, and whatever had just been started when the request to stop came."""
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        for child in reversed(self.children):
            child.down(30 if child.name == "postgres" else 10)
        end_leftovers()

    def _start(self, prepare):
        if not port_is_free(self.port):
            raise CannotStart(
                f"port {self.port} is taken by another program. Stop it, or choose one: PORT=8001 make run"
            )
        if not os.environ.get("DATABASE_URL"):
            self._add("postgres", Cluster(VAR_DIR / "postgres").start, sign=signal.SIGINT)
        if not os.environ.get("CLAMD_URL") and clamd():
            scanner = Scanner(VAR_DIR / "clamav")
            os.environ["CLAMD_URL"] = scanner.url
            self._add("clamd", scanner.start)
        prepare()
        self._add("web", self._web)
        web = self.children[-1]
        self._add("worker", self._worker)
        self._add("letterbox", self._letterbox)
        if not wait_until(lambda: answers(f"{self.address}/health/live") or web.process.poll() is not None, 60):
            raise CannotStart(f"the site did not answer within a minute; see {log('web')}")
        if web.process.poll() is not None:
            raise CannotStart(f"the web server stopped at once; see {log('web')}")

    def _add(self, name, start, **options):
        child = Child(name, start, **options)
        self.children.append(child)
        child.up()

    def _web(self, **streams):
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        command += ["--workers", str(self.workers), "--blocking-threads", "2", "--no-ws", "--respawn-failed-workers"]
        return spawn([*command, "config.wsgi:application"], streams)

    def _worker(self, **streams):
        return spawn([sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "4"], streams)

    def _letterbox(self, **streams):
        return spawn([sys.executable, "manage.py", "letterbox"], streams)


def spawn(command, streams):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, cwd=BASE_DIR, **streams)


def stop(*_):
    raise Stop


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310 our own loopback address
            return response.status == 200
    except OSError:
        return False


@contextlib.contextmanager
def only_one():
    """Hold the lock of this folder; the system lets it go with the process, however that ends."""
    with (VAR_DIR / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStart(f"the site already runs from this folder (process {lock.read().strip()}).") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        os.set_inheritable(lock.fileno(), False)
        yield


def end_leftovers():
    """End the processes of a supervisor that was killed: known by the mark in their environment."""
    Cluster(VAR_DIR / "postgres").stop()
    left = set(leftovers())
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, sign)
        if wait_until(lambda: not left & set(leftovers()), 10):
            break


def leftovers():
    wanted = f"{MARK}={VAR_DIR}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0") and int(folder.name) != os.getpid():
                yield int(folder.name)
        except OSError:
            continue
