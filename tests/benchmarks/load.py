"""A small load, from a process of its own: some connections kept alive on loopback, for a bounded time.

Bare sockets and one loop: a client that works as hard as the server would flatter whatever is slow.
"""

import itertools
import json
import selectors
import socket
import statistics
import subprocess
import sys
import time
from typing import NamedTuple
from urllib.parse import urlsplit

WARM_UP = 3  # seconds: both workers have read their templates
SILENCE = 30


class Load(NamedTuple):
    """Answers a second, and how long the middle one, the slowest twentieth and the slowest hundredth took, in ms."""

    rate: float
    p50: float
    p95: float
    p99: float


def load(*addresses, cookie="", connections=8, seconds=4):
    """Ask for addresses of one site, in turn and as fast as it answers; raises when an answer is not 200."""
    words = [sys.executable, __file__, cookie, str(connections), str(seconds)]
    asked = "\n".join(addresses)
    done = subprocess.run(words, input=asked, capture_output=True, text=True, timeout=seconds + 60, check=False)
    if done.returncode:
        raise RuntimeError(f"{addresses[0]}: {done.stderr.strip().splitlines()[-1]}")
    return Load(*json.loads(done.stdout))


def measure(addresses, cookie, connections, seconds):
    where = urlsplit(addresses[0])
    asked = itertools.cycle([words_of(address, cookie) for address in addresses])
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            line = Line(socket.create_connection((where.hostname, where.port), SILENCE), asked)
            selector.register(line.socket, selectors.EVENT_READ, line)
        pump(selector, WARM_UP)
        times = pump(selector, seconds)
    hundredths = statistics.quantiles(times, n=100)
    return len(times) / seconds, hundredths[49] * 1000, hundredths[94] * 1000, hundredths[98] * 1000


def words_of(address, cookie):
    where = urlsplit(address)
    path = where.path + (f"?{where.query}" if where.query else "")
    ask = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept-Language: fr\r\n"
    return (ask + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n").encode()


def pump(selector, seconds):
    """Ask again as soon as answered; the seconds each answer took."""
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        ready = selector.select(SILENCE)
        if not ready:
            raise SystemExit("no answer")
        for key, _ in ready:
            took = key.data.read()
            if took is not None:
                times.append(took)
    return times


class Line:
    """One connection and the answer it is reading."""

    def __init__(self, connection, asked):
        self.socket, self.asked = connection, asked
        self.send()

    def send(self):
        self.got, self.wanted, self.start = b"", None, time.monotonic()
        self.socket.sendall(next(self.asked))

    def read(self):
        """Read what is there; the seconds it took once the answer is whole, and the next one is asked."""
        more = self.socket.recv(262144)
        if not more:
            raise SystemExit("the connection was closed")
        self.got += more
        if self.wanted is None and b"\r\n\r\n" in self.got:
            head, _, _ = self.got.partition(b"\r\n\r\n")
            self.wanted = len(head) + 4 + length(head)
        if self.wanted is None or len(self.got) < self.wanted:
            return None
        took = time.monotonic() - self.start
        self.send()
        return took


def length(head):
    status, *headers = head.decode("latin-1").split("\r\n")
    if status.split()[1] != "200":
        raise SystemExit(f"answered {status}")
    return next(
        int(value) for name, _, value in (each.partition(":") for each in headers) if name.lower() == "content-length"
    )


if __name__ == "__main__":
    sent, lines, during = sys.argv[1:]
    print(json.dumps(measure(sys.stdin.read().split("\n"), sent, int(lines), float(during))))
