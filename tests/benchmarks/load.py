"""A small load: some connections kept alive on loopback, for a bounded time."""

import http.client
import statistics
import threading
import time
from urllib.parse import urlsplit


def requests_per_second(address, *, cookie="", connections=8, seconds=5):
    """Give (requests a second, p99 in ms) of an address; raises when an answer is not 200."""
    ask(address, cookie, time.monotonic() + 1, [])
    times, threads, end = [], [], time.monotonic() + seconds
    for _ in range(connections):
        thread = threading.Thread(target=ask, args=(address, cookie, end, times))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    if not times:
        raise RuntimeError(f"{address} did not answer 200")
    return len(times) / seconds, statistics.quantiles(times, n=100)[98] * 1000


def ask(address, cookie, end, times):
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
    while (start := time.monotonic()) < end:
        connection.request("GET", where.path, headers={"Cookie": cookie, "Accept-Language": "fr"})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            return
        times.append(time.monotonic() - start)
    connection.close()
