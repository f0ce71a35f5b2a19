"""Keeps the cells in which hostile files are opened: a warm process that forks one child for each file.

Run as ``python -m vault.warden``; its standard input is a socket on which ``vault.cells`` hands over one end of
a conversation for each file. Importing the libraries takes half a second: done here once, not for each file, and
all of it, since a child is locked in (``vault.confinement``) before it sees the file and can load nothing any more.
This process never reads a file itself, knows neither Django, the database nor the keys, and ends with its server.
"""

import codecs
import contextlib
import ctypes
import gc
import io
import json
import os
import resource
import select
import signal
import socket
import struct
import time

import cv2
import magic
import numpy.ma  # noqa: F401 (numpy loads it at first use)
import pikepdf
import PIL.Image
import pillow_heif
import pypdfium2  # noqa: F401 (loaded here for the children)

from . import confinement, inspection, pictures, tasks_in_cells
from .limits import FILES, LESS, MEMORY, PATIENCE, READY, REQUEST, SECONDS
from .scratch import Sealed


def main():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends with its server, which may still be at work
    warm()
    lacking = confinement.drop_rights()
    control = socket.socket(fileno=0)
    children = {}  # pid: when its time is over
    while True:
        bury(children)
        if select.select([control], [], [], 1 if children else None)[0] and not take_in(control, children, lacking):
            break
    for pid in children:
        end(pid)


def warm():
    """Load here what a child would load: it will not be able to. No thread may be left, which a fork would lose."""
    for task in tasks_in_cells.TASKS:
        tasks_in_cells.find(task)
    for name in ("ascii", "latin-1", "cp1252", "mac-roman", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "idna"):
        codecs.lookup(name)
    magic.from_buffer(b"%PDF-1.7", mime=True)
    PIL.Image.init()
    pillow_heif.register_heif_opener()
    pillow_heif.options.DECODE_THREADS = 1
    cv2.setNumThreads(1)
    cv2.ocl.setUseOpenCL(False)
    [ctypes.CFUNCTYPE(None)(print) for _callback in range(16)]  # pdfium reads by callbacks: their memory runs code
    rehearse()
    confinement.prepare()
    gc.collect()
    gc.freeze()  # or each child would copy what its collector looks at


def rehearse():
    """Do once, with our own, what opens files at first use: qpdf its source of chance, kept open, numpy its parts."""
    pictures.straightened(PIL.Image.effect_noise((80, 60), 50).convert("RGB"))
    kept = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(kept, encryption=pikepdf.Encryption(owner="owner", user=""))
    with pikepdf.open(kept) as pdf:
        pdf.save(io.BytesIO(), encryption=False)


def take_in(control, children, lacking):
    """Fork a child for the next conversation; False when nobody is left to send one."""
    message, handles, _flags, _address = socket.recv_fds(control, 1, 1)
    if not message:
        return False
    for handle in handles:
        with contextlib.suppress(OSError):  # no room for a child: the caller sees the conversation close
            children[begin(control, handle, lacking)] = time.monotonic() + PATIENCE
        os.close(handle)
    return True


def begin(control, handle, lacking):
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setpgid(0, 0)
        control.close()  # a child that a file has taken over hears of no other
        converse(socket.socket(fileno=handle), lacking)
    finally:
        os._exit(0)


def bury(children):
    """Forget the children that ended, kill those whose time is over."""
    for pid, deadline in list(children.items()):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            end(pid)
            os.waitpid(pid, 0)
            del children[pid]


def end(pid):
    """Kill a child, dead or alive, and the group it leads: its number is not another's before it is waited for."""
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def converse(caller, lacking=()):
    """Say that one is ready, hear what to do, send new content piece by piece, end with a line of JSON.

    Ready is told with the locks that could not be closed: ``ready``, or ``ready files calls``.
    """
    said = [READY, *(name.encode() for name in [*lacking, *bound()])]
    caller.sendall(b" ".join(said) + b"\n")
    task, args, sources = heard(caller)
    if task in LESS:
        spend(*LESS[task])
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
    """Memory, processor, and nothing else of this machine. Gives the locks that could not be closed."""
    spend(MEMORY, SECONDS)
    return confinement.lock()


def spend(memory, seconds):
    """Bytes of memory and seconds of processor: what was allowed can only shrink."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


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
