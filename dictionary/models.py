"""Notions of town-hall life, each with a picture, and its word and voice in every language."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from ui import pictograms
from ui.languages import RIGHT_TO_LEFT

from .enums import Theme


def place_of_sound(recording, name):
    """Nothing of the editor's file name is kept."""
    return f"recordings/{uuid.uuid4().hex}"


class Recording(models.Model):
    """A voice that reads a word or a part of a page. Heard by the public once it is published."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("langue"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("titre"), max_length=120)
    transcript = models.TextField(_("ce qui est dit"), help_text=_("Mot pour mot, pour qui n’entend pas."))
    speaker = models.CharField(_("qui parle"), max_length=120, blank=True)
    shows_speaker = models.BooleanField(_("montrer le nom de la personne qui parle"), default=False)
    has_consent = models.BooleanField(_("la personne accepte que sa voix soit publiée"), default=False)
    is_published = models.BooleanField(_("en ligne"), default=False)
    file = models.FileField(_("son"), upload_to=place_of_sound)
    content_type = models.CharField(max_length=40, editable=False)
    size = models.PositiveIntegerField(editable=False)
    duration = models.PositiveIntegerField(_("durée"), null=True, editable=False, help_text=_("En secondes."))

    class Meta:
        verbose_name = _("enregistrement")
        verbose_name_plural = _("enregistrements")
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["title", "id"], name="recording_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(has_consent=True),
                name="recording_published_with_consent",
                violation_error_message=_(
                    "Pour mettre cette voix en ligne, il faut l’accord de la personne qui parle."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.get_language_display()})"

    @property
    def length(self):
        """The duration as minutes and seconds; "" when the file does not tell it."""
        return f"{self.duration // 60}:{self.duration % 60:02d}" if self.duration else ""

    @property
    def dir(self):
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


def pictured(pictogram, drawing, css=""):
    """The editor's drawing where there is one, else the pictogram of that name."""
    if drawing:
        return pictograms.framed(mark_safe(drawing), css=css)  # noqa: S308 (made by dictionary.drawings)
    return pictograms.render(pictogram, css=css)


class Notion(models.Model):
    """A thing or an act that has one picture and a word in each language."""

    key = models.SlugField(
        _("clé"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9-]+\Z", _("Des lettres sans majuscule ni accent, des chiffres, des tirets."))
        ],
        help_text=_("En anglais, sans espace : elle fait l’adresse de la page."),
        error_messages={"unique": _("Une autre notion a déjà cette clé.")},
    )
    theme = models.CharField(_("thème"), max_length=20, choices=Theme.choices)
    pictogram = models.CharField(_("pictogramme"), max_length=60, blank=True)
    drawing = models.TextField(_("dessin"), blank=True, editable=False)
    is_shown = models.BooleanField(_("dans le dictionnaire public"), default=True)

    class Meta:
        verbose_name = _("notion")
        verbose_name_plural = _("notions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(pictogram="") | ~Q(drawing=""),
                name="notion_has_a_picture",
                violation_error_message=_("Donnez un pictogramme ou un dessin."),
            ),
        ]

    def __str__(self):
        return next((each.word for each in self.words.all() if each.language == "fr"), self.key)

    @property
    def picture(self):
        return pictured(self.pictogram, self.drawing)


class NotionWord(models.Model):
    notion = models.ForeignKey(Notion, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(_("langue"), max_length=10, choices=settings.LANGUAGES)
    word = models.CharField(_("mot"), max_length=120)
    definition = models.TextField(_("définition"), blank=True, max_length=600)
    sound = models.ForeignKey(
        Recording, verbose_name=_("voix"), null=True, blank=True, on_delete=models.SET_NULL, related_name="words"
    )

    class Meta:
        verbose_name = _("mot d’une notion")
        verbose_name_plural = _("mots des notions")
        constraints = [
            models.UniqueConstraint(
                fields=["notion", "language"],
                name="one_word_a_language",
                violation_error_message=_("Cette notion a déjà un mot dans cette langue."),
            ),
        ]

    def __str__(self):
        return self.word
