"""What follows from a publication."""

from wagtail.signals import page_published

from . import actions


def connect():
    page_published.connect(published, dispatch_uid="translation.published")


def published(instance, **kwargs):
    actions.page_published(instance)
