"""Sheets in photos: turned, seen from the side, noisy, in the shade, on a light table; corners within a tolerance."""

import random

import numpy
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFilter
import pytest

from vault.pictures import sheet, straightened

SIZE = (600, 800)
TABLES = {"dark": "#20242c", "wood": "#8a5a34", "grey": "#9a9a98", "cream": "#d9c9a3", "light": "#d4d6d8"}
ASKEW = [(130, 100), (505, 145), (465, 690), (90, 630)]
STEEP = [(195, 165), (410, 170), (545, 700), (60, 685)]
TURNED = [(300, 65), (545, 380), (280, 650), (55, 345)]
TOLERANCE = 0.02  # of the photo's long side


def photographed(corners, table, *, noise=0, shadow=False, seed=3):
    """A page of text on a table, its corners there, with what a phone adds."""
    chance = random.Random(seed)
    picture = PIL.Image.new("RGB", SIZE, TABLES[table])
    draw = PIL.ImageDraw.Draw(picture)
    draw.polygon(corners, fill="#fbfbf8")
    points = numpy.array(corners, float)
    for line in numpy.linspace(0.12, 0.88, 22):
        left, right = points[0] + (points[3] - points[0]) * line, points[1] + (points[2] - points[1]) * line
        end = 0.9 - 0.3 * chance.random()
        start, stop = left + (right - left) * 0.1, left + (right - left) * end
        draw.line([tuple(start), tuple(stop)], fill="#333", width=4)
    if shadow:
        dark = PIL.Image.new("L", SIZE, 255)
        PIL.ImageDraw.Draw(dark).polygon([(0, 0), (350, 0), (150, 800), (0, 800)], fill=150)
        dark = dark.filter(PIL.ImageFilter.GaussianBlur(30))
        picture = PIL.Image.composite(picture, PIL.Image.new("RGB", SIZE, "black"), dark)
    picture = picture.filter(PIL.ImageFilter.GaussianBlur(0.8))
    if noise:
        grain = numpy.random.default_rng(seed).normal(0, noise, (*SIZE[::-1], 3))
        picture = PIL.Image.fromarray(numpy.clip(numpy.asarray(picture) + grain, 0, 255).astype("uint8"))
    return picture


def distance(found, corners):
    """How far the worst corner is, as a part of the photo's long side, whichever corner comes first."""
    goal = numpy.array(corners, float)
    return min(numpy.linalg.norm(numpy.roll(goal, turn, axis=0) - found, axis=1).max() for turn in range(4)) / max(SIZE)


@pytest.mark.parametrize("more", [{"noise": 12}, {"noise": 8, "shadow": True}], ids=str)
@pytest.mark.parametrize("corners", [ASKEW, STEEP, TURNED], ids=["askew", "steep", "turned"])
@pytest.mark.parametrize("table", TABLES)
def test_the_corners_are_found_within_two_hundredths(table, corners, more):
    found = sheet(photographed(corners, table, **more))
    assert found is not None
    assert distance(found, corners) < TOLERANCE


@pytest.mark.parametrize("table", TABLES)
def test_a_table_without_a_sheet_stays_as_it_is(table):
    empty = photographed([(0, 0), (0, 0), (0, 0), (0, 0)], table, noise=10)
    assert sheet(empty) is None
    assert straightened(empty).size == SIZE


def test_what_is_seen_on_three_sides_only_stays_as_it_is():
    """Cut by the edge of the photo: one would cut into the text by guessing."""
    assert sheet(photographed([(-150, 250), (450, 210), (470, 650), (-150, 700)], "dark")) is None


def test_a_sheet_upside_down_is_not_turned():
    page = photographed([ASKEW[2], ASKEW[3], ASKEW[0], ASKEW[1]], "dark")
    flat = numpy.asarray(straightened(page).convert("L")) < 120
    left, right = flat[:, : flat.shape[1] // 4].sum(), flat[:, -flat.shape[1] // 4 :].sum()
    assert right > left  # its lines begin on the right, as they were taken
