"""Writes: collections, links put aside, pages read again."""

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page

from archives.dates import plus_months
from cms import memory, routing
from journal.actions import record
from notifications.actions import Letter, send_each

from . import checking, queries
from .enums import LinkState
from .models import Link, Listing, Review, ReviewDefault
from .rules import is_keeper


class Stale(Exception):
    """Somebody else changed the same thing in the meantime: ``thing`` as it is now, None when it is gone."""

    def __init__(self, thing):
        super().__init__(str(thing))
        self.thing = thing


def locked(model, key, version):
    """The row, held until the end of the transaction. Raises ``Stale`` when it is no more what was seen."""
    found = model.objects.select_for_update().filter(pk=key).first()
    if found is None or found.version != version:
        raise Stale(found)
    return found


# Collections


@transaction.atomic
def save_listing(*, listing, actor, version=None):
    """Keep a collection whose form is valid; ``version`` is the one its editor saw, None for a new one."""
    if listing.pk:
        listing.version = locked(Listing, listing.pk, version).version + 1
    listing.save()
    record("listing.saved", actor=actor, target=listing, data={"live": listing.is_live})
    memory.renew()
    return listing


@transaction.atomic
def delete_listing(*, listing, actor, version):
    held = locked(Listing, listing.pk, version)
    record("listing.deleted", actor=actor, target=held)
    held.delete()
    memory.renew()


# Links


@transaction.atomic
def ignore_link(*, link, actor, reason):
    """Put a link aside, for a reason colleagues can read: it is no more checked nor counted."""
    held = Link.objects.select_for_update().filter(pk=link.pk).first()
    if held is None or held.state != LinkState.BROKEN:
        raise Stale(held)
    held.state, held.reason = LinkState.IGNORED, reason
    held.save(update_fields=["state", "reason"])
    record("link.ignored", actor=actor, target=held, data={"page": held.page_id})


@transaction.atomic
def watch_link(*, link, actor):
    """Undo: the link is checked again, at once where it is inside the site."""
    held = Link.objects.select_for_update().filter(pk=link.pk).first()
    if held is None or held.state != LinkState.IGNORED:
        raise Stale(held)
    held.state, held.reason, held.checked_at = (LinkState.BROKEN if held.trouble else LinkState.WAITING), "", None
    held.save(update_fields=["state", "reason", "checked_at"])
    record("link.watched", actor=actor, target=held, data={"page": held.page_id})
    ask_check(page=held.page)


@transaction.atomic
def check_again(*, page, actor):
    """Look at the links of one page now (those inside the site), and soon (the others)."""
    record("link.check_asked", actor=actor, target=page)
    checking.gather(page.specific)
    checking.check_inside(Link.objects.filter(page=page.pk))
    ask_check(page=page)


@transaction.atomic
def check_everything(*, actor):
    """Ask the worker for a round of the whole site, tonight's being too late."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from .tasks import check_links

    record("link.check_asked", actor=actor)
    if not ProcrastinateJob.objects.filter(task_name="upkeep.check_links", status="todo").exists():
        check_links.defer(timestamp=0)


def ask_check(*, page):
    from .tasks import check_page

    check_page.defer(page_id=page.pk)


def tell_of_broken_links():
    """Tell, once, those who answer for the pages; an outside address has failed twice before anybody hears of it."""
    firm = Q(times__gte=2) | ~Q(target__startswith="http")
    links = Link.objects.filter(firm, state=LinkState.BROKEN, told_at=None).select_related("page").order_by("page")
    by_page = {}
    for link in links:
        by_page.setdefault(link.page, []).append(link)
    for page, some in by_page.items():
        _tell_of(page, some)


@transaction.atomic
def _tell_of(page, links):
    keys = [link.pk for link in links]
    held = list(Link.objects.select_for_update().filter(pk__in=keys, told_at=None, state=LinkState.BROKEN))
    if not held:
        return
    Link.objects.filter(pk__in=[link.pk for link in held]).update(told_at=timezone.now())
    for person in queries.answering_for(page):
        url = reverse("upkeep:page_links", args=[page.pk]) if is_keeper(person) else routing.address(page)
        with translation.override(person.language):
            lines = [f"{link.part_name} : {link.get_trouble_display()}" for link in held[:10]]
        letter = Letter(person, {"title": page.title, "count": len(held), "lines": lines})
        send_each("links_broken", letters=[letter], url=url, target=page)


# Reviews


@transaction.atomic
def plan_review(*, page, actor, person, service, months, is_shown, version=None):
    """Who answers for a page and how often it is read again. ``version`` None: nobody had said so yet."""
    held = Review.objects.select_for_update().filter(page=page.pk).first()
    if (held.version if held else None) != version:
        raise Stale(held)
    review = held or Review(page_id=page.pk, version=0, reviewed_at=last_published(page))
    review.person, review.service, review.months, review.is_shown = person, service, months, is_shown
    review.due_at = plus_months(review.reviewed_at, months)
    review.told_for = None
    review.version += 1
    review.save()
    data = {
        "page": page.pk,
        "months": months,
        "person": getattr(person, "pk", None),
        "service": getattr(service, "pk", None),
    }
    record("review.planned", actor=actor, target=review, data=data)
    memory.renew()
    return review


def last_published(page):
    moment = page.last_published_at or page.first_published_at
    return timezone.localdate(moment) if moment else timezone.localdate()


@transaction.atomic
def confirm_review(*, review, actor, version):
    """« Je l’ai vérifiée, elle est juste » : the next reading is counted from today."""
    held = locked(Review, review.pk, version)
    held.reviewed_at, held.reviewed_by = timezone.localdate(), actor
    held.due_at = plus_months(held.reviewed_at, held.months)
    held.version += 1
    held.save()
    record("review.confirmed", actor=actor, target=held, data={"page": held.page_id})
    memory.renew()
    return held


@transaction.atomic
def set_default(*, kind, months, service, actor):
    """The rule for one kind of pages, None for ``months`` to have none; pages that have their own keep it."""
    if months:
        ReviewDefault.objects.update_or_create(kind=kind, defaults={"months": months, "service": service})
    else:
        ReviewDefault.objects.filter(kind=kind).delete()
    record("review.default_set", actor=actor, data={"kind": kind.model, "months": months})
    ensure_reviews()


@transaction.atomic
def ensure_reviews():
    """Give a review to published pages whose kind has a rule, and that have none yet; gives how many."""
    rules = {rule.kind_id: rule for rule in ReviewDefault.objects.all()}
    pages = Page.objects.live().filter(content_type__in=rules, alias_of=None, review=None)
    new = [by_rule(page, rules[page.content_type_id]) for page in pages]
    Review.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def by_rule(page, rule):
    day = last_published(page)
    due = plus_months(day, rule.months)
    return Review(page_id=page.pk, service_id=rule.service_id, months=rule.months, reviewed_at=day, due_at=due)


def remind():
    """Tell owners, once for each day a page comes due."""
    late = Review.objects.filter(due_at__lte=timezone.localdate(), page__live=True).exclude(told_for=F("due_at"))
    for review in late.select_related("page"):
        _remind(review)


@transaction.atomic
def _remind(review):
    held = Review.objects.select_for_update().filter(pk=review.pk, due_at=review.due_at).first()
    if held is None or held.told_for == held.due_at:
        return
    Review.objects.filter(pk=held.pk).update(told_for=held.due_at)
    context = {"title": review.page.title, "due": held.due_at}
    letters = [Letter(person, context) for person in queries.answering_for(review.page)]
    send_each("review_due", letters=letters, url=reverse("upkeep:review", args=[held.pk]), target=review.page)
