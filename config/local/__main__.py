"""`python3 -m config.local run|test|check|bench|messages`: what the Makefile calls."""

import os
import signal
import sys

from .errors import CannotStart
from .setup import BASE_DIR, PYTHON, prepare

COMMANDS = ("run", "test", "check", "bench", "messages")


def main(command, *words):
    """Prepare the machine with any Python, then go on with the one of the virtual environment."""
    os.chdir(BASE_DIR)
    if os.environ.get("PREPARED") != command:
        prepare(tests=command != "run")
        os.environ["PREPARED"] = command
        os.execv(PYTHON, [str(PYTHON), "-m", "config.local", command, *words])  # noqa: S606 same program, other Python
    from . import commands

    return getattr(commands, command)(*words)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"Usage: python3 -m config.local {'|'.join(COMMANDS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers started for a while are stopped
    try:
        sys.exit(main(*sys.argv[1:]))
    except CannotStart as problem:
        sys.exit(f"Cannot start: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
