"""Running a server with less power than root has.

When the chosen account cannot walk down to the files it needs (a home of mode 700, say), the process keeps the one
capability that lets it pass; no folder's mode is changed.
"""

import os
import pwd
import shutil
import subprocess

from .errors import CannotStart

FIXED = "--securebits=+no_setuid_fixup"  # without it access(2) answers as if the capability were not there
CAPABILITIES = ("dac_read_search", "dac_override")  # the second is the one containers usually keep


def account(*wanted):
    """Give the first account of the list that exists; each is a name or a number, zero and None are passed over."""
    for candidate in filter(None, wanted):
        try:
            return pwd.getpwuid(candidate) if isinstance(candidate, int) else pwd.getpwnam(candidate)
        except KeyError:
            continue
    raise CannotStart(f"This machine has none of the accounts {', '.join(map(str, wanted))}: run as an ordinary user.")


def as_account(owner, needed):
    """Give the words to put before a command so that it runs as `owner` and reaches the `needed` paths."""
    if not shutil.which("setpriv"):
        raise CannotStart("As root the servers need the command setpriv: apt-get install util-linux.")
    plain = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    passes = [[f"--inh-caps=+{name}", f"--ambient-caps=+{name}", FIXED] for name in CAPABILITIES]
    for extra in [["--inh-caps=-all"], *passes]:
        if all(succeeds([*plain, *extra, "test", "-r", path]) for path in needed):
            return [*plain, *extra]
    raise CannotStart(f"{owner.pw_name} cannot reach {needed[0]}: move the folder, or run as an ordinary user.")


def is_root():
    return os.geteuid() == 0


def succeeds(command):
    return subprocess.run(command, capture_output=True, cwd="/", check=False).returncode == 0
