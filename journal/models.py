"""The event log: who did what, to what, for whom and why. Lines are only ever added."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import labels


class Entry(models.Model):
    """One line of the log.

    ``payload`` is the canonical JSON text of every other column as it was written; ``hash`` is
    SHA-256 over the previous line's hash, ``seq`` and ``payload``. ``seq``, ``previous`` and ``hash``
    are given by the database when the transaction commits, so that the chain has no gap and the
    chain's lock is held for a moment only.
    """

    seq = models.BigIntegerField(null=True, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    payload = models.TextField()
    previous = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("ligne du journal")
        verbose_name_plural = _("lignes du journal")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "id"]),
            models.Index(fields=["subject", "id"]),
            models.Index(fields=["actor", "id"]),
            models.Index(fields=["verb", "id"], name="journal_by_verb"),
            models.Index(fields=["at"], name="journal_by_day"),
            models.Index(KT("data__mandate"), "id", name="journal_under_mandate", condition=Q(data__has_key="mandate")),
        ]

    def __str__(self):
        return f"{self.seq} {self.verb} {self.target_type} {self.target_id}"

    @property
    def target_name(self):
        """What kind of thing it was done to, in words."""
        try:
            return apps.get_model(self.target_type)._meta.verbose_name
        except (LookupError, ValueError):
            return self.target_type

    @property
    def label(self):
        """What was done, as a sentence that follows the actor's name."""
        return labels.label(self.verb)


class ChainHead(models.Model):
    """The last line's number and hash: one row, moved by the database with each line."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return f"{self.seq} {self.hash}"
