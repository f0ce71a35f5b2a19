"""The site's own rules for its words, and what was found at the last reading of each page."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .enums import Check, Level


class Jargon(models.Model):
    """A word nobody says at home, and a kinder way to say it."""

    language = models.CharField(_("langue"), max_length=10, choices=settings.LANGUAGES, default="fr")
    term = models.CharField(_("mot ou expression"), max_length=80)
    kinder = models.CharField(_("dites plutôt"), max_length=200)

    class Meta:
        verbose_name = _("mot compliqué")
        verbose_name_plural = _("mots compliqués")
        ordering = ["language", "term"]
        constraints = [
            models.UniqueConstraint(
                "language",
                models.functions.Lower("term"),
                name="jargon_once",
                violation_error_message=_("Ce mot est déjà dans la liste."),
            )
        ]

    def __str__(self):
        return self.term

    def clean(self):
        self.term = " ".join(unicodedata.normalize("NFC", self.term).split())
        if not re.search(r"\w\w", self.term):
            raise ValidationError({"term": _("Écrivez un mot.")})

    @property
    def pattern(self):
        """The term where it stands as a word, however its accents are cased; an ``s`` or ``x`` more is the plural."""
        words = r"\s+".join(re.escape(word) for word in self.term.split())
        apart = ("", "") if self.language in ("zh-hans", "ar") else (r"(?<!\w)", r"[sx]?(?!\w)")
        return re.compile(f"{apart[0]}{words}{apart[1]}", re.IGNORECASE)


class ToneExample(models.Model):
    """The same thing said twice: as offices write it, and as this house does."""

    language = models.CharField(_("langue"), max_length=10, choices=settings.LANGUAGES, default="fr")
    before = models.CharField(_("au lieu de"), max_length=300)
    after = models.CharField(_("nous écrivons"), max_length=300)
    why = models.CharField(_("parce que"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("exemple de ton")
        verbose_name_plural = _("exemples de ton")
        ordering = ["language", "pk"]

    def __str__(self):
        return self.after


class Gate(models.Model):
    """How much one check weighs. A check without a row advises."""

    check_code = models.CharField(_("nous regardons"), max_length=20, choices=Check.choices, unique=True)
    level = models.CharField(_("si ce n’est pas le cas"), max_length=10, choices=Level.choices, default=Level.ADVISE)

    class Meta:
        verbose_name = _("réglage des conseils")
        verbose_name_plural = _("réglages des conseils")
        ordering = ["pk"]

    def __str__(self):
        return self.get_check_code_display()


class Measure(models.Model):
    """One row: how long a sentence may be."""

    longest_sentence = models.PositiveSmallIntegerField(
        _("mots dans une phrase, au plus"), default=25, validators=[MinValueValidator(10), MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = _("mesure")
        verbose_name_plural = _("mesures")

    def __str__(self):
        return str(self.longest_sentence)


class Finding(models.Model):
    """What was found in the published text of a page at its last reading; ``advice`` as ``checks.Advice.as_json``."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+", primary_key=True)
    language = models.CharField(max_length=10)
    count = models.PositiveIntegerField(default=0)
    advice = models.JSONField(default=list)
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("conseils sur une page")
        verbose_name_plural = _("conseils sur les pages")
        ordering = ["-count", "page_id"]
        indexes = [models.Index(fields=["-count", "page"], name="finding_by_count")]

    def __str__(self):
        return f"{self.page_id}: {self.count}"
