"""Has a hostile file opened far from everything else: one child of ``vault.warden`` for each file."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading

from django.conf import settings

from .limits import PATIENCE, READY

CHUNK = 256 * 1024
LINE = 1000  # bytes an answer may have
TRIES = 2

_lock = threading.Lock()
_warden = None


class NoCell(Exception):
    """No child could be had: the file was not looked at, and may be sent again."""


def opened(chunks, changed):
    """Give ``{content_type, pages}`` or ``{refused}``, and None or how many bytes were written into ``changed``.

    ``chunks()`` gives the file from its start, each time it is called.
    """
    for _attempt in range(TRIES):
        with _conversation() as (cell, answers):
            if cell is not None and answers.readline(LINE) == READY:
                return _heard(cell, answers, chunks(), changed)
        _dismiss()
    raise NoCell


@contextlib.contextmanager
def _conversation():
    """A socket to a fresh child and a file of its answers; ``(None, None)`` when the warden is gone."""
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE + 5)
    with ours, theirs:
        try:
            socket.send_fds(_control(), [b"."], [theirs.fileno()])
        except OSError:
            yield None, None
            return
        theirs.close()
        with ours.makefile("rb") as answers:
            yield ours, answers


def _heard(cell, answers, chunks, changed):
    """What the child says of the file; a child that a file has killed says nothing, and that is a refusal."""
    try:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for chunk in chunks:
                cell.sendall(chunk)
            cell.shutdown(socket.SHUT_WR)
        found = json.loads(answers.readline(LINE))
        size = found.pop("changed")
        written = _copy(answers, size, changed)
    except (OSError, ValueError, KeyError):
        return {"refused": "heavy"}, None
    return (found, size) if written == (size or 0) else ({"refused": "heavy"}, None)


def _copy(answers, size, changed):
    written = 0
    while written < (size or 0) and (chunk := answers.read(min(CHUNK, size - written))):
        changed.write(chunk)
        written += len(chunk)
    return written


def _control():
    """The socket to this process's warden, started at first need; a forked server starts its own."""
    global _warden
    with _lock:
        if _warden is None or _warden[0] != os.getpid():
            _warden = (os.getpid(), *_start())
        return _warden[1]


def _start():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "vault.warden"],
            cwd=settings.BASE_DIR,
            env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the server; the warden ends when the server has
        )
    return ours, process


def _dismiss():
    """End a warden that does not answer: the next file has a new one."""
    global _warden
    with _lock:
        if _warden is not None and _warden[0] == os.getpid():
            _warden[1].close()
            _warden[2].kill()
            _warden[2].wait()
            _warden = None
