"""Looking at other processes of this machine through /proc, so that no stranger is ever killed by mistake."""

import os
import signal
import socket
import time
from pathlib import Path


def command_line(pid):
    """Give the words of a process's command line, or an empty list when it is gone."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
    return [os.fsdecode(word) for word in words if word]


def is_running(pid, mark):
    """Tell whether a process lives and shows `mark` in its command line: a pid alone may have been reused."""
    return any(mark in word for word in command_line(pid))


def stop(pid, *, mark, sign=signal.SIGTERM, seconds=10):
    """Ask a process to end, then make it: only while its command line shows `mark`."""
    for attempt in (sign, signal.SIGKILL):
        if not is_running(pid, mark):
            return
        os.kill(pid, attempt)
        wait_until(lambda: not is_running(pid, mark), seconds)


def wait_until(condition, seconds, *, pause=0.05):
    """Give whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def port_is_free(port, host="127.0.0.1"):
    """Tell whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port():
    """Give a loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
