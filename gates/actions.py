"""Writes: what was found in a published page, and how much each check weighs."""

from django.db import transaction
from wagtail.models import Page

from cms.models import PublicPage
from journal.actions import record

from . import queries
from .models import Finding, Gate, Measure


def keep_findings(*, page, known=None):
    """Read the published text of a page again."""
    found = queries.advice_on(page, known)
    Finding.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "language": page.locale.language_code,
            "count": len(found),
            "advice": [each.as_json() for each in found],
        },
    )
    return found


def read_everything():
    """Every published page again, with the rules of today. Gives how many were read."""
    known, count = queries.rules(), 0
    for page in Page.objects.live().filter(depth__gt=1, alias_of=None).specific().iterator(chunk_size=100):
        if isinstance(page, PublicPage):
            keep_findings(page=page, known=known)
            count += 1
    Finding.objects.filter(page__live=False).delete()
    return count


@transaction.atomic
def decide_levels(*, actor, levels, longest_sentence):
    """``levels`` is ``{check: level}``; the log keeps what changed."""
    before = queries.rules()
    changed = {check: level for check, level in levels.items() if before.level(check) != level}
    for check, level in levels.items():
        Gate.objects.update_or_create(check_code=check, defaults={"level": level})
    Measure.objects.update_or_create(pk=1, defaults={"longest_sentence": longest_sentence})
    record("gates.levels_decided", actor=actor, data={**changed, "longest_sentence": longest_sentence})
