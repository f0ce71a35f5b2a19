"""Reading our own templates and stylesheets."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

ROOT = Path(settings.BASE_DIR)
APPS = ["ui", "journal", "accounts", "notifications", "mandates", "vault", "coworking", "letterbox", "cases"]
APPS += ["workflows", "archives", "privacy", "dictionary", "cms", "search", "postits"]
APPS += ["translation", "publishing", "changesets", "upkeep", "gates", "automation", "kiosk"]


def templates():
    """Every template of the repository, by path."""
    return [path for app in APPS for path in sorted((ROOT / app / "templates").rglob("*.html"))]


def stylesheets():
    return [
        path for app in APPS for path in sorted((ROOT / app / "static").rglob("*.css")) if "build" not in path.parts
    ]


def name_of(path):
    return str(path.relative_to(ROOT))


def without_comments(css):
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


@pytest.fixture
def render():
    """Render a template text with the tags of the design system."""

    def make(text, request=None, **context):
        if request is not None:
            context["request"] = request
        return Template("{% load i18n ui %}" + text).render(Context(context))

    return make
