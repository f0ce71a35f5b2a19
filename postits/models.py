"""Readers' notes on the paragraphs of pages, and on which pages they may be left."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from cms.routing import direction

from .enums import CLOSED, OPEN, Kind, Notes, Reason, State
from .personal import looks_personal, masked

LONGEST = 1000  # characters of a note
LONGEST_ANSWER = 2000
LONGEST_QUOTE = 600


class Note(models.Model):
    """A post-it: what a reader says of one paragraph, what became of it, and what the town hall answers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="postits")
    page_title = models.CharField(max_length=255, help_text="kept, should the page be deleted")
    place = models.CharField(max_length=40, help_text="a block's identifier, or introduction, memo, page")
    quote = models.TextField(blank=True, help_text="the paragraph as it read then")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(_("ce que c’est"), max_length=10, choices=Kind.choices)
    language = models.CharField(_("langue"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("votre mot"), max_length=LONGEST, blank=True)
    is_masked = models.BooleanField(default=False, help_text="shown without the numbers and addresses in it")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="postits"
    )
    email = models.EmailField(blank=True, help_text="of somebody without account; forgotten after the answer")
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.WAITING)
    version = models.PositiveIntegerField(default=1, help_text="one more at each decision: who comes second is told")
    answer = models.TextField(_("réponse"), max_length=LONGEST_ANSWER, blank=True)
    answer_language = models.CharField(max_length=10, choices=settings.LANGUAGES, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=12, choices=Reason.choices, blank=True)
    reason_words = models.CharField(max_length=300, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates"
    )
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mot d’un lecteur")
        verbose_name_plural = _("mots des lecteurs")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["page", "state", "id"], name="postit_of_page"),
            models.Index(fields=["state", "page", "place", "id"], name="postit_in_tray"),
            models.Index(fields=["author", "-id"], name="postit_of_author"),
            models.Index(fields=["created_at"], name="postit_by_day"),
            models.Index(fields=["created_at"], name="postit_with_address", condition=~Q(email="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="postit_refused_with_a_reason",
                condition=~Q(state="refused") | ~Q(reason=""),
                violation_error_message=_("Dites pourquoi ce mot n’est pas publié."),
            ),
            models.CheckConstraint(
                name="postit_replies_are_comments",
                condition=Q(parent=None) | Q(kind="comment"),
                violation_error_message=_("On ne répond qu’à un avis."),
            ),
            models.CheckConstraint(
                name="postit_no_duplicate_of_itself",
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("id")),
                violation_error_message=_("Un mot ne répète pas lui-même."),
            ),
            models.CheckConstraint(
                name="postit_one_way_to_answer",
                condition=Q(author=None) | Q(email=""),
                violation_error_message=_("La réponse part au compte, ou à l’adresse, pas aux deux."),
            ),
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def is_waiting(self):
        return self.state == State.WAITING

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def is_closed(self):
        return self.state in CLOSED

    @property
    def is_published(self):
        return self.state == State.PUBLISHED

    @property
    def may_be_withdrawn(self):
        return self.state != State.WITHDRAWN

    @property
    def looks_personal(self):
        return looks_personal(self.text)

    @property
    def shown(self):
        """The words as everybody reads them."""
        return masked(self.text) if self.is_masked else self.text

    @property
    def dir(self):
        return direction(self.language)

    @property
    def answer_dir(self):
        return direction(self.answer_language)

    @property
    def reaches_somebody(self):
        """Whether what the town hall decides will be told to anybody."""
        return bool(self.author_id or self.email)


class MeToo(models.Model):
    """Somebody with an account says « moi aussi » to a note, once."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="me_toos")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("moi aussi")
        verbose_name_plural = _("moi aussi")
        constraints = [
            models.UniqueConstraint(
                fields=["note", "person"],
                name="postit_me_too_once",
                violation_error_message=_("Vous l’avez déjà dit."),
            )
        ]

    def __str__(self):
        return f"{self.note_id} {self.person_id}"


class Opening(models.Model):
    """What editors chose for a page and its translations: notes, and a discussion at its foot for a time."""

    translation_key = models.UUIDField(unique=True, help_text="of the page: the same in every language")
    notes = models.CharField(_("mots des lecteurs"), max_length=3, choices=Notes.choices, blank=True)
    discussion_from = models.DateField(_("la discussion ouvre le"), null=True, blank=True)
    discussion_until = models.DateField(_("dernier jour de la discussion"), null=True, blank=True)

    class Meta:
        verbose_name = _("ouverture aux lecteurs")
        verbose_name_plural = _("ouvertures aux lecteurs")
        constraints = [
            models.CheckConstraint(
                name="postit_discussion_in_order",
                condition=Q(discussion_from=None, discussion_until=None)
                | Q(discussion_from__isnull=False, discussion_until=None)
                | Q(discussion_from__isnull=False, discussion_until__gte=F("discussion_from")),
                violation_error_message=_("La discussion ouvre un jour, et finit ce jour-là ou plus tard."),
            )
        ]

    def __str__(self):
        return str(self.translation_key)

    def is_discussing(self, day):
        """Whether readers may write in the discussion on that day."""
        begun = self.discussion_from is not None and self.discussion_from <= day
        return begun and (self.discussion_until is None or day <= self.discussion_until)

    def is_to_come(self, day):
        """Whether the discussion is announced and not open yet."""
        return self.discussion_from is not None and day < self.discussion_from
