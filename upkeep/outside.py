"""Looking whether an address of another site answers, without ever entering a private network.

The name is resolved here, every address it has must be public, and the connection is made to the very address that was
looked at: a name that changes its mind in between leads nowhere. Each redirect goes through the same.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import quote, urljoin, urlsplit

from .enums import Trouble

TIMEOUT = 10  # seconds
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
AGENT = "Mozilla/5.0 (compatible; MairieDeDemain-liens/1.0)"
NO_HEAD = {400, 403, 404, 405, 406, 410, 429, 500, 501, 502, 503}
ANSWERS = {401, 403, 407, 429, 451}  # somebody is there, and does not open to machines


class Refused(Exception):
    """``trouble`` says why an address was not opened."""

    def __init__(self, trouble):
        super().__init__(trouble)
        self.trouble = trouble


class NoNetwork(Exception):
    """No name is resolved: that tells of us, not of the address."""


def look(address):
    """What is wrong with an address, a ``Trouble``; "" when it answers. Raises ``NoNetwork``."""
    try:
        return judged(answer("HEAD", address))
    except Refused as refusal:
        return refusal.trouble


def judged(found):
    status, address = found
    if status in NO_HEAD:
        status, _address = answer("GET", address)
    if status < 400 or status in ANSWERS:
        return ""
    return Trouble.NOT_FOUND if status in (404, 410) else Trouble.ERROR


def answer(method, address):
    """``(status, last address)``, redirects followed. Raises ``Refused``."""
    for _step in range(MOST_REDIRECTS + 1):
        status, location = ask(method, address)
        if status not in (301, 302, 303, 307, 308) or not location:
            return status, address
        try:
            address = urljoin(address, location)
        except ValueError as error:
            raise Refused(Trouble.MALFORMED) from error
    raise Refused(Trouble.LOOP)


def ask(method, address):
    """``(status, where it sends)`` of one request to one public address; of the body nothing is read."""
    scheme, host, port, path = parts(address)
    connection = connected(scheme, host, port, public_address(host, port))
    try:
        connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.getheader("Location")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refused(Trouble.SILENT) from error
    finally:
        connection.close()


def parts(address):
    """Scheme, host, port and path. Raises ``Refused`` for what is no address of the web, or bears a password."""
    try:
        found = urlsplit(address)
        port = found.port or PORTS.get(found.scheme, 0)
        host = (found.hostname or "").encode("idna").decode()
    except ValueError as error:
        raise Refused(Trouble.MALFORMED) from error
    if found.scheme not in PORTS or not host or "@" in found.netloc:
        raise Refused(Trouble.MALFORMED)
    if port not in PORTS.values():
        raise Refused(Trouble.UNSAFE)
    path = quote(found.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(found.query, safe="/%:@!$&'()*+,;=~-._?")
    return found.scheme, host, port, f"{path}?{query}" if query else path


def public_address(host, port):
    """One IP address of the host, when all it has are public. Raises ``Refused`` and ``NoNetwork``."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise NoNetwork from error
        raise Refused(Trouble.SILENT) from error
    except (OSError, UnicodeError) as error:
        raise Refused(Trouble.SILENT) from error
    addresses = [row[4][0] for row in found]
    if not addresses or not all(is_public(each) for each in addresses):
        raise Refused(Trouble.UNSAFE)
    return addresses[0]


def is_public(text):
    """Whether an IP address is one of the wide world: the one an IPv6 address carries counts too."""
    address = ipaddress.ip_address(text.partition("%")[0])
    inner = [getattr(address, name, None) for name in ("ipv4_mapped", "sixtofour")]
    teredo = getattr(address, "teredo", None)
    carried = [each for each in [*inner, *(teredo or ())] if each is not None]
    nat64 = address.version == 6 and address in ipaddress.ip_network("64:ff9b::/96")
    return all(each.is_global and not each.is_multicast for each in [address, *carried]) and not nat64


def connected(scheme, host, port, address):
    """A connection to that address and no other, which speaks to ``host``."""
    if scheme == "https":
        connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection._create_connection = lambda _there, *args, **kwargs: socket.create_connection((address, port), TIMEOUT)
    return connection
