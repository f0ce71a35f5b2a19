"""The small table behind the inbox: one row per open human task."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WorkItem(models.Model):
    """An open human task: written by the engine with the task, gone when the task ends.

    ``service`` is empty when the residents have to act; ``lane`` is the node's lane in the flow.
    """

    task = models.OneToOneField("viewflow.Task", on_delete=models.CASCADE, related_name="work_item")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="work_items")
    node = models.CharField(max_length=60, help_text="name of the node in its flow")
    service = models.ForeignKey("accounts.Service", null=True, on_delete=models.PROTECT, related_name="work_items")
    lane = models.CharField(max_length=30)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="work_items"
    )
    deadline = models.DateTimeField()
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tâche")
        verbose_name_plural = _("tâches")
        ordering = ["deadline", "id"]
        indexes = [
            models.Index(fields=["service", "lane", "deadline", "id"], condition=Q(owner=None), name="work_unclaimed"),
            models.Index(fields=["owner", "deadline", "id"], condition=Q(owner__isnull=False), name="work_claimed"),
            models.Index(fields=["service", "deadline", "id"], name="work_of_service"),
            models.Index(fields=["deadline", "id"], condition=Q(service=None), name="work_of_residents"),
            models.Index(fields=["case"], name="work_of_case"),
        ]

    def __str__(self):
        return f"{self.case_id} {self.node}"
