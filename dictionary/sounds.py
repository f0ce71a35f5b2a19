"""Recorded voices: known by their content, bounded, and given in ranges so that a player can move within."""

import io
import re
import struct
import wave
from math import ceil

import magic
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024
LONGEST = 24 * 60 * 60  # seconds: beyond, the header lies
ACCEPT = ".mp3,.ogg,.opus,.m4a,.wav,audio/mpeg,audio/ogg,audio/mp4,audio/wav"
# What libmagic says -> the type it is served as.
KINDS = {
    "audio/mpeg": "audio/mpeg",
    "audio/ogg": "audio/ogg",
    "audio/x-m4a": "audio/mp4",
    "audio/mp4": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/wav": "audio/wav",
    "audio/vnd.wave": "audio/wav",
}
TOO_LARGE = _("Ce son est trop lourd : 20 Mo au plus. Enregistrez-le en MP3 ou en Opus.")
EMPTY = _("Ce fichier est vide. Choisissez-en un autre.")
NOT_A_SOUND = _("Ce fichier n’est pas un son que nous savons lire. Envoyez un MP3, un Ogg ou Opus, un M4A ou un WAV.")


def kind_of(uploaded):
    """The type an uploaded sound is served as; raises ``ValidationError``."""
    if not uploaded.size:
        raise ValidationError(EMPTY)
    if uploaded.size > MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    uploaded.seek(0)
    found = magic.from_buffer(uploaded.read(8192), mime=True)
    uploaded.seek(0)
    if found not in KINDS:
        raise ValidationError(NOT_A_SOUND)
    return KINDS[found]


def duration_of(uploaded, kind):
    """The length of a sound in whole seconds (rounded up), or None when its headers do not tell it."""
    uploaded.seek(0)
    content = uploaded.read()
    uploaded.seek(0)
    try:
        seconds = MEASURES[kind](content) if kind in MEASURES else None
    except (wave.Error, EOFError, struct.error, ZeroDivisionError):
        return None
    return ceil(seconds) if seconds and seconds < LONGEST else None


def wav_seconds(content):
    with wave.open(io.BytesIO(content)) as sound:
        return sound.getnframes() / sound.getframerate()


def ogg_seconds(content):
    """The last page tells how many samples came before its end (RFC 3533); Opus always counts 48,000 a second."""
    last = content.rfind(b"OggS")
    [samples] = struct.unpack_from("<q", content, last + 6)
    vorbis = content.find(b"\x01vorbis", 0, 256)
    [rate] = struct.unpack_from("<I", content, vorbis + 12) if vorbis >= 0 else [48_000]
    return samples / rate


def mp4_seconds(content):
    """The header of the film (ISO 14496-12, ``mvhd``): a scale of time, and a length counted in it."""
    at = content.find(b"mvhd")
    if at < 0:
        return None
    scale, length = struct.unpack_from(">II", content, at + 16)
    if content[at + 4 : at + 5] == b"\x01":
        scale, length = struct.unpack_from(">IQ", content, at + 24)
    return length / scale


MEASURES = {"audio/wav": wav_seconds, "audio/ogg": ogg_seconds, "audio/mp4": mp4_seconds}


class Part:
    """A file read from ``start`` for ``length`` bytes."""

    def __init__(self, file, start, length):
        self.file, self.left = file, length
        file.seek(start)

    def read(self, size=-1):
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def close(self):
        self.file.close()


def respond(recording, wanted):
    """The sound, or the range that the ``Range`` header ``wanted`` asks for (206); 416 when it lies outside."""
    bounds = range_of(wanted, recording.size)
    if bounds is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{recording.size}"})
    start, end = bounds
    part = Part(recording.file.open("rb"), start, end - start + 1)
    response = FileResponse(part, content_type=recording.content_type)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = end - start + 1
    response["Content-Disposition"] = "inline"
    if (wanted and (start, end) != (0, recording.size - 1)) or wanted.startswith("bytes="):
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end}/{recording.size}"
    return response


def range_of(wanted, size):
    """``(first, last)`` bytes; the whole where the header is absent or not one plain range; None outside the file.

    >>> range_of("bytes=-3", 10)
    (7, 9)
    """
    asked = re.fullmatch(r"bytes=(\d{0,12})-(\d{0,12})", wanted)
    if not asked or not any(asked.groups()):
        return 0, size - 1
    first, last = asked.groups()
    if not first:
        return (max(size - int(last), 0), size - 1) if int(last) else None
    start, end = int(first), min(int(last or size), size - 1)
    return (start, end) if start <= end else None
