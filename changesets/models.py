"""Working copies of pages, sets of changes, and the trash. Pages themselves stay Wagtail's."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .enums import TRASH_DAYS, Against, CopyState, Kind, SetState


def person(related_name="+", **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name=related_name, **options
    )


class ChangeSet(models.Model):
    """Changes of several pages that go online together and can be undone together."""

    name = models.CharField(_("nom"), max_length=120)
    state = models.CharField(max_length=12, choices=SetState.choices, default=SetState.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = person()
    publish_at = models.DateTimeField(_("date de publication"), null=True, blank=True)
    publish_for = person(help_text="who asked for the publication at a date: their rights are used then")
    planned_at = models.DateTimeField(null=True, blank=True, help_text="when they asked: what they had seen by then")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = person()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = person()

    class Meta:
        verbose_name = _("ensemble de changements")
        verbose_name_plural = _("ensembles de changements")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "publish_at"], name="change_set_due")]

    def __str__(self):
        return self.name

    @property
    def is_open(self):
        return self.state == SetState.OPEN


class WorkingCopy(models.Model):
    """A named draft of a page, beside the page: ``content`` and ``base`` are what Wagtail's revisions hold.

    ``base`` is the page as it was when the copy began: what both sides changed since is told from it. It is None when
    nobody knows any more; every difference is then shown.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="working_copies")
    name = models.CharField(_("nom"), max_length=120, help_text=_("Par exemple : Avant les vacances."))
    content = models.JSONField()
    base = models.JSONField(null=True, blank=True)
    against = models.CharField(max_length=8, choices=Against.choices, default=Against.LIVE)
    state = models.CharField(max_length=12, choices=CopyState.choices, default=CopyState.OPEN)
    version = models.PositiveIntegerField(default=1, help_text="grows at each saving: two editors of one copy")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = person()
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = person()
    change_set = models.ForeignKey(ChangeSet, null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")

    class Meta:
        verbose_name = _("version de travail")
        verbose_name_plural = _("versions de travail")
        ordering = ["-updated_at", "-pk"]
        indexes = [models.Index(fields=["state", "-updated_at"], name="working_copy_recent")]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "name"],
                condition=Q(state=CopyState.OPEN),
                name="working_copy_name_unique",
                violation_error_message=_("Cette page a déjà une version de travail de ce nom."),
            ),
            models.UniqueConstraint(
                fields=["page", "change_set"],
                condition=Q(state=CopyState.OPEN, change_set__isnull=False),
                name="working_copy_once_in_a_set",
                violation_error_message=_("Cet ensemble contient déjà une version de cette page."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self):
        return self.state == CopyState.OPEN


class Change(models.Model):
    """What a set does, or did, to one page. ``before`` and ``after`` are kept once it is published, to undo it."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="changes")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    copy = models.ForeignKey(WorkingCopy, null=True, blank=True, on_delete=models.SET_NULL, related_name="set_changes")
    was_live = models.BooleanField(default=True, help_text="whether the page was online before the set: it is after")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("changement")
        verbose_name_plural = _("changements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change_set", "page"],
                name="change_once_a_page",
                violation_error_message=_("Cet ensemble change déjà cette page."),
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.page_id}"

    @property
    def publishes_the_draft(self):
        """Whether what goes online is, or is merged with, the page's draft as it is that day."""
        meets_draft = self.copy is not None and self.copy.against == Against.DRAFT
        return self.kind == Kind.CREATE or (self.kind == Kind.COPY and meets_draft)


def in_thirty_days():
    return timezone.now() + timedelta(days=TRASH_DAYS)


class Discarded(models.Model):
    """Something put in the trash in one gesture: a page, what is below it and its translations."""

    title = models.CharField(max_length=255)
    discarded_at = models.DateTimeField(default=timezone.now)
    discarded_by = person()
    erased_after = models.DateTimeField(default=in_thirty_days, db_index=True)

    class Meta:
        verbose_name = _("page à la corbeille")
        verbose_name_plural = _("pages à la corbeille")
        ordering = ["-discarded_at", "-pk"]

    def __str__(self):
        return self.title


class DiscardedPage(models.Model):
    """One tree of pages in the trash, where it stood, and which of its pages were online."""

    gesture = models.ForeignKey(Discarded, on_delete=models.CASCADE, related_name="pages")
    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="discarded")
    parent = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    slug = models.CharField(max_length=255)
    was_live = models.JSONField(default=list, help_text="keys of the pages of the tree that were online")

    class Meta:
        verbose_name = _("arbre à la corbeille")
        verbose_name_plural = _("arbres à la corbeille")
        ordering = ["pk"]

    def __str__(self):
        return self.slug
