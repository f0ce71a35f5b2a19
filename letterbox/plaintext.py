"""Text made safe to show: headers in one line, HTML as words. What comes in is never trusted, however odd."""

import codecs
import html
import re
import unicodedata
from email.header import decode_header

HEADER_LENGTH = 2000  # what is looked at of a header; decoding a hostile one costs its square
PIECE = re.compile(r"<!--|<[a-zA-Z/!?][^<>]*>|[^<]+|<")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
LINK = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
# Codecs of Python that are no charset of mail, and cost more than they should.
NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
NO_CHARACTER = re.compile(r"&#[xX]?[0-9a-fA-F]{20,};?")  # no number of a character: Python refuses to read it
SILENT = {"script", "style", "head", "title", "template", "noscript", "svg", "object"}
BLOCKS = {"p", "div", "br", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "hr"}
BLOCKS |= {"pre", "section", "article", "header", "footer"}


def one_line(text, length):
    """Text without line ends, control signs or marks that turn the direction of writing."""
    kept = "".join(sign if unicodedata.category(sign)[0] not in "CZ" else _space(sign) for sign in text)
    return " ".join(kept.split())[:length]


def lines(text):
    """Text in lines, without control signs or marks that turn the direction, nor more than two empty lines.

    No pattern looks for blanks before a line end: on a long run of them it would cost the square of its length.
    """
    text = re.sub(r"\r\n?", "\n", text)
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign)[0] != "C")
    ends = "\n".join(line.rstrip(" \t\xa0") for line in kept.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", ends).strip()


def _space(sign):
    return " " if sign.isspace() or unicodedata.category(sign)[0] == "Z" else ""


def decoded(raw):
    """A header's text: words encoded by RFC 2047, bytes in UTF-8 or anything else."""
    raw = raw[:HEADER_LENGTH]
    try:
        words = decode_header(raw)
    except Exception:  # a library for good mail: whatever it meets, the raw text will do
        return raw
    return "".join(word if isinstance(word, str) else charset_text(word, charset) for word, charset in words)


def charset_text(data, charset):
    """Bytes in the charset they claim; a claim that is wrong or unknown falls back to UTF-8, then Windows'."""
    for name in (charset, "utf-8"):
        try:
            if name and codecs.lookup(name).name not in NO_CHARSETS:
                return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", errors="replace")


def from_html(page):
    """The words of a page; where a link leads stands beside it. One pass, nothing is fetched."""
    out, silent, link, position = [], None, "", 0
    while match := PIECE.match(page, position):
        position, piece = match.end(), match.group()
        if piece == "<!--":
            position = page.find("-->", position) + 3 or len(page)
            if position == 2:
                break
            continue
        if piece[0] != "<" or len(piece) == 1:
            if not silent:
                out.append(re.sub(r"\s+", " ", _unescaped(piece)))
            continue
        tag = TAG.match(piece)
        if not tag:
            continue
        closing, name = bool(tag[1]), tag[2].lower()
        if silent:
            silent = None if closing and name == silent else silent
        elif name in SILENT and not closing and not piece.endswith("/>"):
            silent = name
        elif name in BLOCKS:
            out.append("\n")
        elif name in ("td", "th"):
            out.append(" ")
        elif name == "a":
            if closing and link:
                out.append(f" ({link})")
            link = "" if closing else _target(piece)
    return lines("\n".join(line.strip(" ") for line in "".join(out).split("\n")))


def _unescaped(text):
    return html.unescape(NO_CHARACTER.sub("\ufffd", text))


def _target(piece):
    found = LINK.search(piece)
    target = one_line(_unescaped(next(filter(None, found.groups()), "")), 300) if found else ""
    return target if target.lower().startswith(("http:", "https:", "mailto:")) else ""
