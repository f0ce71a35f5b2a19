"""What follows from a change of page or of role."""

from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, ModelLogEntry, Page, PageLogEntry, PageViewRestriction, Site
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
)

from accounts.models import Membership, Service, User
from cases.models import Procedure, ProcedureVersion
from dictionary.models import Notion, NotionWord, Recording
from dictionary.signals import changed as notions_changed
from journal.actions import record

from . import actions, groups, memory
from .models import MenuEntry

# What pages show besides pages, and what decides where they are and who may see them.
SHOWN = (
    Service,
    Procedure,
    ProcedureVersion,
    Site,
    Locale,
    PageViewRestriction,
    Notion,
    NotionWord,
    Recording,
    MenuEntry,
    get_image_model(),
    get_document_model(),
)


def connect():
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(memory.renew, dispatch_uid="cms.memory")
    notions_changed.connect(memory.renew, dispatch_uid="cms.memory")
    post_delete.connect(page_removed, dispatch_uid="cms.page_removed")
    for model in SHOWN:
        for signal in (post_save, post_delete):
            signal.connect(memory.renew, sender=model, dispatch_uid="cms.memory")
    post_save.connect(page_saved, dispatch_uid="cms.page_saved")
    post_save.connect(journal_page, sender=PageLogEntry, dispatch_uid="cms.journal")
    post_save.connect(journal_thing, sender=ModelLogEntry, dispatch_uid="cms.journal")
    post_save.connect(role_changed, sender=Membership, dispatch_uid="cms.roles")
    post_delete.connect(role_changed, sender=Membership, dispatch_uid="cms.roles")
    post_save.connect(person_changed, sender=User, dispatch_uid="cms.roles")
    task_submitted.connect(review_asked, dispatch_uid="cms.review")
    workflow_approved.connect(review_accepted, dispatch_uid="cms.review")
    workflow_rejected.connect(review_refused, dispatch_uid="cms.review")


def review_asked(instance, user, **kwargs):
    actions.ask_reviewers(task_state=instance, author=user)


def review_accepted(instance, user, **kwargs):
    actions.tell_author(workflow_state=instance, outcome="page_approved", reviewer=user)


def review_refused(instance, user, **kwargs):
    actions.tell_author(workflow_state=instance, outcome="page_sent_back", reviewer=user)


def page_saved(sender, instance, update_fields=None, raw=False, **kwargs):
    """A page saved whole shows at once when it is online; a draft names the few fields it touches."""
    if issubclass(sender, Page) and instance.live and update_fields is None and not raw:
        memory.renew()


def page_removed(sender, instance, **kwargs):
    if issubclass(sender, Page) and instance.live:
        memory.renew()


def role_changed(instance, **kwargs):
    """A person whose account goes away takes the memberships along: nothing to follow then."""
    user = User.objects.filter(pk=instance.user_id).first()
    if user:
        groups.follow_roles(user)


def person_changed(instance, created, **kwargs):
    if not created and not instance.is_active:
        groups.follow_roles(instance)


def journal_page(instance, created, **kwargs):
    """Wagtail's own history of a page, kept in the event log too."""
    if created:
        record(
            f"page.{instance.action.removeprefix('wagtail.')}",
            actor=instance.user,
            target=instance.page,
        )


NOTED = {"cms.menuentry": "menu", "wagtailredirects.redirect": "redirect"}


def journal_thing(instance, created, **kwargs):
    """Wagtail's history of menus and redirects, kept in the event log too."""
    kind = instance.content_type
    name = NOTED.get(f"{kind.app_label}.{kind.model}")
    if created and name:
        verb = f"{name}.{instance.action.removeprefix('wagtail.')}"
        record(verb, actor=instance.user, target=MODELS[name](pk=instance.object_id))


MODELS = {"menu": MenuEntry, "redirect": Redirect}
