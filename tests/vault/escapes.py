"""A warden whose children try to escape, and what they try: every attempt of a parser that a file has taken over.

Run as ``python -m tests.vault.escapes [--account=N] [--open=name,…] [--lack=name,…]``: as if that account ran the
site, with these functions of ``vault.confinement`` left undone, or failing as on a kernel that has no such lock.
Each attempt really does what it says when nothing holds it back: with the locks left open a test sees it succeed.
"""

import argparse
import ctypes
import errno
import mmap
import os
import resource
import socket
import sys
import time
from pathlib import Path

from vault import confinement, tasks_in_cells, warden

libc = ctypes.CDLL(None, use_errno=True)


def escape(sources, args, out):
    """Give the names of the attempts that succeeded."""
    return {"done": [name for name in args["attempts"] if succeeded(ATTEMPTS[name], args)]}


def succeeded(attempt, args):
    try:
        return attempt(args) is not False
    except (OSError, ValueError):
        return False


def burst(sources, args, out):
    """Give more than any task may."""
    for _time in range(args["megabytes"]):
        out.write(bytes(2**20))
    return {"content_type": "image/jpeg", "pages": 1, "changed": True}


def lie(sources, args, out):
    """Answer whatever one likes."""
    return args["answer"]


def think(sources, args, out):
    """Compute without end."""
    while True:
        pass


def look(sources, args, out):
    """What a child has inherited: the names of its environment and of the modules of the site it holds."""
    held = {name.split(".")[0] for name in sys.modules} & {"django", "psycopg", "tink", "pikepdf", "vault"}
    return {"environment": sorted(os.environ), "modules": sorted(held), "account": os.getuid()}


def called(result):
    if result < 0:
        raise OSError(ctypes.get_errno())


def rewrite(args):
    with open(f"{args['folder']}/object", "r+b") as file:
        file.truncate(0)


def connect(args):
    socket.socket().connect(("127.0.0.1", args["port"]))


def say(args):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", args["port"]))


def listen(args):
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()


def open_local_socket(args):
    socket.socketpair()


def outlive(args):
    pid = os.fork()
    if not pid:
        os.setsid()
        time.sleep(5)
        os._exit(0)


def attach(args):
    called(libc.ptrace(0x4206, os.getppid(), None, None))  # PTRACE_SEIZE: it does not stop the other, and ends with us


def read_memory(args):
    with open(f"/proc/{os.getppid()}/mem", "rb", buffering=0):
        pass


def read_memory_by_call(args):
    room = (ctypes.c_char * 8)()
    local = (ctypes.c_void_p * 2)(ctypes.addressof(room), 8)
    remote = (ctypes.c_void_p * 2)(id(None), 8)  # forked from it: it is there in the parent too
    called(libc.process_vm_readv(os.getppid(), ctypes.byref(local), 1, ctypes.byref(remote), 1, 0))


def raise_limits(args):
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard + 1, hard + 1))


def run_memory(args):
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def load_a_library(args):
    ctypes.CDLL("libBrokenLocale.so.1")


def be_root(args):
    os.setresuid(0, 0, 0)


def mount(args):
    called(libc.mount(b"none", args["folder"].encode(), b"tmpfs", 0, None))
    libc.umount(args["folder"].encode())


def unshare(args):
    called(libc.unshare(0x10000000))  # a world of users of its own, in which it would be root


def keep_a_file_in_memory(args):
    os.memfd_create("x")


ATTEMPTS = {
    "read a key": lambda args: Path(args["folder"], "master.json").read_bytes(),
    "delete": lambda args: os.unlink(f"{args['folder']}/gone"),
    "rewrite": rewrite,
    "truncate": lambda args: os.truncate(f"{args['folder']}/cut", 0),
    "rename": lambda args: os.rename(f"{args['folder']}/key", f"{args['folder']}/moved"),
    "create": lambda args: Path(args["folder"], "new").touch(),
    "link": lambda args: os.link(f"{args['folder']}/object", f"{args['folder']}/link"),
    "symlink": lambda args: os.symlink("/", f"{args['folder']}/root"),
    "make a folder": lambda args: os.mkdir(f"{args['folder']}/inner"),
    "remove a folder": lambda args: os.rmdir(f"{args['folder']}/empty"),
    "open to all": lambda args: os.chmod(f"{args['folder']}/object", 0o666),
    "change the date": lambda args: os.utime(f"{args['folder']}/object", (0, 0)),
    "list": lambda args: os.listdir(args["folder"]),
    "read the program": lambda args: Path("/etc/passwd").read_bytes(),
    "read the environment": lambda args: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "read the memory": read_memory,
    "read the memory by a call": read_memory_by_call,
    "attach": attach,
    "signal": lambda args: os.kill(os.getppid(), 0),
    "connect": connect,
    "say": say,
    "listen": listen,
    "open a local socket": open_local_socket,
    "outlive": outlive,
    "raise limits": raise_limits,
    "run memory": run_memory,
    "load a library": load_a_library,
    "be root": be_root,
    "mount": mount,
    "unshare": unshare,
    "keep a file in memory": keep_a_file_in_memory,
    "run a program": lambda args: os.posix_spawn("/bin/true", ["true"], {}),
    "become a program": lambda args: os.execv("/bin/true", ["true"]),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--account", type=int)
    parser.add_argument("--open", default="")
    parser.add_argument("--lack", default="")
    asked = parser.parse_args()
    names = (escape, burst, lie, think, look)
    tasks_in_cells.TASKS.update({task.__name__: f"tests.vault.escapes.{task.__name__}" for task in names})
    for name in filter(None, asked.open.split(",")):
        setattr(confinement, name, list)
    for name in filter(None, asked.lack.split(",")):
        setattr(confinement, name, lacking)
    warm = warden.warm
    warden.warm = lambda: [warm(), asked.account and become(asked.account)]
    warden.main()


def become(account):
    """Be this account once all is loaded: the machine's Python may be closed to it."""
    os.setgroups([])
    os.setresgid(account, account, account)
    os.setresuid(account, account, account)


def lacking():
    raise OSError(errno.ENOSYS, "this kernel has no such lock")


if __name__ == "__main__":
    main()
