"""The words of a message: its templates, filled in one language."""

import re
from typing import NamedTuple

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})")


class Words(NamedTuple):
    subject: str
    body: str
    url: str  # path on this site, in the language of the words; empty for none
    action: str = ""  # what its button says, where the kind names its act


def check_templates(kind):
    """Refuse at once a kind that nobody has written."""
    get_template(f"messages/{kind}.subject.txt")
    get_template(f"messages/{kind}.txt")


def words(message, language=None):
    """The message in ``language``, by default its recipient's."""
    with translation.override(language or message.language):
        url = path_in_language(message.url)
        context = {**revive(message.context), "person": message.recipient, "url": absolute(url)}
        subject = fill(f"messages/{message.kind}.subject.txt", context)
        body = fill(f"messages/{message.kind}.txt", context)
        action = fill_if_written(f"messages/{message.kind}.action.txt", context)
    return Words(" ".join(subject.split()), tidy(body, context["url"]), url, action)


def fill_if_written(name, context):
    """The words of a template that not every kind has."""
    try:
        return " ".join(fill(name, context).split())
    except TemplateDoesNotExist:
        return ""


def tidy(body, link):
    """Without the line that is only the link, which each channel shows in its own way, and without gaps."""
    lines = [line for line in body.splitlines() if not link or line.strip() != link]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fill(name, context):
    """Render plain text: nothing is escaped here, the pages that show it do so."""
    return get_template(name).template.render(Context(context, autoescape=False))


def absolute(path):
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def path_in_language(path):
    """The same page in the active language; pages that have no language stay as they are."""
    language, _, rest = path.removeprefix("/").partition("/")
    return f"/{translation.get_language()}/{rest}" if language in dict(settings.LANGUAGES) else path


def revive(value):
    """Give back to dates and moments that went through JSON their own type."""
    if isinstance(value, dict):
        return {key: revive(item) for key, item in value.items()}
    if isinstance(value, list):
        return [revive(item) for item in value]
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return moment_or_text(parse_datetime, value)
    if isinstance(value, str) and DATE.fullmatch(value):
        return moment_or_text(parse_date, value)
    return value


def moment_or_text(parse, text):
    """What ``text`` says; the text itself where it only looks like a date, as somebody's words may."""
    try:
        return parse(text) or text
    except ValueError:
        return text
