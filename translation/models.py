"""What a translation answers, what waits to be validated, what came in a file."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask

from cms import publication

from .enums import OPEN, DraftState

PERSON = {"null": True, "blank": True, "on_delete": models.SET_NULL, "related_name": "+"}


class Standing(models.Model):
    """The French sentences a translation answers, as they were; and whether somebody whose language it is read it.

    ``answers`` is a list of ``{"key", "digest", "text", "at"}``: see ``sentences.answers``.
    """

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(_("phrases traduites"), default=list)
    stale = models.PositiveIntegerField(_("phrases à mettre à jour"), default=0)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("relue par"), **PERSON)
    read_at = models.DateTimeField(_("relue le"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changée le"), auto_now=True)

    class Meta:
        verbose_name = _("état d’une traduction")
        verbose_name_plural = _("états des traductions")

    def __str__(self):
        return str(self.page_id)


class Draft(models.Model):
    """A translation on its way; the page changes only when a second person validates it.

    ``texts`` is ``{French key: {"digest", "text", "kept", "machine"}}``: only what was written or confirmed here.
    ``number`` grows with each change: two people never write over each other unseen.
    """

    source = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("langue"), max_length=12, choices=settings.LANGUAGES)
    state = models.CharField(_("état"), max_length=12, choices=DraftState.choices, default=DraftState.WRITING)
    texts = models.JSONField(_("textes"), default=dict)
    number = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("traduite par"), **PERSON)
    translators = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    validator = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("validée par"), **PERSON)
    comment = models.TextField(_("mot de la relecture"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("brouillon de traduction")
        verbose_name_plural = _("brouillons de traduction")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "language"],
                condition=Q(state__in=sorted(OPEN)),
                name="translation_one_open_draft",
                violation_error_message=_("Un brouillon est déjà ouvert pour cette page dans cette langue."),
            )
        ]
        indexes = [models.Index(fields=["state"], name="translation_draft_state")]

    def __str__(self):
        return f"{self.source_id} {self.language}"

    @property
    def is_machine_made(self):
        return any(each.get("machine") for each in self.texts.values())


class Import(models.Model):
    """A file received and read, kept until somebody has seen what it changes: thrown away a day later.

    ``entries`` is a list of ``{"page", "language", "key", "digest", "before", "text"}``; ``faults`` a list of
    ``{"where", "what"}``.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    entries = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    unchanged = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("fichier de traductions")
        verbose_name_plural = _("fichiers de traductions")

    def __str__(self):
        return str(self.pk)


class SecondPerson(GroupApprovalTask):
    """The review of a translation written in Wagtail's editor: whoever asks for it is not who approves it."""

    class Meta:
        verbose_name = _("relecture par une deuxième personne")
        verbose_name_plural = _("relectures par une deuxième personne")

    def get_actions(self, obj, user):
        found = super().get_actions(obj, user)
        state = obj.current_workflow_state
        is_own = state is not None and state.requested_by_id == user.pk
        is_own = is_own or user.pk in publication.writers_since(obj, obj.live_revision_id)
        return [each for each in found if not (is_own and each[0] == "approve")]
