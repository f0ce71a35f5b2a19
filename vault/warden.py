"""Keeps the cells in which hostile files are opened: a warm process that forks one child for each file.

Run as ``python -m vault.warden``; its standard input is a socket on which ``vault.cells`` hands over one end of
a conversation for each file. Importing the libraries takes 0.1 s: done here once, not for each file. This
process never reads a file itself, knows neither Django, the database nor the keys, and ends with whoever started it.
"""

import contextlib
import json
import os
import resource
import select
import signal
import socket
import time

import magic
import PIL.Image
import pillow_heif

from .inspection import Refused, inspect
from .limits import MEMORY, PATIENCE, READY, SECONDS


def main():
    warm()
    control = socket.socket(fileno=0)
    children = {}  # pid: when its time is over
    while True:
        bury(children)
        if select.select([control], [], [], 1 if children else None)[0] and not take_in(control, children):
            break
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def warm():
    """Load here what each child would load."""
    magic.from_buffer(b"%PDF-1.7", mime=True)
    PIL.Image.init()
    pillow_heif.register_heif_opener()


def take_in(control, children):
    """Fork a child for the next conversation; False when nobody is left to send one."""
    message, handles, _flags, _address = socket.recv_fds(control, 1, 1)
    if not message:
        return False
    for handle in handles:
        with contextlib.suppress(OSError):  # no room for a child: the caller sees the conversation close
            children[begin(control, handle)] = time.monotonic() + PATIENCE
        os.close(handle)
    return True


def begin(control, handle):
    pid = os.fork()
    if pid:
        return pid
    try:
        control.close()  # a child that a file has taken over hears of no other
        converse(socket.socket(fileno=handle))
    finally:
        os._exit(0)


def bury(children):
    """Forget the children that ended, kill those whose time is over."""
    for pid, deadline in list(children.items()):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        if os.waitpid(pid, os.WNOHANG)[0]:
            del children[pid]


def converse(caller):
    """Say that one is ready, hear the whole file, answer a line of JSON then the new content if it changed."""
    bound()
    caller.sendall(READY)
    with caller.makefile("rb") as file:
        found, content = answer(file.read())
    caller.sendall(json.dumps({**found, "changed": None if content is None else len(content)}).encode() + b"\n")
    caller.sendall(content or b"")


def bound():
    """Memory, processor, and not one byte on the disk."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(data):
    try:
        return inspect(data)
    except Refused as refusal:
        return {"refused": str(refusal)}, None
    except (MemoryError, RecursionError):
        return {"refused": "heavy"}, None


if __name__ == "__main__":
    main()
