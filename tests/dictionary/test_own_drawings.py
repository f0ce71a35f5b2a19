"""An editor's drawing: lines pass, everything else is refused with a sentence."""

import pytest
from django.core.exceptions import ValidationError

from dictionary.drawings import MAX_BYTES, lines_of

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside, box='viewBox="0 0 24 24"'):
    return f"<svg {NS} {box}>{inside}</svg>".encode()


HOSTILE = {
    "script": svg("<script>alert(1)</script><path d='M0 0'/>"),
    "script in capitals": svg("<SCRIPT>alert(1)</SCRIPT>"),
    "script of another namespace": svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml">1</x:script>'),
    "handler": svg('<path d="M0 0" onload="alert(1)"/>'),
    "handler on the root": f'<svg {NS} viewBox="0 0 24 24" onload="alert(1)"><path d="M0 0"/></svg>'.encode(),
    "foreign object": svg("<foreignObject><p>a</p></foreignObject>"),
    "use": svg('<use href="#a"/>'),
    "link": svg('<a xlink:href="javascript:alert(1)"><path d="M0 0"/></a>'),
    "href on a shape": svg('<path d="M0 0" xlink:href="https://a.example"/>'),
    "image": svg('<image href="https://a.example/a.png"/>'),
    "style": svg("<style>@import 'https://a.example'</style>"),
    "animation": svg('<path d="M0 0"><animate attributeName="d" to="M1 1"/></path>'),
    "set": svg('<path d="M0 0"><set attributeName="onclick" to="alert(1)"/></path>'),
    "fetched fill": svg('<path d="M0 0" fill="url(https://a.example)"/>'),
    "definitions": svg('<defs><filter id="a"/></defs><path d="M0 0"/>'),
    "svg inside": svg('<svg onload="alert(1)"/>'),
    "doctype": b"<!DOCTYPE svg>" + svg('<path d="M0 0"/>'),
    "entity": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("<title>&a;</title>"),
    "laughs": b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + svg("<title>&b;</title>"),
    "markup in a number": svg('<circle cx="1&quot;&gt;&lt;script&gt;" cy="1" r="1"/>'),
    "markup in a path": svg('<path d="M0 0&quot; onload=&quot;alert(1)"/>'),
    "hostile move": svg('<path d="M0 0" transform="translate(1)&quot; onload=&quot;"/>'),
    "text": svg("<text>bonjour</text>"),
    "html": b"<html><body>a</body></html>",
    "nothing": b"",
    "not xml": b"\x89PNG\r\n",
    "nul": svg("\x00"),
    "no line": svg(""),
    "only a title": svg("<title>a</title>"),
    "no size": svg('<path d="M0 0"/>', box=""),
    "size of nothing": svg('<path d="M0 0"/>', box='viewBox="0 0 0 24"'),
    "too deep": svg("<g>" * 20 + '<path d="M0 0"/>' + "</g>" * 20),
    "very deep": svg("<g>" * 5000 + '<path d="M0 0"/>' + "</g>" * 5000),
    "too many": svg('<path d="M0 0"/>' * 400),
    "too heavy": svg('<path d="M0 0"/>' + " " * MAX_BYTES),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_a_drawing_of_lines_is_refused_with_a_sentence(name):
    with pytest.raises(ValidationError) as refused:
        lines_of(HOSTILE[name])
    assert str(refused.value.messages[0]).endswith(".")


def test_lines_keep_their_geometry_and_lose_their_colours():
    kept = lines_of(svg('<title>a</title><g fill="red"><path d="M1 2 L3 4" style="color: red" stroke="blue"/></g>'))
    assert kept == '<g><path d="M1 2 L3 4"/></g>'


def test_another_grid_becomes_ours_with_a_stroke_as_thick():
    kept = lines_of(svg('<circle cx="50" cy="50" r="40"/>', box='viewBox="0 0 96 48"'))
    assert kept.startswith('<g transform="translate(0 6) scale(0.25)" stroke-width="7">')
