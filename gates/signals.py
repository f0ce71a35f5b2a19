"""What happens when a page is published, or wants to be."""

from django.utils.translation import gettext as _
from wagtail.signals import page_published

from cms.models import PublicPage

from . import actions, queries


def connect():
    page_published.connect(published, dispatch_uid="gates.published")


def published(sender, instance, **kwargs):
    if isinstance(instance, PublicPage):
        actions.keep_findings(page=instance)


def what_blocks(page):
    """One sentence for each thing that the administrator does not let through."""
    if not isinstance(page, PublicPage):
        return
    for each in queries.blocking(page):
        yield _("%(place)s : %(reason)s « %(quote)s » %(kinder)s") % {
            "place": each.place,
            "reason": each.reason,
            "quote": each.quote,
            "kinder": each.kinder,
        }
