"""The date of a set: it holds for what its planner had seen, published with the planner's rights."""

from django.utils.translation import gettext as _
from wagtail.models import Revision

from journal.actions import record
from notifications.actions import send

from .. import queries
from ..errors import Refused
from ..models import ChangeSet


def changed(change_set, author):
    """Somebody changed a set: a date that another person chose no longer holds, and they are told."""
    if change_set is None or change_set.publish_at is None or change_set.publish_for_id == author.pk:
        return
    forget(change_set)
    record("changesets.unplan", actor=author, target=change_set)
    tell("change_set_unplanned", change_set, {"name": change_set.name, "who": str(author)})


def forget(change_set):
    change_set.publish_at = None
    ChangeSet.objects.filter(pk=change_set.pk).update(publish_at=None)


def tell(kind, change_set, context):
    if change_set.publish_for:
        url = queries.address_of_set(change_set)
        send(kind, recipient=change_set.publish_for, context=context, url=url, target=change_set)


def ensure_as_seen(change_set, changes):
    """Raise ``Refused`` where somebody else wrote, since the date was chosen, a draft that the set would publish."""
    keys = [str(change.page_id) for change in changes if change.publishes_the_draft]
    seen_at = change_set.planned_at or change_set.created_at
    since = Revision.page_revisions.filter(object_id__in=keys, created_at__gt=seen_at)
    written = {int(key) for key in since.exclude(user=change_set.publish_for).values_list("object_id", flat=True)}
    titles = [change.page.title for change in changes if change.page_id in written]
    if titles:
        words = _("Quelqu’un a réécrit depuis, et vous ne l’avez pas encore lu : %(pages)s.")
        raise Refused(words % {"pages": ", ".join(titles)})
