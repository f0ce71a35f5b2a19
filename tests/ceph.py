"""A real S3 on loopback: one Ceph monitor, one store in memory, one gateway (Debian: radosgw ceph-mon ceph-osd)."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from pathlib import Path

PROGRAMS = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool", "ceph-authtool"]
KEYS = {"access_key": "MAIRIE", "secret_key": "of-the-tests-only"}
CONFIG = """[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{v2}/0,v1:127.0.0.1:{v1}/0
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = {folder}/keyring
run dir = {folder}/run
admin socket = {folder}/run/$name.asok
pid file = {folder}/run/$name.pid
log file = {folder}/log/$name.log
log to file = true
mon cluster log file = {folder}/log/cluster.log
osd pool default size = 1
osd pool default min size = 1
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
osd pool default pg num = 1
osd pool default pg autoscale mode = off
auth allow insecure global id reclaim = false
mon warn on pool no redundancy = false
ms bind ipv4 = true
[mon]
mon data = {folder}/mon
mon initial members = a
[osd]
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
[client]
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw dns name = localhost
rgw rados pool pg num min = 1
rgw dynamic resharding = false
rgw enable usage log = false
rgw thread pool size = 16
rgw gc max objs = 4
rgw lc max objs = 4
rgw usage max shards = 4
rgw objexp hints num shards = 4
"""


def missing():
    """The programs this machine lacks."""
    return [program for program in PROGRAMS if not shutil.which(program)]


def shared(folder):
    """The gateway's address; the first test process to ask starts it for all of them."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = folder / "address"
        if not known.exists():
            known.write_text(start(folder))
        return known.read_text()


def start(folder):
    for name in ("mon", "osd", "run", "log", "rgw"):
        (folder / name).mkdir()
    v2, v1, port = (free_port() for _number in range(3))
    fsid, disk = str(uuid.uuid4()), str(uuid.uuid4())
    (folder / "ceph.conf").write_text(CONFIG.format(folder=folder, fsid=fsid, v2=v2, v1=v1, port=port))

    def call(program, *words):
        environment = {**os.environ, "CEPH_CONF": str(folder / "ceph.conf")}
        done = subprocess.run([program, *words], env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{program}: {done.stderr[-2000:]}"
        return done.stdout

    ring, conf = str(folder / "keyring"), ["-c", str(folder / "ceph.conf")]
    monitors = f"[v2:127.0.0.1:{v2},v1:127.0.0.1:{v1}]"
    call("monmaptool", "--create", "--clobber", "--fsid", fsid, "--addv", "a", monitors, str(folder / "monmap"))
    call("ceph-authtool", "--create-keyring", ring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
    rights = [word for daemon in ("mon", "osd", "mgr") for word in ("--cap", daemon, "allow *")]
    call("ceph-authtool", ring, "--gen-key", "-n", "client.admin", *rights)
    call("ceph-mon", "--mkfs", "-i", "a", "--monmap", str(folder / "monmap"), "--keyring", ring, *conf)
    call("ceph-mon", "-i", "a", *conf)
    call("ceph", *conf, "--connect-timeout", "30", "-s")
    call("ceph", *conf, "osd", "new", disk, "0")
    allowed = ["mon", "allow profile osd", "osd", "allow *", "mgr", "allow profile osd"]
    with Path(ring).open("a") as keyring:
        keyring.write(call("ceph", *conf, "auth", "get-or-create", "osd.0", *allowed))
    call("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk, *conf)
    call("ceph-osd", "-i", "0", *conf)
    keys = ["--access-key", KEYS["access_key"], "--secret", KEYS["secret_key"]]
    call("radosgw-admin", *conf, "user", "create", "--uid=mairie", "--display-name=mairie", *keys)
    call("radosgw", *conf, "-n", "client.admin")
    wait_for(port)
    return f"http://127.0.0.1:{port}"


def stop(folder):
    """End whatever was started there."""
    for pid_file in (folder / "run").glob("*.pid"):
        try:
            os.kill(int(pid_file.read_text()), signal.SIGKILL)
        except (OSError, ValueError):
            continue


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_for(port, seconds=60):
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "the gateway does not answer"
            time.sleep(0.1)
