"""Where rights stop, the states of pages, and the places where they hold."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from . import definitions


class Stop(models.Model):
    """At this page and below, what is given above no longer counts; administrators excepted."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="rights_stop")
    reason = models.CharField(_("pourquoi"), max_length=200)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("arrêt d’héritage")
        verbose_name_plural = _("arrêts d’héritage")

    def __str__(self):
        return str(self.page_id)


class Scheme(models.Model):
    """The states pages go through. What it says is in its versions, which never change."""

    name = models.CharField(
        _("nom"), max_length=80, unique=True, error_messages={"unique": _("Un circuit porte déjà ce nom.")}
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("circuit de publication")
        verbose_name_plural = _("circuits de publication")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def current(self):
        """The version in force."""
        return self.versions.order_by("-number").first()


class SchemeVersion(models.Model):
    """What a scheme said from one day on."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("numéro"))
    definition = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version d’un circuit")
        verbose_name_plural = _("versions d’un circuit")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "number"],
                name="scheme_version_unique",
                violation_error_message=_("Quelqu’un vient de changer ce circuit. Relisez-le, puis recommencez."),
            )
        ]

    def __str__(self):
        return f"{self.scheme_id} · {self.number}"

    @cached_property
    def said(self):
        """The definition, as ``definitions.Definition``."""
        return definitions.parse(self.definition)


class Placement(models.Model):
    """A scheme holds for the pages of one kind (or of every kind) at and below a page."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="placements")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="scheme_placements")
    kind = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("place d’un circuit")
        verbose_name_plural = _("places d’un circuit")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "kind"],
                name="placement_unique",
                nulls_distinct=False,
                violation_error_message=_("Un circuit vaut déjà ici pour ces pages."),
            )
        ]

    def __str__(self):
        return f"{self.scheme_id} · {self.page_id}"


class PageState(models.Model):
    """The state of a page, under the scheme that gave it. ``revision``: what its readers are shown."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="publishing_state")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="page_states")
    state = models.CharField(_("état"), max_length=60)
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("état d’une page")
        verbose_name_plural = _("états des pages")
        indexes = [models.Index(fields=["scheme", "state"])]

    def __str__(self):
        return f"{self.page_id} · {self.state}"


class Move(models.Model):
    """A page went from a state to another: the names are those of that day."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="publishing_moves")
    transition = models.CharField(_("étape"), max_length=80)
    before = models.CharField(_("état d’avant"), max_length=80)
    after = models.CharField(_("état d’après"), max_length=80)
    comment = models.TextField(_("commentaire"), blank=True, max_length=1000)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("passage d’étape")
        verbose_name_plural = _("passages d’étape")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["page", "-id"])]

    def __str__(self):
        return f"{self.page_id} · {self.transition}"
