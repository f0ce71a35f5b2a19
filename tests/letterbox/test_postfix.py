"""Behind a real Postfix, as in production."""

import os
import shutil
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from config.local.processes import free_port
from letterbox import actions
from letterbox.models import Mail

from .conftest import address_of, message, with_paper

POSTFIX = shutil.which("postfix") or shutil.which("postfix", path="/usr/sbin")
SENDER = "regie@bailleur.example"
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
myhostname = mx.mairie.test
mydestination =
mynetworks = 192.0.2.1/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
smtpd_relay_restrictions = reject_unauth_destination
alias_maps =
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
address_verify_poll_delay = 1s
address_verify_poll_count = 5
address_verify_map =

{production}
"""
# The lines of docs/operations.md.
PRODUCTION = """\
relay_domains = courrier.mairie.example
transport_maps = inline:{{courrier.mairie.example=lmtp:inet:[127.0.0.1]:{port}}}
lmtp_send_xforward_command = yes
message_size_limit = 25000000
lmtp_destination_recipient_limit = 20
smtpd_recipient_restrictions = reject_unauth_destination, reject_unverified_recipient
unverified_recipient_reject_code = 550
unverified_recipient_tempfail_action = defer
"""
MASTER = """\
127.0.0.1:{front} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not POSTFIX or os.getuid() != 0, reason="Postfix is not here, or we are not root"),
]


@pytest.fixture
def front(listening, tmp_path_factory):
    """Postfix on a port of its own, in front of the door: ``(port, door)``."""
    door, port = listening(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))  # its account walks down to it
    folder.chmod(0o755)
    for name in ("conf", "queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    production = PRODUCTION.format(port=door.port)
    (folder / "conf/main.cf").write_text(MAIN.format(folder=folder, production=production))
    (folder / "conf/master.cf").write_text(MASTER.format(front=port))
    command = [POSTFIX, "-c", str(folder / "conf")]
    subprocess.run([*command, "start"], capture_output=True, check=False, timeout=60)
    try:
        _wait(port, folder)
        yield port, door
    finally:
        subprocess.run([*command, "stop"], capture_output=True, check=False, timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port, folder):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as line:
                line.noop()
            return
        except OSError:
            time.sleep(0.2)
    log = folder / "log"
    pytest.fail(f"Postfix does not answer: {log.read_text()[-2000:] if log.exists() else 'no log'}")


def arrives(count, seconds=30):
    deadline = time.monotonic() + seconds
    while Mail.objects.count() < count and time.monotonic() < deadline:
        time.sleep(0.2)
    return Mail.objects.count()


def test_mail_passes_through_postfix_and_an_unknown_address_is_refused_at_once(front, alice, benoit, pdf):
    port, _door = front
    to, closed = address_of(alice), address_of(benoit)
    actions.turn_off(user=benoit, actor=benoit)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as line:
        assert line.sendmail(SENDER, [to], bytes(with_paper(pdf))) == {}
        for address in (closed, "personne@courrier.mairie.example"):
            line.mail(SENDER)
            code, words = line.rcpt(address)
            assert code == 550
            assert b"5.1.1" in words
            line.rset()
    assert arrives(1) == 1
    assert Mail.objects.get().files.get().object_name


def test_what_postfix_was_asked_to_bring_later_it_brings_later(front, alice, monkeypatch):
    from django.db import OperationalError

    from letterbox import arriving

    port, _door = front
    to = address_of(alice)
    receive, failed = arriving.receive, []

    def away_twice(*args, **kwargs):
        if len(failed) < 2:
            failed.append(1)
            raise OperationalError("away")
        return receive(*args, **kwargs)

    monkeypatch.setattr(arriving, "receive", away_twice)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as line:
        line.sendmail(SENDER, [to], bytes(message()))
    assert arrives(1, 60) == 1
    assert len(failed) == 2
