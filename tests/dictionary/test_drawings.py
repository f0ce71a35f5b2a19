"""What holds for the dictionary as it is written: its notions, their words in every language, their pictures."""

import itertools
import re
import tomllib
from collections import Counter
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ui import pictograms

CONTENT = Path(__file__).parents[2] / "dictionary" / "content"
LANGUAGES = ("fr", "en", "ar", "zh-hans", "wo", "bm")
THEMES = {"papers", "people", "places", "steps", "money", "home", "family", "health", "time", "help"}
DRAWN_BY_US = sorted(pictograms.FOLDER.glob("*.svg"))
SHAPES = {"svg", "path", "circle", "rect"}
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
# How many numbers each letter of a path takes.
TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "a": 7, "z": 0}


@lru_cache
def notions():
    return tomllib.loads((CONTENT / "notions.toml").read_text())["notion"]


@lru_cache
def words(language):
    return tomllib.loads((CONTENT / "words" / f"{language}.toml").read_text())


def keys():
    return [notion["key"] for notion in notions()]


def test_a_key_is_a_short_english_slug_and_names_one_notion():
    assert [key for key in keys() if not re.fullmatch(r"[a-z]+(-[a-z]+)*", key)] == []
    assert [key for key, times in Counter(keys()).items() if times > 1] == []


def test_each_theme_holds_between_eight_and_twenty_five_notions():
    sizes = Counter(notion["theme"] for notion in notions())
    assert set(sizes) == THEMES
    assert {theme: size for theme, size in sizes.items() if not 8 <= size <= 25} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notion_is_said_and_explained(language):
    assert list(words(language)) == keys()
    for key, said in words(language).items():
        assert set(said) == {"word", "definition"}, key
        assert said["word"].strip(), key
        assert said["definition"].strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_definition_is_short_and_says_more_than_its_word(language):
    for key, said in words(language).items():
        assert len(said["definition"]) <= 240, key
        assert said["definition"].strip(".。 ").casefold() != said["word"].casefold(), key
        assert said["definition"].rstrip()[-1] in ".。", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_notions_of_a_theme_never_share_a_word(language):
    said = Counter((notion["theme"], words(language)[notion["key"]]["word"].casefold()) for notion in notions())
    assert [shared for shared, times in said.items() if times > 1] == []


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans", "wo", "bm"])
def test_nothing_is_left_in_french(language):
    french = words("fr")
    assert [key for key, said in words(language).items() if said["definition"] == french[key]["definition"]] == []


def test_numbers_to_call_are_the_same_in_every_language():
    for key, said in words("fr").items():
        for language in LANGUAGES:
            told = words(language)[key]["definition"]
            assert _to_call(said["definition"]) <= _to_call(told), f"{key} in {language}"


def _to_call(text):
    return set(re.findall(r"\b(?:15|17|112|114|115|3919|39 28)\b", text))


def test_every_notion_has_a_picture_of_its_own():
    drawn = {notion["key"]: pictograms.strokes(notion["pictogram"]) for notion in notions()}
    assert [key for key, strokes in drawn.items() if strokes is None] == []
    alike = [pair for pair in itertools.combinations(drawn, 2) if drawn[pair[0]] == drawn[pair[1]]]
    assert alike == []


@pytest.mark.parametrize("path", DRAWN_BY_US, ids=lambda path: path.stem)
def test_our_drawings_are_lines_alone(path):
    root = ElementTree.fromstring(path.read_text())
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("fill") == "none"
    assert root.get("stroke") == "currentColor"
    assert (root.get("stroke-linecap"), root.get("stroke-linejoin")) == ("round", "round")
    parts = list(root.iter())
    assert {part.tag.rpartition("}")[2] for part in parts} <= SHAPES
    assert not any({"fill", "stroke", "style", "class"} & set(part.attrib) for part in parts[1:])
    assert not any(part.text and part.text.strip() for part in parts)


@pytest.mark.parametrize("path", DRAWN_BY_US, ids=lambda path: path.stem)
def test_our_drawings_stay_on_the_grid_with_the_whole_of_their_stroke(path):
    half = float(pictograms.STROKE_WIDTH) / 2
    beyond = [point for part in ElementTree.fromstring(path.read_text()).iter() for point in _corners(part)]
    assert [(x, y) for x, y in beyond if not (half <= min(x, y) and max(x, y) <= 24 - half)] == []


def _corners(part):
    tag, number = part.tag.rpartition("}")[2], lambda name: float(part.get(name))
    if tag == "circle":
        x, y, r = number("cx"), number("cy"), number("r")
        return [(x - r, y - r), (x + r, y + r)]
    if tag == "rect":
        x, y = number("x"), number("y")
        return [(x, y), (x + number("width"), y + number("height"))]
    return _stops(part.get("d")) if tag == "path" else []


def _stops(d):
    """Where the pen of a path stops, one (x, y) for each letter or repeated group of numbers."""
    x = y = start_x = start_y = 0.0
    for letter, numbers in _moves(d):
        if letter in "zZ":
            x, y = start_x, start_y
        else:
            x, y = _landing(letter, numbers, x, y)
        if letter in "mM":
            start_x, start_y = x, y
        yield round(x, 3), round(y, 3)


def _moves(d):
    for letter, text in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", d):
        if letter in "zZ":
            yield letter, []
        else:
            yield from _groups(letter, [float(found) for found in _numbers(letter, text)])


def _groups(letter, numbers):
    size = TAKES[letter.lower()]
    assert numbers, letter
    assert len(numbers) % size == 0, (letter, numbers)
    for at in range(0, len(numbers), size):
        # After a move, further pairs are lines.
        yield {"m": "l", "M": "L"}.get(letter, letter) if at else letter, numbers[at : at + size]


def _numbers(letter, text):
    """An arc's two flags may be glued to the number that follows: "1 01.5"."""
    if letter in "aA":
        text = re.sub(r"(\S+[ ,]+\S+[ ,]+\S+[ ,]+[01])[ ,]*([01])[ ,]*", r"\1 \2 ", text)
    return NUMBER.findall(text)


def _landing(letter, numbers, x, y):
    from_x, from_y = (x, y) if letter.islower() else (0.0, 0.0)
    if letter in "hH":
        return from_x + numbers[0], y
    if letter in "vV":
        return x, from_y + numbers[0]
    return from_x + numbers[-2], from_y + numbers[-1]
