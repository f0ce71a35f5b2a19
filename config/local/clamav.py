"""The embedded antivirus: Debian's clamd with a configuration of our own, on a loopback port."""

import shutil
import subprocess
from pathlib import Path

from .identity import account, as_account, is_root
from .processes import free_port

OFFICIAL = Path("/var/lib/clamav")
# The harmless file every scanner must find: enough to prove that the chain works where no signatures were downloaded.
EICAR = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n"
EICAR_INSIDE = (
    "Eicar-Test-Signature:0:*:58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e"
    "444152442d414e544956495255532d544553542d46494c452124482b482a\n"
)
CONFIGURATION = """\
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {signatures}
Foreground yes
StreamMaxLength 400M
MaxScanSize 400M
MaxFileSize 250M
MaxThreads 4
SelfCheck 3600
"""


def program():
    """Give the path of clamd, or None where it is not installed."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


class Scanner:
    """One clamd with its configuration in one folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.port = free_port()
        self.url = f"tcp://127.0.0.1:{self.port}"

    def start(self, **streams):
        """Start clamd and give its process; it answers some seconds later, when its signatures are read."""
        signatures = self._signatures()
        settings = self.folder / "clamd.conf"
        settings.write_text(CONFIGURATION.format(port=self.port, signatures=signatures))
        prefix = as_account(account("clamav", "nobody"), [str(settings), str(signatures)]) if is_root() else []
        command = [*prefix, program(), f"--config-file={settings}"]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, cwd="/", **streams)

    def _signatures(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        if any(OFFICIAL.glob("main.c?d")):
            return OFFICIAL
        signatures = self.folder / "signatures"
        signatures.mkdir(exist_ok=True)
        (signatures / "local.hdb").write_text(EICAR)
        (signatures / "local.ndb").write_text(EICAR_INSIDE)
        return signatures
