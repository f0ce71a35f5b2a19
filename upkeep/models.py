"""Collections, links, reviews, archives of the site. Pages themselves are ``cms``'s."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.enums import Family

from .enums import ArchiveState, LinkState, Sort, Trouble

MOST_RESULTS = 500
PERSON = settings.AUTH_USER_MODEL


class Listing(models.Model):
    """A saved search of published pages, with an address. ``texts``: ``{language: {title, introduction}}``."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("adresse"),
        max_length=80,
        unique=True,
        help_text=_("Lettres, chiffres et tirets : …/collections/nos-services/"),
        error_messages={"unique": _("Une autre collection a déjà cette adresse.")},
    )
    texts = models.JSONField(default=dict)
    kinds = ArrayField(models.CharField(max_length=100), default=list, blank=True, help_text="labels of page models")
    below = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sous la page")
    )
    language = models.CharField(
        _("seulement ce qui est traduit en"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    words = models.CharField(_("le titre ou le texte contient"), max_length=100, blank=True)
    family = models.CharField(_("famille"), max_length=20, choices=Family.choices, blank=True)
    within_days = models.PositiveIntegerField(
        _("modifiée depuis (jours)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    published_from = models.DateField(_("publiée à partir du"), null=True, blank=True)
    published_until = models.DateField(_("publiée jusqu’au"), null=True, blank=True)
    sort = models.CharField(_("ordre"), max_length=10, choices=Sort.choices, default=Sort.TITLE)
    limit = models.PositiveIntegerField(
        _("combien au plus"), default=100, validators=[MinValueValidator(1), MaxValueValidator(MOST_RESULTS)]
    )
    is_live = models.BooleanField(_("en ligne"), default=False)
    version = models.PositiveIntegerField(default=1, help_text="one more at each change: who comes second is told")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="listing_dates_in_order",
                condition=Q(published_from=None)
                | Q(published_until=None)
                | Q(published_until__gte=F("published_from")),
                violation_error_message=_("La fin de la période vient après son début."),
            ),
            models.CheckConstraint(
                name="listing_has_a_bound",
                condition=Q(limit__gte=1, limit__lte=MOST_RESULTS),
                violation_error_message=_("Une collection montre de 1 à 500 pages."),
            ),
        ]

    def __str__(self):
        return self.texts.get("fr", {}).get("title") or self.slug

    def get_absolute_url(self):
        return reverse("upkeep:listing", args=[self.slug])


class Link(models.Model):
    """One address written in one part of a published page, and how it answered last."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="checked_links")
    part = models.CharField(max_length=60, help_text="a block's identifier, or a field's name")
    part_name = models.CharField(max_length=120, help_text="what people call this part")
    target = models.TextField(help_text="page:12, document:3, or an address")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the target: addresses are too long for an index")
    state = models.CharField(max_length=10, choices=LinkState.choices, default=LinkState.WAITING)
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)
    broken_since = models.DateTimeField(null=True, blank=True)
    times = models.PositiveIntegerField(default=0, help_text="checks in a row that failed")
    checked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="when the page's owner was told")
    reason = models.CharField(_("raison"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("lien")
        verbose_name_plural = _("liens")
        ordering = ["page__path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "part", "digest"], name="link_once_a_part"),
            models.CheckConstraint(
                name="link_broken_since_a_day",
                condition=~Q(state="broken") | (Q(broken_since__isnull=False) & ~Q(trouble="")),
            ),
            models.CheckConstraint(
                name="link_ignored_with_a_reason",
                condition=~Q(state="ignored") | ~Q(reason=""),
                violation_error_message=_("Dites pourquoi ce lien peut rester ainsi."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "page"], name="link_by_state"),
            models.Index(fields=["checked_at"], name="link_by_check"),
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def is_external(self):
        return self.target.startswith(("http://", "https://"))


class Review(models.Model):
    """Who answers for a page, how often it is read again, and when somebody last found it right."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="review", primary_key=True)
    person = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("personne")
    )
    service = models.ForeignKey(
        "accounts.Service",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ou service"),
    )
    months = models.PositiveSmallIntegerField(
        _("à vérifier tous les… mois"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    reviewed_at = models.DateField(default=date.today)
    reviewed_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateField()
    is_shown = models.BooleanField(_("montrer « vérifié le… » aux lecteurs"), default=False)
    told_for = models.DateField(null=True, blank=True, help_text="the due date its owner was reminded of")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("vérification")
        verbose_name_plural = _("vérifications")
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="review_one_owner",
                condition=Q(person=None) | Q(service=None),
                violation_error_message=_("Choisissez une personne ou un service, pas les deux."),
            ),
            models.CheckConstraint(
                name="review_within_five_years",
                condition=Q(months__gte=1, months__lte=60),
                violation_error_message=_("Une page se relit au moins tous les cinq ans."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="review_by_day"),
            models.Index(fields=["person", "due_at"], name="review_of_person"),
            models.Index(fields=["service", "due_at"], name="review_of_service"),
        ]

    def __str__(self):
        return str(self.page_id)

    @property
    def is_overdue(self):
        return self.due_at <= timezone.localdate()


class ReviewDefault(models.Model):
    """How often pages of one kind are read again, and by which service, unless the page says otherwise."""

    kind = models.OneToOneField(ContentType, on_delete=models.CASCADE, related_name="+", primary_key=True)
    months = models.PositiveSmallIntegerField(
        _("à vérifier tous les… mois"), validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    service = models.ForeignKey(
        "accounts.Service", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("par")
    )

    class Meta:
        verbose_name = _("vérification par défaut")
        verbose_name_plural = _("vérifications par défaut")

    def __str__(self):
        return str(self.kind_id)


def in_a_week():
    return timezone.now() + timedelta(days=7)


class Archive(models.Model):
    """The whole site in one ZIP, made by a job for an administrator, kept a week."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=ArchiveState.choices, default=ArchiveState.WAITING)
    object_name = models.CharField(max_length=120, null=True, unique=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes of the ZIP")
    pages = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_a_week)

    class Meta:
        verbose_name = _("archive du site")
        verbose_name_plural = _("archives du site")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="waiting"),
                name="archive_one_at_a_time",
                violation_error_message=_("Une archive est déjà en préparation."),
            ),
            models.CheckConstraint(
                name="archive_ready_has_object", condition=~Q(state="ready") | Q(object_name__isnull=False)
            ),
        ]

    def __str__(self):
        return str(self.public_id)
