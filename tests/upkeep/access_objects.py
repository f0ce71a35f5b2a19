"""Makers of the access matrix for the addresses of ``upkeep``: see tests/access_objects.py."""

from datetime import timedelta

from django.utils import timezone

from tests.postits.access_objects import Owned, a_page


def _a_listing(cast):
    from upkeep.models import Listing

    listing = Listing.objects.create(slug="une", texts={"fr": {"title": "Une"}}, is_live=True)
    return Owned({"public_id": listing.public_id}, cast("editor"), None)


def _an_online_listing(cast):
    _a_listing(cast)
    return Owned({"slug": "une"}, cast("alice"), None)


def _a_link(cast):
    from upkeep.models import Link

    link = Link(page_id=a_page().pk, part="introduction", part_name="Introduction", target="/fr/rien/", digest="0")
    link.state, link.trouble, link.broken_since = "broken", "nowhere", timezone.now()
    link.save()
    return Owned({"public_id": link.public_id}, cast("editor"), None)


def _a_page(cast):
    return Owned({"page": a_page().pk}, cast("editor"), None)


def _a_review(cast):
    """Of the registry: another service's agent knows nothing of it."""
    from accounts.models import Service
    from upkeep.models import Review

    page, today = a_page(), timezone.localdate()
    service = Service.objects.get(code="etat-civil")
    Review.objects.create(page_id=page.pk, service=service, due_at=today - timedelta(days=1), reviewed_at=today)
    return Owned({"page": page.pk}, cast("registrar"), cast("housing"))


def _an_archive(cast):
    from upkeep.models import Archive

    archive = Archive.objects.create(asked_by=cast("administrator"), state="gone")
    return Owned({"public_id": archive.public_id}, cast("administrator"), None)


OBJECTS = {
    **{f"upkeep:{name}": _a_listing for name in ("edit_listing", "delete_listing")},
    **{f"upkeep:listing{end}": _an_online_listing for end in ("", "_rss", "_atom", "_csv", "_ics")},
    **{f"upkeep:{name}": _a_link for name in ("ignore_link", "watch_link")},
    **{f"upkeep:{name}": _a_page for name in ("page_links", "check_page_links")},
    **{f"upkeep:{name}": _a_review for name in ("review", "confirm_review", "plan_review")},
    "upkeep:take_archive": _an_archive,
}
NO_OBJECT = {}
