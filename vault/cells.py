"""Has a hostile file opened far from everything else: one child of ``vault.warden`` for each file."""

import contextlib
import json
import logging
import os
import socket
import struct
import subprocess
import sys
import threading

from django.conf import settings

from .limits import PATIENCE, READY

logger = logging.getLogger(__name__)

COMMAND = [sys.executable, "-m", "vault.warden"]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
CHUNK = 256 * 1024
LINE = 1000  # bytes an answer may have
MOST = {"preview": 4 * 2**20}  # bytes of new content a task may give; other tasks: what the vault takes
TRIES = 2

_lock = threading.Lock()
_warden = None
_told = []


class NoCell(Exception):
    """No child could be had: the file was not looked at, and may be sent again."""


def run(task, sources, args=None, out=None):
    """Have a task of ``vault.tasks_in_cells`` done in a child; give its answer, ``{"refused": code}`` perhaps.

    ``sources`` are ``Scratch`` files, which the child reads by itself; its new content goes into the scratch ``out``.
    A child that a file has killed says nothing, and that is a refusal; so is one that gives more than its task may.
    Raises ``NoCell``.
    """
    request, descriptors = _request(task, sources, args or {})
    room = MOST.get(task, settings.VAULT_MAX_BYTES)
    with _ready() as (cell, answers, _lacking):
        return _heard(cell, answers, request, descriptors, out, room)


def lacking():
    """The locks of ``vault.confinement`` that this kernel does not close on a cell: none is well. Raises ``NoCell``."""
    with _ready() as (_cell, _answers, lacking):
        return lacking


@contextlib.contextmanager
def _ready():
    """A conversation with a child that is locked in: ``(socket, answers, locks it lacks)``. Raises ``NoCell``."""
    for _attempt in range(TRIES):
        with _conversation() as (cell, answers):
            said = _greeting(answers) if cell else []
            if said[:1] == [READY.decode()]:
                _tell(said[1:])
                yield cell, answers, said[1:]
                return
        _dismiss()
    raise NoCell


def _greeting(answers):
    try:
        return answers.readline(LINE).decode(errors="replace").split()
    except OSError:  # nothing for a minute
        return []


def _tell(lacking):
    """Say once in the log of this process that the locks do not all close."""
    global _told
    if lacking and lacking != _told:
        logger.warning("Cells are locked only in part on this machine; lacking: %s", ", ".join(lacking))
    _told = lacking


def _request(task, sources, args):
    handles = [source.handle() for source in sources]
    said = {"task": task, "args": args, "sources": [(key.hex(), size) for _descriptor, key, size in handles]}
    return json.dumps(said).encode() + b"\n", [descriptor for descriptor, _key, _size in handles]


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


def _heard(cell, answers, request, descriptors, out, room):
    try:
        sent = socket.send_fds(cell, [request], descriptors)
        if sent < len(request):  # sending nothing to a child that has already answered is an error
            cell.sendall(request[sent:])
        while size := struct.unpack("!I", answers.read(4))[0]:
            room -= size
            if room < 0:
                return {"refused": "too_large"}
            _copy(answers, size, out)
        return dict(json.loads(answers.readline(LINE)))
    except (OSError, ValueError, TypeError, struct.error):
        return {"refused": "heavy"}


def _copy(answers, size, out):
    while size:
        chunk = answers.read(min(CHUNK, size))
        if not chunk:
            raise ConnectionResetError
        out.write(chunk)
        size -= len(chunk)


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
            COMMAND,
            cwd=settings.BASE_DIR,
            env=ENVIRONMENT,
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
