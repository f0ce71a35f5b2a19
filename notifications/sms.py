"""Short messages. ``SMS_BACKEND`` is empty (no SMS), ``console``, ``file`` (into var/sms) or a gateway's address.

The gateway's address may hold ``{to}`` and ``{text}``: it is then fetched with both filled in, as Kannel wants it
(``http://host:13013/cgi-bin/sendsms?username=u&password=p&charset=UTF-8&coding=2&to={to}&text={text}``). Without them,
``{"to", "text", "reference"}`` is posted to it as JSON. A user and password in the address become an Authorization.
"""

import base64
import json
import sys
import urllib.error
import urllib.request
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from django.conf import settings

from .errors import Permanent, Temporary

TIMEOUT = 20


def is_available():
    return bool(settings.SMS_BACKEND)


def send(*, to, text, reference):
    """Give one SMS to the backend; ``reference`` stays the same when a message is sent again."""
    if settings.SMS_BACKEND == "console":
        sys.stdout.write(f"SMS {to}: {text}\n")
    elif settings.SMS_BACKEND == "file":
        write(to, text, reference)
    elif settings.SMS_BACKEND:
        call(request_for(settings.SMS_BACKEND, to, text, reference))
    else:
        raise Temporary("SMS_BACKEND is empty")


def write(to, text, reference):
    folder = settings.VAR_DIR / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{reference}.txt").write_text(f"{to}\n{text}\n", encoding="utf-8")


def request_for(gateway, to, text, reference):
    """The HTTP request for one SMS."""
    parts = urlsplit(gateway)
    address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    if "{to}" in address:
        request = urllib.request.Request(address.replace("{to}", quote(to)).replace("{text}", quote(text)))  # noqa: S310
    else:
        body = json.dumps({"to": to, "text": text, "reference": reference}).encode()
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
    return request


def call(request):
    """A refusal of the message is for good; a busy, closed or misconfigured gateway may mend."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310  (the address is the administrator's own)
            return
    except urllib.error.HTTPError as error:
        kind = Permanent if error.code in (400, 404, 410, 422) else Temporary
        raise kind(f"{error.code} {error.reason}") from error
    except OSError as error:
        raise Temporary(f"{type(error).__name__}: {error}") from error
