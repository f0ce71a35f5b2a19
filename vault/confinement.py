"""Shuts a process in for good: the kernel refuses what a file that has taken a parser over would ask of it.

Three locks, each of which holds without the others: an account without rights, no file that is not open already
(Landlock), no system call but those that computing takes (seccomp). An older kernel may lack one: ``lock`` says which.
"""

import ctypes
import errno
import functools
import os
import resource
import struct

ACCOUNT, FILES, CALLS = "account", "files", "calls"
NOBODY = 65534

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_CAPABILITIES_V3 = 0x20080522

# Landlock's system calls have these numbers on every architecture.
_CREATE_RULESET, _RESTRICT_SELF, _ASK_VERSION = 444, 446, 1
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # by version of Landlock; 16 since the fifth
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_BIND_AND_CONNECT, _SOCKETS_AND_SIGNALS = 0b11, 0b11

_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_EQUAL, _MASKED_EQUAL = 4, 7
_PROT_EXEC = 4
_CLONE_THREAD, _CLONE_NEW_ANYTHING = 0x10000, 0x7E020000
CALLS_ALLOWED = (
    # what is open: the conversation and the files handed over with it
    *("read", "readv", "pread64", "preadv", "write", "writev", "lseek", "close", "poll", "ppoll"),
    *("sendto", "sendmsg", "recvfrom", "recvmsg"),
    # memory
    *("brk", "munmap", "mremap", "madvise"),
    # its threads (the decoder of HEIC cannot do without one), and its end
    *("set_robust_list", "rseq", "futex", "sched_yield", "sched_getaffinity", "sigaltstack"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "restart_syscall", "exit", "exit_group"),
    # what it is, and what time it is
    *("getpid", "gettid", "getuid", "getppid", "getrusage", "sysinfo", "uname", "getrandom", "gettimeofday", "time"),
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep"),
)


class _Comparison(ctypes.Structure):
    """``struct scmp_arg_cmp``: a rule about one argument of a call."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


CALLS_BOUNDED = {
    # a thread, never a process
    "clone": _Comparison(0, _MASKED_EQUAL, _CLONE_THREAD | _CLONE_NEW_ANYTHING, _CLONE_THREAD),
    # no memory that runs: whatever does was loaded before
    "mmap": _Comparison(2, _MASKED_EQUAL, _PROT_EXEC, 0),
    "mprotect": _Comparison(2, _MASKED_EQUAL, _PROT_EXEC, 0),
    # its own limits, which it can only lower
    "prlimit64": _Comparison(0, _EQUAL, 0, 0),
}


def close_memory():
    """Neither a core dump nor another process of this account reads what this one holds."""
    return _done(lambda: _checked(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)))


def drop_rights():
    """Be nobody where one was root, with no capability, and never gain any. Gives the lock that does not close."""
    done = [_done(_become_nobody), _done(_gain_nothing), close_memory()]
    return [] if all(done) else [ACCOUNT]


def lock():
    """Shut this process in: no new process, file, socket or signal. Gives the locks that this kernel lacks."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    lacking = [name for name, close in ((FILES, _close_files), (CALLS, _close_calls)) if not _done(close)]
    if CALLS in lacking:  # this limit cannot tell a thread from a process: better no photo in HEIC than an escape
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return lacking


def prepare():
    """Make the filter of calls once, for the children to come."""
    _done(_filter)


def _become_nobody():
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def _gain_nothing():
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    header, none = struct.pack("Ii", _CAPABILITIES_V3, 0), bytes(24)
    _checked(_libc.capset(header, none))


def _close_files():
    """Landlock with no exception: no path opens, and by its later versions no port, no signal to the outside."""
    version = _checked(_libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION))
    rights = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    network = _BIND_AND_CONNECT if version >= _NETWORK_SINCE else 0
    scopes = _SOCKETS_AND_SIGNALS if version >= _SCOPES_SINCE else 0
    refused = struct.pack("QQQ", rights, network, scopes)
    rules = _checked(_libc.syscall(_CREATE_RULESET, refused, len(refused), 0))
    try:
        _checked(_libc.syscall(_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)


def _close_calls():
    library, rules = _filter()
    _checked(library.seccomp_load(rules))


@functools.cache
def _filter():
    """``(libseccomp, its filter)``: a call that is not named fails with EPERM, one of a foreign architecture kills."""
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(_REFUSE | errno.EPERM))
    if not rules:
        raise OSError(errno.ENOMEM, "no filter")
    for name in CALLS_ALLOWED:
        _rule(library, rules, _ALLOW, name)
    for name, comparison in CALLS_BOUNDED.items():
        _rule(library, rules, _ALLOW, name, comparison)
    _rule(library, rules, _REFUSE | errno.ENOSYS, "clone3")  # its flags cannot be seen: libc then uses clone
    return library, rules


def _rule(library, rules, action, name, *comparisons):
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number >= 0:  # some calls exist on some architectures only
        bounds = (_Comparison * len(comparisons))(*comparisons)
        _checked(library.seccomp_rule_add_array(rules, action, number, len(comparisons), bounds))


def _done(act):
    try:
        act()
    except (OSError, AttributeError):  # a kernel, or a system, that has no such thing
        return False
    return True


def _checked(result):
    """The result of a call of C, or OSError: libseccomp gives the error as a negative number, libc in errno."""
    if result < 0:
        code = -result if result < -1 else ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
