"""Somebody helps somebody: which acts, on which things, until when."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import AT_THE_COUNTER, Identity, MandateState, Way


class MandateQuerySet(models.QuerySet):
    def in_force(self):
        """Accepted, not over, between two people whose accounts are open."""
        return self.filter(_in_force())

    def told_in_force(self):
        """Each with ``holds``: whether it is in force now."""
        return self.annotate(holds=models.ExpressionWrapper(_in_force(), output_field=models.BooleanField()))


def _in_force():
    return Q(
        state=MandateState.ACTIVE,
        until__gt=timezone.now(),
        giver__is_active=True,
        giver__erased_at=None,
        helper__is_active=True,
        helper__erased_at=None,
    )


class Mandate(models.Model):
    """``giver`` lets ``helper`` do ``acts``. While it is asked, the one who was named may be nobody we know."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="mandates_received"
    )
    typed = models.CharField(max_length=254, blank=True, help_text="how the other person was named while it is asked")
    acts = ArrayField(models.CharField(max_length=40), help_text="codes of mandates.registry")
    everything = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="kinds covered as a whole"
    )
    why = models.CharField(_("pourquoi"), max_length=200, blank=True)
    until = models.DateTimeField(_("jusqu’au"))
    state = models.CharField(max_length=10, choices=MandateState.choices, default=MandateState.ASKED)
    way = models.CharField(max_length=10, choices=Way.choices)
    identity = models.CharField(max_length=20, choices=Identity.choices, blank=True)
    proof = models.CharField(max_length=40, blank=True, help_text="public id of the scan in the giver's vault")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code_hash = models.CharField(max_length=200, blank=True)
    refusal_hash = models.CharField(max_length=64, blank=True, db_index=True)
    answer_before = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["giver", "-id"]),
            models.Index(fields=["helper", "-id"]),
            models.Index(fields=["state", "until"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["giver", "helper"],
                name="mandate_one_active",
                condition=Q(state="active"),
                violation_error_message=_("Cette personne vous aide déjà."),
            ),
            models.CheckConstraint(
                name="mandate_two_people",
                condition=Q(giver=None) | Q(helper=None) | ~Q(giver=F("helper")),
                violation_error_message=_("On ne se donne pas un mandat à soi-même."),
            ),
            models.CheckConstraint(
                name="mandate_active_has_both",
                condition=~Q(state="active") | Q(giver__isnull=False, helper__isnull=False, started_at__isnull=False),
                violation_error_message=_("Il manque une des deux personnes."),
            ),
            models.CheckConstraint(
                name="mandate_counter_has_agent",
                condition=~Q(way__in=sorted(AT_THE_COUNTER)) | Q(recorded_by__isnull=False),
                violation_error_message=_("Un mandat noté à la mairie porte le nom de l’agent."),
            ),
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def is_in_force(self):
        return self.state == MandateState.ACTIVE and self.until > timezone.now()

    @property
    def is_asked(self):
        now = timezone.now()
        is_open = self.answer_before is None or self.answer_before > now
        return self.state == MandateState.ASKED and is_open and self.until > now

    @property
    def shown_helper(self):
        """The helper's name once both have agreed, until then what the giver typed."""
        return str(self.helper) if self.started_at else self.typed


class Covered(models.Model):
    """One thing a mandate is about."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="covered")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("objet d’un mandat")
        verbose_name_plural = _("objets d’un mandat")
        constraints = [
            models.UniqueConstraint(fields=["mandate", "content_type", "object_id"], name="covered_once"),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return f"{self.mandate_id} {self.content_type_id} {self.object_id}"


class Refusal(models.Model):
    """Somebody no longer wants to be asked by this helper."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("demande refusée")
        verbose_name_plural = _("demandes refusées")
        constraints = [models.UniqueConstraint(fields=["person", "helper"], name="refusal_once")]

    def __str__(self):
        return f"{self.person_id} {self.helper_id}"
