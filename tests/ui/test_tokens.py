"""Contrast by WCAG 2.2, computed from the tokens themselves."""

import re

import pytest

from .conftest import ROOT, without_comments

CSS = without_comments((ROOT / "ui/static/ui/ui.css").read_text())
FAMILIES = ["citizenship", "social", "housing", "neighbourhood"]
STATES = ["ok", "warning", "danger", "info"]


def tokens_of(selector):
    blocks = re.findall(re.escape(selector) + r"\s*\{([^}]*)\}", CSS)
    block = max(blocks, key=lambda text: text.count("#"))
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


LIGHT = tokens_of(":root")
DARK = {**LIGHT, **tokens_of(':root[data-theme="dark"]')}
SYSTEM_DARK = {**LIGHT, **tokens_of(':root:not([data-theme="light"])')}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request):
    return request.param


def test_the_two_ways_to_darkness_give_the_same_colours():
    assert DARK == SYSTEM_DARK


@pytest.mark.parametrize("paper", ["paper", "surface", "sunken"])
@pytest.mark.parametrize("ink", ["ink", "ink-soft"])
def test_body_text_is_aaa(theme, ink, paper):
    assert contrast(theme[ink], theme[paper]) >= 7


@pytest.mark.parametrize("accent", ["canal", *FAMILIES, *STATES])
def test_accents_are_aa_on_paper_and_on_their_tint(theme, accent):
    for ground in ["paper", "surface", f"{accent}-tint"]:
        assert contrast(theme[accent], theme[ground]) >= 4.5, ground


@pytest.mark.parametrize("accent", ["canal", *FAMILIES, *STATES])
def test_text_is_aaa_on_every_tint(theme, accent):
    assert contrast(theme["ink"], theme[f"{accent}-tint"]) >= 7


@pytest.mark.parametrize("accent", ["canal", *FAMILIES, "danger"])
def test_the_words_of_a_button_are_aa(theme, accent):
    assert contrast(theme["on-accent"], theme[accent]) >= 4.5


def test_the_edges_of_inputs_and_the_sun_can_be_seen(theme):
    assert contrast(theme["control"], theme["surface"]) >= 3
    assert contrast(theme["control"], theme["paper"]) >= 3
    assert contrast(theme["on-sun"], theme["sun"]) >= 7


def test_the_four_families_have_four_hues():
    import colorsys

    hues = sorted(
        colorsys.rgb_to_hsv(*[int(LIGHT[name][i : i + 2], 16) / 255 for i in (1, 3, 5)])[0] * 360 for name in FAMILIES
    )
    gaps = [after - before for before, after in zip(hues, [*hues[1:], hues[0] + 360], strict=True)]
    assert min(gaps) >= 40
