"""Processes of their own that send papers and say which they were told are stored: one may kill them anywhere."""

import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, connection
from procrastinate.exceptions import ConnectorException

from accounts.models import User
from vault import actions, resumable
from vault.errors import StorageUnavailable
from vault.models import DocumentType, Upload

from .papers import pdf_of
from .stalling import Stalling

NURSERY = "import django; django.setup(); from tests.vault.senders import nursery; nursery()"


class Nursery:
    """Gives birth to senders: a process with Django ready forks each, so that killing many costs little."""

    def __init__(self, environment):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-c", NURSERY]
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdin=theirs)

    def sender(self, seed):
        return Sender(self, seed)

    def fork(self, seed):
        """``(pid, what it hears, what it says)`` of a new sender."""
        (read_orders, orders), (says, said) = os.pipe(), os.pipe()
        socket.send_fds(self.control, [str(seed).encode()], [read_orders, said])
        os.close(read_orders)
        os.close(said)
        pid = int(self.control.recv(20))
        return pid, os.fdopen(orders, "w"), os.fdopen(says)

    def close(self):
        self.control.close()
        self.process.wait(20)


class Sender:
    """One process that sends, started again when it is killed."""

    def __init__(self, nursery, seed):
        self.nursery, self.seed = nursery, seed
        self.start()

    def start(self):
        self.seed += 1000
        self.pid, self.orders, self.says = self.nursery.fork(self.seed)

    def give(self, number):
        self.orders.write(f"{number}\n")
        self.orders.flush()

    def hear(self):
        line = self.says.readline()
        return json.loads(line) if line else ["died"]

    def kill(self):
        """What it had still said."""
        os.kill(self.pid, signal.SIGKILL)
        return self.end()

    def end(self):
        self.orders.close()
        with self.says:
            return [json.loads(line) for line in self.says.read().splitlines()]


def nursery():
    """Fork a sender for each message; those that die are nobody's to wait for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control = socket.socket(fileno=0)
    while True:
        seed, handles, _flags, _address = socket.recv_fds(control, 20, 2)
        if not seed:
            return
        pid = os.fork()
        if not pid:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                send_papers(int(seed), os.fdopen(handles[0]), os.fdopen(handles[1], "w"))
            finally:
                os._exit(0)
        for handle in handles:
            os.close(handle)
        control.send(str(pid).encode())


def send_papers(seed, orders, out):
    """Send the papers one is told to, on a line that is cut and to a storage that refuses, till they are stored."""
    chance = random.Random(seed)
    Stalling.chance = chance
    owner, kind = User.objects.get(username="alice"), DocumentType.objects.get(code="passport")

    def say(*words):
        print(json.dumps(words), file=out, flush=True)

    for line in orders:
        number = int(line)
        data = pdf_of(text=b"paper %d " % number, size=chance.randrange(1000, 60000))
        say("start", number)
        if stored := persevere(lambda data=data, number=number: send(owner, kind, number, data, chance)):
            say("stored", number, str(stored.public_id), hashlib.sha256(data).hexdigest())
        else:
            say("failed", number)


def persevere(attempt, seconds=90):
    """What a resident does who is told to try again."""
    told = (ValidationError, StorageUnavailable, resumable.WrongOffset, Upload.DoesNotExist)
    away = (OperationalError, InterfaceError, ConnectorException)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return attempt()
        except told:
            time.sleep(0.02)
        except away:
            connection.close()  # as at the end of a request that met a database that went away
            time.sleep(0.1)


def send(owner, kind, number, data, chance):
    """Every other paper in pieces; give the document."""
    said = {"owner": owner, "actor": owner, "type": kind, "label": f"paper {number}"}
    if number % 2:
        return actions.store(uploaded_file=ContentFile(data, name=f"{number}.pdf"), **said)
    upload = resumable.begin(sender=owner, file_name=f"{number}.pdf", size=len(data))
    while upload.received < upload.size:
        rest = data[upload.received :]
        resumable.append(upload=upload, offset=upload.received, source=Cut(rest, chance.randrange(1, 400000)))
    document = actions.store(uploaded_file=resumable.finished(owner, upload.public_id), **said)
    resumable.discard(upload)
    return document


class Cut:
    """A line that breaks after so many bytes."""

    def __init__(self, data, left):
        self.data, self.left = data, left

    def read(self, size):
        if self.left <= 0:
            raise OSError("the line is cut")
        self.left -= size
        piece, self.data = self.data[:size], self.data[size:]
        return piece
