"""How long papers and cases are kept, what forbids that they go, and the lists by which cases do."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import UNDECIDED, CountsFrom, Decision, Ending, ListState, Outcome, TransferState


def who(related_name="+", **options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name=related_name, **options)


def nothing():
    return []


class RetentionRule(models.Model):
    """How long papers of one kind stay in vaults. The highest number is in force; the others say what was."""

    type = models.ForeignKey("vault.DocumentType", on_delete=models.PROTECT, related_name="retention_rules")
    number = models.PositiveIntegerField()
    counts_from = models.CharField(_("compter à partir de"), max_length=10, choices=CountsFrom.choices)
    months = models.PositiveSmallIntegerField(_("nombre de mois"), null=True, blank=True)
    may_keep_forever = models.BooleanField(_("la personne peut garder son papier pour toujours"), default=True)
    effective_on = models.DateField(help_text="papers already there leave no sooner")
    reason = models.CharField(_("pourquoi"), max_length=300)
    created_by = who()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("règle de conservation d’un papier")
        verbose_name_plural = _("règles de conservation des papiers")
        ordering = ["type", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "number"],
                name="retention_rule_once",
                violation_error_message=_("Quelqu’un vient de changer cette règle : relisez-la."),
            ),
            models.CheckConstraint(
                name="retention_rule_has_months",
                condition=Q(counts_from="never", months=None) | (~Q(counts_from="never") & Q(months__gte=1)),
                violation_error_message=_("Dites au bout de combien de mois le papier quitte le coffre."),
            ),
        ]

    def __str__(self):
        return f"{self.type_id} v{self.number}"

    @property
    def is_never(self):
        return self.counts_from == CountsFrom.NEVER


class Keeping(models.Model):
    """Its owner asked that a paper stay: until a day, or for ever."""

    document = models.OneToOneField("vault.Document", on_delete=models.CASCADE, related_name="keeping")
    until = models.DateField(null=True, help_text="empty: for ever")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("papier gardé à la demande")
        verbose_name_plural = _("papiers gardés à la demande")

    def __str__(self):
        return f"{self.document_id} {self.until or 'always'}"


class Departure(models.Model):
    """A paper that will leave its vault, as its owner was told."""

    document = models.OneToOneField("vault.Document", on_delete=models.CASCADE, related_name="departure")
    due_on = models.DateField(help_text="what the rule says")
    leaves_on = models.DateField(db_index=True, help_text="what was promised: never sooner than the notices allow")
    told_on = models.DateField()
    reminded_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("départ annoncé")
        verbose_name_plural = _("départs annoncés")

    def __str__(self):
        return f"{self.document_id} {self.leaves_on}"


class Hold(models.Model):
    """Nothing under it can be deleted by anybody, until it is lifted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    person = who("holds", null=True, blank=True)
    document = models.ForeignKey(
        "vault.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    reason = models.CharField(_("motif"), max_length=500)
    reference = models.CharField(_("référence"), max_length=120)
    is_told = models.BooleanField(_("prévenir la personne"), default=True)
    placed_by = who()
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_by = who(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifting_reason = models.CharField(_("pourquoi il est levé"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("gel juridique")
        verbose_name_plural = _("gels juridiques")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="hold_on_one_thing",
                condition=Q(case__isnull=False, person=None, document=None)
                | Q(case=None, person__isnull=False, document=None)
                | Q(case=None, person=None, document__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_lifted_with_reason",
                condition=Q(lifted_at=None, lifted_by=None, lifting_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifting_reason="")),
                violation_error_message=_("Dites pourquoi le gel est levé."),
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(lifted_at=None), name="hold_on_case"),
            models.Index(fields=["person"], condition=Q(lifted_at=None), name="hold_on_person"),
            models.Index(fields=["document"], condition=Q(lifted_at=None), name="hold_on_document"),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_standing(self):
        return self.lifted_at is None


class ConservationRule(models.Model):
    """How long closed cases of one procedure and ending are kept, and what then. The highest number is in force."""

    procedure = models.ForeignKey("cases.Procedure", on_delete=models.PROTECT, related_name="conservation_rules")
    ending = models.CharField(max_length=12, choices=Ending.choices)
    number = models.PositiveIntegerField()
    years = models.PositiveSmallIntegerField(_("années de conservation, depuis la clôture"))
    outcome = models.CharField(_("et ensuite"), max_length=10, choices=Outcome.choices)
    keeps_certificate = models.BooleanField(_("garder le certificat vérifiable"), default=False)
    source = models.CharField(_("source"), max_length=300, help_text=_("le texte qui le dit"))
    created_by = who(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("règle de conservation des dossiers")
        verbose_name_plural = _("règles de conservation des dossiers")
        ordering = ["procedure", "ending", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "ending", "number"],
                name="conservation_rule_once",
                violation_error_message=_("Quelqu’un vient de changer cette règle : relisez-la."),
            )
        ]

    def __str__(self):
        return f"{self.procedure_id} {self.ending} v{self.number}"


class DisposalList(models.Model):
    """A "bordereau d'élimination": cases a service and the archives agree to let go, each in turn."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    rule = models.ForeignKey(ConservationRule, on_delete=models.PROTECT, related_name="lists")
    service = models.ForeignKey("accounts.Service", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(help_text="in which the cases were closed")
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.PREPARED)
    description = models.CharField(_("description"), max_length=500)
    prepared_by = who()
    prepared_at = models.DateTimeField(default=timezone.now)
    proposed_by = who(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    visa_by = who(null=True, blank=True)
    visa_at = models.DateTimeField(null=True, blank=True)
    visa_reference = models.CharField(_("référence du visa"), max_length=120, blank=True)
    visa_reason = models.CharField(_("motif"), max_length=500, blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bordereau d’élimination")
        verbose_name_plural = _("bordereaux d’élimination")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="disposal_visa_is_whole",
                condition=Q(visa_at=None, visa_by=None)
                | (Q(visa_at__isnull=False, visa_by__isnull=False, proposed_by__isnull=False) & ~Q(visa_reference="")),
                violation_error_message=_("Un visa a une date, un auteur et une référence."),
            ),
            models.CheckConstraint(
                name="disposal_by_two_people",
                condition=Q(visa_by=None) | ~Q(visa_by=F("proposed_by")),
                violation_error_message=_("Qui propose un bordereau ne peut pas aussi lui donner le visa."),
            ),
            models.CheckConstraint(
                name="disposal_approved_has_visa",
                condition=~Q(state__in=["approved", "done"]) | Q(visa_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_undecided(self):
        return self.state in UNDECIDED


class DisposalLine(models.Model):
    """One case on a list, what the archives decided of it, and what was there once it is gone."""

    list = models.ForeignKey(DisposalList, on_delete=models.PROTECT, related_name="lines")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="disposal_lines")
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.PENDING)
    is_standing = models.BooleanField(default=True, help_text="false once the list is given up or the case is kept")
    review_on = models.DateField(null=True, help_text="a case kept comes back on this day")
    pieces = models.PositiveIntegerField(default=0, help_text="frozen copies")
    size = models.PositiveBigIntegerField(default=0, help_text="their clear bytes")
    object_names = ArrayField(models.CharField(max_length=120), default=nothing, help_text="objects still to remove")
    executed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("ligne de bordereau")
        verbose_name_plural = _("lignes de bordereau")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(is_standing=True),
                name="disposal_case_on_one_list",
                violation_error_message=_("Ce dossier est déjà sur un bordereau."),
            )
        ]
        indexes = [
            models.Index(fields=["list"], condition=Q(executed_at=None, is_standing=True), name="disposal_to_execute"),
            models.Index(fields=["id"], condition=~Q(object_names=[]), name="disposal_objects_left"),
        ]

    def __str__(self):
        return f"{self.list_id} {self.case_id}"


class Transfer(models.Model):
    """The package made for the public archives out of one list, closed under a key of its own."""

    list = models.OneToOneField(DisposalList, on_delete=models.PROTECT, related_name="transfer")
    binder = models.OneToOneField("vault.Binder", null=True, on_delete=models.SET_NULL, related_name="transfer")
    state = models.CharField(max_length=12, choices=TransferState.choices, default=TransferState.MAKING)
    object_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the clear package")
    made_at = models.DateTimeField(null=True)
    fetched_by = who(null=True)
    fetched_at = models.DateTimeField(null=True)
    acknowledgement = models.CharField(_("référence de l’accusé de réception"), max_length=120, blank=True)
    acknowledged_by = who(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("versement")
        verbose_name_plural = _("versements")
        constraints = [
            models.CheckConstraint(
                name="transfer_acknowledged_with_reference",
                condition=~Q(state="acknowledged")
                | (Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(acknowledgement="")),
                violation_error_message=_("Écrivez la référence donnée par les archives."),
            )
        ]

    def __str__(self):
        return f"{self.list_id} {self.state}"
