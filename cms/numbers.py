"""The numbers one calls in need, as links: a telephone dials them at a touch."""

import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

# France's own short numbers, free, day and night (service-public.fr).
# 114 is for those who cannot speak: one writes to it.
CALLED = ("112", "115", "119", "3114", "3919", "3977", "116000", "116117")
WRITTEN_TO = ("114",)
# « 17 ou 112 »: two figures alone may be an age, an hour or a price.
PATTERN = re.compile(rf"(?<!\d)(?:{'|'.join((*CALLED, *WRITTEN_TO))}|1[578](?=\s+\S+\s+112))(?!\d)")


def linked(text):
    """``text`` with its numbers to call as links, everything else escaped."""
    parts, start = [], 0
    for found in PATTERN.finditer(text):
        parts += [conditional_escape(text[start : found.start()]), link(found[0])]
        start = found.end()
    return mark_safe("".join([*parts, conditional_escape(text[start:])]))  # noqa: S308 (each part is escaped)


def link(number):
    scheme = "sms" if number in WRITTEN_TO else "tel"
    return format_html('<a class="nowrap" href="{}:{}"><bdi dir="ltr">{}</bdi></a>', scheme, number, number)
