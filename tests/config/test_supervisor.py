"""The real thing: the supervisor, its servers and their ends, in a folder of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from config.local.postgres import Cluster
from config.local.processes import free_port, wait_until
from config.local.setup import BASE_DIR
from config.local.supervisor import MARK


def answers(address, status=200):
    try:
        with urllib.request.urlopen(address, timeout=3) as response:
            return response.status == status
    except OSError:
        return False


def marked(folder):
    """Give the processes the supervisor of this folder started, by the mark in their environment."""
    wanted = f"{MARK}={folder}".encode()
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environment:
                if wanted in environment.read().split(b"\0"):
                    found.append(int(pid))
        except OSError:
            continue
    return found


class Site:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        outside = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CLAMD_URL", MARK)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.local", "run"],
            cwd=BASE_DIR,
            env=outside
            | {
                "PREPARED": "run",
                "VAR_DIR": str(self.folder),
                "PORT": str(self.port),
                "WEB_WORKERS": "1",
                "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if not wait_until(lambda: answers(f"{self.address}/health/live") or self.process.poll() is not None, 300):
            self.process.terminate()
        assert self.process.poll() is None, self.process.communicate()[0]

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("var"))
    site.start()
    yield site
    site.stop()


def test_the_site_becomes_ready_with_its_worker(site):
    assert wait_until(lambda: answers(f"{site.address}/health/ready"), 60)


def test_a_second_start_from_the_same_folder_says_why_not(site):
    other = Site(site.folder)
    with pytest.raises(AssertionError, match="already runs from this folder"):
        other.start()


def test_a_taken_port_is_one_clear_line(site, tmp_path):
    other = Site(tmp_path)
    other.port, other.address = site.port, "http://127.0.0.1:1"
    with pytest.raises(AssertionError, match=f"port {site.port} is taken"):
        other.start()


def test_postgresql_killed_comes_back_and_the_site_with_it(site):
    before = Cluster(site.folder / "postgres").pid
    os.kill(before, signal.SIGKILL)
    assert wait_until(lambda: Cluster(site.folder / "postgres").pid not in (None, before), 60)
    assert wait_until(lambda: answers(f"{site.address}/health/ready"), 90)


def test_a_killed_supervisor_leaves_nothing_that_the_next_start_does_not_end(site):
    site.process.kill()
    site.process.wait()
    orphans = set(marked(site.folder))
    assert orphans
    site.start()
    assert wait_until(lambda: not orphans & set(marked(site.folder)), 60)
    assert wait_until(lambda: answers(f"{site.address}/health/ready"), 90)


def test_a_request_to_end_leaves_no_process(site):
    started = time.monotonic()
    site.stop()
    assert time.monotonic() - started < 45
    assert marked(site.folder) == []
    assert Cluster(site.folder / "postgres").pid is None
