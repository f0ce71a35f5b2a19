"""The case, the people in it, what they bring, and the liaison sheet."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.enums import ActKind, CaseState, PartyRole, PieceState, StepChange

from .procedure import ProcedureVersion


class Case(models.Model):
    """One request from its first question to its end."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True, help_text="shown to people: M-2026-000123")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    service = models.ForeignKey("accounts.Service", on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.DRAFT)
    process = models.OneToOneField(
        "viewflow.Process", null=True, blank=True, on_delete=models.PROTECT, related_name="case"
    )
    binder = models.OneToOneField(
        "vault.Binder",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="case",
        help_text="what the case keeps of people's papers",
    )
    answers = models.JSONField(default=dict, help_text="answers that are the couple's, {question: value}")
    search_text = models.TextField(blank=True, help_text="number and names, unaccented lower case, for the inbox")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True, help_text="file checked complete")
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["-id"]
        indexes = [models.Index(fields=["service", "state", "-id"])]

    def __str__(self):
        return self.number

    @property
    def procedure(self):
        return self.version.procedure


class Party(models.Model):
    """A person in a case, with answers and consent of their own."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=10, choices=PartyRole.choices)
    answers = models.JSONField(default=dict, help_text="{question: value}")
    consented_at = models.DateTimeField(null=True, blank=True, help_text="agreed that the file be sent")
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("partie")
        verbose_name_plural = _("parties")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="party_person_once"),
            models.UniqueConstraint(fields=["case", "role"], name="party_role_once"),
        ]

    def __str__(self):
        return f"{self.case_id} {self.role}"


class Invitation(models.Model):
    """A call to the second person to join. Only a hash of the link's token is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="invitation_one_open",
                condition=Q(accepted_at=None, revoked_at=None),
                violation_error_message=_("Une invitation est déjà en route."),
            )
        ]

    def __str__(self):
        return f"{self.case_id}"


class Piece(models.Model):
    """One requirement of a case for one person (or for both), and what answers it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pieces")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="pieces")
    requirement = models.SlugField(help_text="code in the version's definition")
    version = models.ForeignKey("vault.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="pieces")
    state = models.CharField(max_length=10, choices=PieceState.choices, default=PieceState.MISSING)
    is_needed = models.BooleanField(default=True, help_text="false when answers changed and it is no longer asked")
    remark = models.CharField(_("remarque"), max_length=300, blank=True, help_text="why it came back")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("pièce")
        verbose_name_plural = _("pièces")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "party", "requirement"], name="piece_once", nulls_distinct=False),
            models.CheckConstraint(
                name="piece_complete_has_file",
                condition=~Q(state__in=["provided", "complete"]) | Q(version__isnull=False),
                violation_error_message=_("Une pièce fournie doit avoir un fichier."),
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.requirement}"

    @property
    def remark_said(self):
        """The remark in the reader's language where it is one of the site's own sentences, else as written."""
        return gettext(self.remark) if self.remark else ""


class Act(models.Model):
    """A line of the liaison sheet, in order: acts of agents, annotations of residents."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="acts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="nobody: the clock",
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="whom the author helped, under a mandate",
    )
    kind = models.CharField(max_length=12, choices=ActKind.choices)
    verb = models.CharField(max_length=60, blank=True, help_text="for acts: key of cases.labels.ACTS")
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ligne de la fiche de liaison")
        verbose_name_plural = _("fiche de liaison")
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "id"])]

    def __str__(self):
        return f"{self.case_id} {self.kind} {self.verb}"

    @property
    def signature(self):
        """By whom, and for whom."""
        if self.on_behalf_of:
            return gettext("%(helper)s, pour %(giver)s") % {"helper": self.author, "giver": self.on_behalf_of}
        return str(self.author or gettext("La mairie"))


class StepAdjustment(models.Model):
    """A step of the booklet added, skipped or explained by an agent for this case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="adjustments")
    change = models.CharField(max_length=10, choices=StepChange.choices)
    milestone = models.SlugField(blank=True, help_text="the step it is about; the step before it when added")
    title = models.CharField(_("titre"), max_length=120, blank=True)
    text = models.TextField(_("explication"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("adaptation du carnet")
        verbose_name_plural = _("adaptations du carnet")
        ordering = ["id"]

    def __str__(self):
        return f"{self.case_id} {self.change} {self.milestone}"
