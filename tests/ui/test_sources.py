"""What holds for every template and stylesheet of the repository."""

import gzip
import re

import pytest

from ui import pictograms

from .conftest import APPS, ROOT, name_of, stylesheets, templates, without_comments

PAPER = {
    "ui/templates/ui/print.html",  # read by WeasyPrint, never by a browser
    "notifications/templates/notifications/mail.html",  # read by mail programs, which know no stylesheets
}
STANDALONE = {
    "ui/templates/500.html",  # must work when everything else is broken
    "privacy/templates/privacy/archive.html",  # opened from a disk, far from the site
}
PHYSICAL = re.compile(
    r"(?:^|[;{\s])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


def on_screen():
    return [path for path in templates() if name_of(path) not in PAPER and "ui/print.html" not in path.read_text()]


@pytest.mark.parametrize("path", on_screen(), ids=name_of)
def test_no_inline_style_or_script(path):
    text = re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", "", path.read_text(), flags=re.S)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/ld+json"' in tag


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_full_page_stands_on_a_base_of_the_design_system(path):
    text = path.read_text()
    if re.search(r"<html|<body", text) and name_of(path) not in PAPER:
        assert path.parent.name == "ui" or name_of(path) in STANDALONE


@pytest.mark.parametrize("path", stylesheets(), ids=name_of)
def test_styles_know_neither_left_nor_right(path):
    css = re.sub(r"@(?:top|bottom)-\w+", "", without_comments(path.read_text()))
    assert PHYSICAL.findall(css) == []


@pytest.mark.parametrize("path", stylesheets(), ids=name_of)
def test_colours_of_other_apps_come_from_tokens(path):
    if path.parts[-4] != "ui" and "/ui/static/" not in str(path):
        assert not re.search(r":[^;{]*#[0-9a-f]{3,8}\b", without_comments(path.read_text()))


def test_the_stylesheet_stays_small():
    assert len(gzip.compress((ROOT / "ui/static/ui/ui.css").read_bytes())) < 12_000
    assert (ROOT / "ui/static/ui/ui.js").stat().st_size < 8_000
    assert (ROOT / "ui/static/ui/home.svg").stat().st_size < 20_000


def test_our_pictograms_share_one_grid_and_one_stroke():
    for path in pictograms.FOLDER.glob("*.svg"):
        text = path.read_text()
        assert 'viewBox="0 0 24 24"' in text, path.name
        assert text.count("stroke-width=") == 1, path.name
        assert f'stroke-width="{pictograms.STROKE_WIDTH}"' in text, path.name
        assert text.count("fill=") == 1, path.name


def test_every_alias_is_drawn():
    assert [name for name in pictograms.ALIASES if pictograms.strokes(name) is None] == []


def test_every_pictogram_named_in_a_template_is_drawn():
    named = {
        (name_of(path), name)
        for path in templates()
        for name in re.findall(r"\{% *(?:pictogram|empty) [\"']([^\"']+)[\"']", path.read_text())
    }
    assert [found for found in named if pictograms.strokes(found[1]) is None] == []


def test_every_class_of_a_screen_template_of_ui_is_styled():
    css = (ROOT / "ui/static/ui/ui.css").read_text()
    used = {name for path in on_screen() if "/ui/templates/ui/" in str(path) for name in _classes(path.read_text())}
    assert sorted(name for name in used if f".{name.split('--')[0]}" not in css) == []


def _classes(text):
    plain = re.sub(r"\{[%{].*?[%}]\}", " ", text)
    return {
        name for value in re.findall(r'class="([^"]*)"', plain) for name in value.split() if not name.endswith("--")
    }


def test_apps_are_all_looked_at():
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} - {"config"} <= set(APPS)
