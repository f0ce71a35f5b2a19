"""The tus conversation of one's own uploads: https://tus.io/protocols/resumable-upload"""

import base64
import binascii
from email.utils import format_datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Access, access
from vault import resumable
from vault.errors import NotServed, RefusedFile
from vault.models import Upload

TUS = {"Tus-Resumable": "1.0.0", "Tus-Version": "1.0.0", "Tus-Extension": "creation,termination,expiration"}
PIECE = "application/offset+octet-stream"


@access(Access.SIGNED_IN)
@never_cache
@require_POST
def begin(request):
    """Announce a file: 201 with its address, or 413 with a sentence for people."""
    size = _number(request.headers.get("Upload-Length"))
    if size is None:
        return _answer(400)
    try:
        upload = resumable.begin(sender=request.user, file_name=_file_name(request), size=size)
    except RefusedFile as refusal:
        return _answer(413, " ".join(refusal.messages))
    return _answer(201, upload=upload, location=reverse("vault:piece", args=[upload.public_id]))


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "PATCH", "DELETE"])
def piece(request, public_id):
    """How far it has come (HEAD), the next bytes (PATCH), or giving up (DELETE)."""
    upload = get_object_or_404(Upload.objects.select_related("sender"), public_id=public_id, sender=request.user)
    if request.method == "DELETE":
        resumable.discard(upload)
        return _answer(204)
    return _appended(request, upload) if request.method == "PATCH" else _answer(200, upload=upload)


def _appended(request, upload):
    offset = _number(request.headers.get("Upload-Offset"))
    if request.content_type != PIECE or offset is None:
        return _answer(415 if offset is not None else 400)
    try:
        announced = _number(request.headers.get("Content-Length"))
        resumable.append(upload=upload, offset=offset, source=request, announced=announced)
    except RefusedFile as refusal:
        resumable.discard(upload)
        return _answer(413, " ".join(refusal.messages))
    except resumable.TooSmall:
        return _answer(400, str(resumable.TOO_SMALL), upload=upload)
    except resumable.WrongOffset:
        upload.refresh_from_db()
        return _answer(409, upload=upload)
    except Upload.DoesNotExist:  # given up from another window
        return _answer(404)
    except NotServed as outage:
        return _answer(503, str(outage))
    return _answer(204, upload=upload)


def _answer(status, text="", *, upload=None, location=None):
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=TUS)
    if upload is not None:
        response["Upload-Offset"], response["Upload-Length"] = upload.received, upload.size
        response["Upload-Expires"] = format_datetime(upload.changed_at + resumable.LIFE)
    if location:
        response["Location"] = location
    return response


def _number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


def _file_name(request):
    """The name in ``Upload-Metadata``: ``filename <base64>`` among comma-separated pairs."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode(errors="replace")
            except binascii.Error:
                break
    return "document"
