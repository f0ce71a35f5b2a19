"""Reads: broken links by page, pages to read again, and who answers for a page."""

from itertools import groupby

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from wagtail.models import Page

from accounts.enums import Role
from accounts.models import User
from workflows.elsewhere import Waiting

from .enums import LinkState
from .models import Link, Review
from .rules import is_keeper

PAGE = 30


def broken_pages(state=LinkState.BROKEN):
    """``[(page key, ...)]`` of pages that have links in this state, in the order of the site."""
    keys = Link.objects.filter(state=state).order_by().values("page")
    return Page.objects.filter(pk__in=keys).select_related("locale").order_by("path")


def with_links(pages, state):
    """``[(page, links), ...]``; one query more, whatever their number."""
    links = Link.objects.filter(page__in=[page.pk for page in pages], state=state).order_by("page", "pk")
    targets = named(links)
    by_page = {key: list(some) for key, some in groupby(targets, key=lambda link: link.page_id)}
    return [(page, by_page.get(page.pk, [])) for page in pages]


def named(links):
    """Links that know, as ``shown``, what people call where they lead: the title of a page that still is."""
    links = list(links)
    keys = [link.target.partition(":")[2] for link in links if link.target.startswith("page:")]
    titles = dict(Page.objects.filter(pk__in=[key for key in keys if key.isdigit()]).values_list("pk", "title"))
    for link in links:
        kind, _colon, key = link.target.partition(":")
        link.is_address = kind not in ("page", "document")
        link.shown = link.target if link.is_address else titles.get(int(key) if key.isdigit() else 0, "")
    return links


def link_counts():
    """``{state: number}``."""
    return dict(Link.objects.order_by().values_list("state").annotate(Count("pk")))


def reviews_of(user):
    """The reviews this agent sees: all for who keeps the site, else one's own and those of one's services."""
    found = Review.objects.select_related("page__locale", "person", "service", "reviewed_by").filter(page__live=True)
    if is_keeper(user):
        return found
    return found.filter(mine(user))


def mine(user):
    return Q(person=user) | Q(service__code__in={code for code, _role in user.roles})


def overdue(user, everything=False):
    found = reviews_of(user) if everything else reviews_of(user).filter(mine(user) | unowned(user))
    return found.filter(due_at__lte=timezone.localdate())


def unowned(user):
    """Pages nobody answers for are for those who keep the site."""
    return Q(person=None, service=None) if is_keeper(user) else Q(pk__in=[])


def waiting(user):
    """What the inbox says: pages to read again, and for who keeps the site, pages with broken links."""
    if not user.roles:
        return []
    count = overdue(user).count()
    sentence = ngettext("%(count)d page est à vérifier.", "%(count)d pages sont à vérifier.", count)
    lines = [Waiting(sentence % {"count": count}, reverse("upkeep:reviews"))] if count else []
    return lines + (broken_waiting() if is_keeper(user) else [])


def broken_waiting():
    count = Link.objects.filter(state=LinkState.BROKEN).count()
    sentence = ngettext("%(count)d lien ne marche plus.", "%(count)d liens ne marchent plus.", count)
    return [Waiting(sentence % {"count": count}, reverse("upkeep:links"))] if count else []


def answering_for(page):
    """Who is told about a page: its person or service, else who made it, else communication."""
    active = User.objects.filter(is_active=True)
    review = Review.objects.filter(page=page).select_related("service").first()
    if review and review.person_id:
        found = active.filter(pk=review.person_id)
    elif review and review.service_id:
        found = active.filter(memberships__service=review.service_id)
    else:
        found = active.filter(pk=page.owner_id, memberships__isnull=False)
    return list(found.distinct()) or list(active.filter(memberships__role=Role.EDITOR).distinct())
