"""Whether the sender shown is the one who sent.

Two rules. Nobody writes through this door in the name of the town hall's own domains. And what the domain shown asks
others to refuse (DMARC, p=reject or p=quarantine) is refused. DMARC is judged by the mail server in front, which alone
knows the client's address (SPF); only the ``Authentication-Results`` (RFC 8601) that bear its name,
``LETTERBOX_AUTHSERV_ID``, are read. See docs/decisions/054-letterbox.md.
"""

import re
import unicodedata
from enum import Enum
from typing import NamedTuple

from django.conf import settings

from . import plaintext
from .addresses import split

HEADER_LENGTH = 4000
# What may follow the name of the server: a version number and comments.
SERVER = re.compile(r"\s*([^\s;()]+)(?:\s+\d+)?\s*;")
DMARC = re.compile(r"(?:^|;)\s*dmarc\s*=\s*([a-z]+)([^;]*)", re.I)
HEADER_FROM = re.compile(r"header\.from\s*=\s*\"?([^\s;\"()]+)", re.I)
# Read strictly: a line that two programs may read in two ways names nobody.
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
ANGLE = re.compile(r"<\s*([^<>\s@]{1,64}@[^<>\s@]{1,255})\s*>")
ADDRESS = re.compile(r"([^<>\s@,;:()]{1,64}@[^<>\s@,;:()]{1,255})")
# Names of two parts at least, as the network writes them: what is shown is then what was judged, sign for sign.
DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
STRICT = re.compile(r"\b(?:p|policy)\s*=\s*\"?(?:reject|quarantine)\b", re.I)
PASSING_TROUBLE = {"temperror"}


class Judgement(Enum):
    VERIFIED = "verified"  # DMARC passes
    UNVERIFIED = "unverified"  # the domain shown asks nothing, or nobody judges
    FORGED = "forged"
    UNJUDGED = "unjudged"  # the server in front has not said, or could not know yet


class Sender(NamedTuple):
    name: str
    address: str
    domain: str


class NoSender(Exception):
    """The message names no sender, or several, or one that may be read in two ways."""


def sender_of(head):
    """The one ``Sender`` a message shows. Raises ``NoSender``."""
    shown = head.raw("from")
    if len(shown) != 1:
        raise NoSender
    line = shown[0][: plaintext.HEADER_LENGTH]
    bare = QUOTED.sub(lambda found: " " * len(found[0]), line)
    angles = list(ANGLE.finditer(bare))
    found = angles or list(ADDRESS.finditer(bare))
    if len(found) != 1:
        raise NoSender
    address = found[0][1]
    name = line[: found[0].start()].strip().strip('"').replace('\\"', '"') if angles else ""
    local, domain = address.rpartition("@")[0], ascii_domain(split(address)[1])
    if not DOMAIN.fullmatch(domain) or _hides(address):
        raise NoSender
    return Sender(plaintext.one_line(plaintext.decoded(name), 200), f"{local}@{domain}"[:320], domain)


def judge(head, domain):
    """The ``Judgement`` of a message whose sender shown is of ``domain``."""
    if is_ours(domain):
        return Judgement.FORGED
    if not settings.LETTERBOX_AUTHSERV_ID:
        return Judgement.UNVERIFIED
    said = [_verdict(line, domain) for line in _trusted(head)]
    # Whatever a stranger added under the same name, the worst counts.
    for verdict in (Judgement.FORGED, Judgement.UNJUDGED, Judgement.UNVERIFIED, Judgement.VERIFIED):
        if verdict in said:
            return verdict
    return Judgement.UNJUDGED


def is_ours(domain):
    """Whether it is a domain of the town hall, or below one."""
    return any(domain == own or domain.endswith(f".{own}") for own in settings.LETTERBOX_OWN_DOMAINS)


def ascii_domain(domain):
    """A domain as the network writes it: letters that look like others do not hide in it."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return "invalid"


def _hides(address):
    """Whether signs that are not seen, or turn the direction of writing, stand in it."""
    return any(unicodedata.category(sign)[0] in "CZ" for sign in address)


def _trusted(head):
    for line in head.raw("authentication-results"):
        line = line[:HEADER_LENGTH]
        server = SERVER.match(line)
        if server and server[1].lower() == settings.LETTERBOX_AUTHSERV_ID.lower() and DMARC.search(line):
            yield line[server.end() - 1 :]


def _verdict(line, domain):
    results = [_result(match[1].lower(), match[2], domain) for match in DMARC.finditer(line)]
    return max(results, key=_severity)


def _result(result, details, domain):
    said = HEADER_FROM.search(details)
    if said and said[1].lower().rstrip(".") != domain:
        return Judgement.UNJUDGED  # it is about another sender than the one shown
    if result == "pass":
        return Judgement.VERIFIED
    if result in PASSING_TROUBLE:
        return Judgement.UNJUDGED
    return Judgement.FORGED if result == "fail" and STRICT.search(details) else Judgement.UNVERIFIED


def _severity(judgement):
    order = (Judgement.VERIFIED, Judgement.UNVERIFIED, Judgement.UNJUDGED, Judgement.FORGED)
    return order.index(judgement)
