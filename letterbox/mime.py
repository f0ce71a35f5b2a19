"""A message read line by line, never whole in memory: its head, its texts, its attachments, within bounds.

The standard library's parser builds the whole message as text in memory, and goes one call deeper for each level of
nesting; a message made to hurt costs it far more than it weighs. Here what is open is a list of boundaries.
"""

import binascii
import io
import re
from email.message import Message
from typing import NamedTuple

from . import plaintext

NESTING = 20  # levels of parts within parts
MESSAGES = 50  # messages within the message
PARTS = 200
HEADERS = 256 * 1024  # bytes of one block of headers
LINE = 64 * 1024
PARAMETERS = 4000  # characters of one header of parameters
HEADER = re.compile(rb"[!-9;-~]{1,200}[ \t]*:|[ \t]")
BLANK = (b"\r\n", b"\n")
NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
PLAIN_ENCODINGS = {"", "7bit", "8bit", "binary"}
WORDS = {"text/plain", "text/html", "message/delivery-status", "text/rfc822-headers"}
UNSHOWN = {"text/x-amp-html", "text/watch-html"}  # other faces of the same text


class TooComplicated(Exception):
    """More parts, levels or headers than any message people write."""


class Head:
    """The headers of a message or of a part: ``get`` gives decoded text, the first of that name."""

    def __init__(self, block=b""):
        self._rows = []
        for line in re.sub(rb"\r?\n[ \t]+", b" ", block).split(b"\n"):
            name, colon, value = line.partition(b":")
            if colon:
                self._rows.append((name.strip().lower().decode("ascii", "replace"), value.strip()))

    def raw(self, name):
        """Every value of that name, as text that is not decoded further."""
        return [_text(value) for key, value in self._rows if key == name]

    def get(self, name):
        return plaintext.decoded(next(iter(self.raw(name)), ""))


class Part(NamedTuple):
    """A leaf: what it says to be. ``group`` numbers the alternatives it is one of, None outside any."""

    kind: str
    name: str
    charset: str
    is_attachment: bool
    is_inline: bool
    group: int | None


class Reader:
    """Feeds ``visitor``: ``head(Head)`` once, ``inner(Head)`` for a message within, ``begin(Part)`` for each leaf.

    ``begin`` gives a file to write the decoded content in, or None; ``end()`` tells that the leaf is complete.
    Raises ``TooComplicated``.
    """

    def __init__(self, visitor):
        self.visitor = visitor
        self.open = []  # [(boundary, group), ...], outermost first
        self.block, self.in_headers = bytearray(), True
        self.leaf = None
        self.parts = self.messages = self.groups = 0
        self.is_first, self.is_inner, self.at_start = True, False, True

    def read(self, file):
        """Read the message in ``file`` from its start."""
        file.seek(0)
        source = io.BufferedReader(file, LINE)
        try:
            while line := source.readline(LINE):
                self._line(line)
            self._leave()
        finally:
            source.detach()

    def _line(self, line):
        crossed = self._crossed(line) if self.at_start and line.startswith(b"--") else None
        self.at_start = line.endswith(b"\n")
        if crossed:
            self._cross(*crossed)
        elif self.in_headers:
            self._header(line)
        elif self.leaf:
            self.leaf.feed(line)

    def _crossed(self, line):
        said = line.rstrip()
        for level in range(len(self.open) - 1, -1, -1):
            mark = b"--" + self.open[level][0]
            if said in (mark, mark + b"--"):
                return level, said != mark
        return None

    def _cross(self, level, is_last):
        self._leave()
        del self.open[level + (0 if is_last else 1) :]
        self.in_headers = not is_last
        if not is_last:
            self._count_part()

    def _leave(self):
        """The part being read ends here, wherever it was."""
        if self.in_headers and (self.block or self.is_first):
            self._enter()
        self.in_headers = False
        if self.leaf:
            self.leaf.close()
            self.leaf = None
            self.visitor.end()

    def _count_part(self):
        self.parts += 1
        if self.parts > PARTS:
            raise TooComplicated("parts")

    def _header(self, line):
        if line in BLANK:
            self._enter()
        elif not HEADER.match(line) and line.endswith(b"\n"):
            self._enter()  # what is no header begins the text
            self._line(line)
        else:
            self.block += line
            if len(self.block) > HEADERS:
                raise TooComplicated("headers")

    def _enter(self):
        """The headers are complete: go in, whatever they announce."""
        head = Head(bytes(self.block))
        self.block, self.in_headers = bytearray(), False
        if self.is_first:
            self.is_first = False
            self.visitor.head(head)
        elif self.is_inner:
            self.is_inner = False
            self.visitor.inner(head)
        typed = _typed(head)
        kind, boundary = typed.get_content_type(), _parameter(typed, "boundary")
        encoding = head.get("content-transfer-encoding").strip().lower()
        if kind.startswith("multipart/") and boundary:
            self._open(boundary, kind)
        elif kind in ("message/rfc822", "message/global") and encoding in PLAIN_ENCODINGS:
            self._inner()
        else:
            self._begin(head, typed, kind, encoding)

    def _open(self, boundary, kind):
        if len(self.open) >= NESTING:
            raise TooComplicated("levels")
        group = self.open[-1][1] if self.open else None
        if kind == "multipart/alternative":
            self.groups += 1
            group = self.groups
        self.open.append((boundary.encode("utf-8", "surrogateescape"), group))

    def _inner(self):
        self.messages += 1
        if self.messages > MESSAGES:
            raise TooComplicated("messages")
        self.in_headers = self.is_inner = True

    def _begin(self, head, typed, kind, encoding):
        if self.parts == 0:
            self._count_part()
        out = self.visitor.begin(_part(head, typed, kind, self.open[-1][1] if self.open else None))
        self.leaf = _DECODERS.get(encoding, Plain)(out) if out is not None else Nothing()


def _part(head, typed, kind, group):
    disposition = head.get("content-disposition").partition(";")[0].strip().lower()
    name = plaintext.one_line(plaintext.decoded(_name(head, typed)), 255)
    is_words = kind in WORDS and disposition != "attachment" and not name
    is_inline = kind.startswith("image/") and disposition != "attachment" and bool(head.raw("content-id"))
    charset = _parameter(typed, "charset") or ""
    return Part(kind, name, charset, not is_words and kind not in UNSHOWN, is_inline, group)


def _typed(head):
    """The type's header, in the library's hands for its parameters (RFC 2231 among them)."""
    message = Message()
    if value := next(iter(head.raw("content-type")), ""):
        message["Content-Type"] = value[:PARAMETERS].replace("\r", " ").replace("\n", " ")
    if value := next(iter(head.raw("content-disposition")), ""):
        message["Content-Disposition"] = value[:PARAMETERS].replace("\r", " ").replace("\n", " ")
    return message


def _name(head, typed):
    try:
        return typed.get_filename("") or ""
    except Exception:  # as for ``_parameter``
        return "document"


def _parameter(typed, name):
    try:
        value = typed.get_param(name)
    except Exception:  # a library for good mail: what it cannot read says nothing
        return ""
    value = value[2] if isinstance(value, tuple) else value
    return str(value or "").strip()[:200].replace("\0", "")


def _text(value):
    return plaintext.charset_text(value, None)


class Nothing:
    """Takes in what nobody wants."""

    def feed(self, line):
        """Nothing is kept."""

    def close(self):
        """Nothing was kept."""


class Plain:
    """Content as it is, without the line end that belongs to the boundary after it."""

    def __init__(self, out):
        self.out = out
        self.end = b""

    def feed(self, line):
        body = line.rstrip(b"\r\n") if line.endswith(b"\n") else line
        self.out.write(self.end + body)
        self.end = line[len(body) :]

    def close(self):
        """The last line end is not part of the content."""


class Base64:
    """Decoded four signs at a time; what is no sign of the alphabet is passed over, as RFC 2045 asks."""

    def __init__(self, out):
        self.out = out
        self.rest = b""
        self.is_over = False

    def feed(self, line):
        if self.is_over:
            return
        signs = self.rest + line.translate(None, NOT_BASE64)
        head, pad, _after = signs.partition(b"=")
        self.is_over = bool(pad)
        whole = len(head) if self.is_over else len(head) - len(head) % 4
        self._put(head[:whole])
        self.rest = head[whole:]

    def close(self):
        self._put(self.rest)

    def _put(self, signs):
        if len(signs) % 4 == 1:  # six bits are no byte
            signs = signs[:-1]
        if signs:
            self.out.write(binascii.a2b_base64(signs + b"=" * (-len(signs) % 4)))


class QuotedPrintable(Plain):
    """Each line decoded by itself; a line cut by its length waits for what a ``=`` at its end announces."""

    def __init__(self, out):
        super().__init__(out)
        self.pending = b""

    def feed(self, line):
        line = self.pending + line
        cut = line.rfind(b"=", max(0, len(line) - 2)) if not line.endswith(b"\n") else -1
        line, self.pending = (line[:cut], line[cut:]) if cut >= 0 else (line, b"")
        super().feed(binascii.a2b_qp(line))

    def close(self):
        if self.pending:
            super().feed(binascii.a2b_qp(self.pending))


_DECODERS = {"base64": Base64, "quoted-printable": QuotedPrintable}
