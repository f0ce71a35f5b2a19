"""Keeps the cells in which hostile files are opened: a warm process that forks one child for each file.

Run as ``python -m vault.warden``; its standard input is a socket on which ``vault.cells`` hands over one end of
a conversation for each file. Importing the libraries takes 0.1 s: done here once, not for each file. This
process never reads a file itself, knows neither Django, the database nor the keys, and ends with whoever started it.
"""

import contextlib
import io
import json
import os
import resource
import select
import signal
import socket
import struct
import time

import magic
import PIL.Image
import pillow_heif

from . import inspection, tasks_in_cells
from .limits import FILES, MEMORY, PATIENCE, READY, REQUEST, SECONDS
from .scratch import Sealed


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
    """Say that one is ready, hear what to do, send new content piece by piece, end with a line of JSON."""
    bound()
    caller.sendall(READY)
    task, args, sources = heard(caller)
    found = answer(task, sources, args, Out(caller))
    caller.sendall(struct.pack("!I", 0) + json.dumps(found).encode() + b"\n")


def heard(caller):
    """``(task, args, files)``: the files come as descriptors, with the keys that open them."""
    request, descriptors, _flags, _address = socket.recv_fds(caller, REQUEST, FILES)
    while not request.endswith(b"\n"):
        request += caller.recv(REQUEST)
    said = json.loads(request)
    handles = zip(descriptors, said["sources"], strict=True)
    return said["task"], said["args"], [Sealed(fd, bytes.fromhex(key), size) for fd, (key, size) in handles]


class Out(io.RawIOBase):
    """New content on its way to the caller, never whole in memory."""

    def __init__(self, caller):
        self.caller = caller
        self.size = 0

    def writable(self):
        return True

    def tell(self):
        return self.size

    def write(self, data):
        if len(data):
            self.caller.sendall(struct.pack("!I", len(data)) + data)
            self.size += len(data)
        return len(data)


def bound():
    """Memory, processor, and not one byte on the disk."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(task, sources, args, out):
    try:
        return tasks_in_cells.find(task)(sources, args, out)
    except inspection.Refused as refusal:
        return {"refused": str(refusal)}
    except (MemoryError, RecursionError):
        return {"refused": "heavy"}
    except Exception:  # a parser that stumbles may raise anything: the file is what is wrong
        return {"refused": "corrupted"}


if __name__ == "__main__":
    main()
