"""The index of what anybody may find, the words that mean the same, and what was asked for."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import text
from .enums import Kind

LONGEST_SYNONYM = 60


class Entry(models.Model):
    """One public thing in one language. What is not public has no entry."""

    source = models.SlugField(help_text="the code of the source: page, procedure, place")
    key = models.CharField(max_length=64, help_text="the same for all the languages of a thing")
    language = models.CharField(max_length=10)
    readers = ArrayField(
        models.CharField(max_length=21), help_text="languages of the visitors it is shown to, each with its own: fr:fr"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    pictogram = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    address = models.CharField(max_length=500, help_text="path, in the language of the entry")
    folded_title = models.CharField(max_length=600)
    title_vector = SearchVectorField()
    vector = SearchVectorField()
    digest = models.CharField(max_length=64, help_text="of all that it was made from")

    class Meta:
        verbose_name = _("entrée de l’index")
        verbose_name_plural = _("entrées de l’index")
        constraints = [models.UniqueConstraint(fields=["source", "key", "language"], name="search_entry_unique")]
        indexes = [
            GinIndex("readers", "vector", name="search_entry_words"),
            GinIndex("readers", "title_vector", name="search_entry_title"),
            GinIndex(OpClass("folded_title", name="gin_trgm_ops"), name="search_entry_letters"),
        ]

    def __str__(self):
        return self.title


class Word(models.Model):
    """A word of the index as it is written, to propose instead of one that is mistyped."""

    language = models.CharField(max_length=10)
    word = models.CharField(max_length=text.LONGEST_WORD, help_text="folded")
    shown = models.CharField(max_length=text.LONGEST_WORD * 2)

    class Meta:
        verbose_name = _("mot de l’index")
        verbose_name_plural = _("mots de l’index")
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="search_word_unique")]
        indexes = [GistIndex(OpClass("word", name="gist_trgm_ops"), name="search_word_letters")]

    def __str__(self):
        return self.shown


class Synonym(models.Model):
    """Words that visitors use for the same thing: asking for one finds the others."""

    language = models.CharField(_("langue"), max_length=10, choices=settings.LANGUAGES, default="fr")
    words = models.TextField(
        _("mots équivalents"),
        max_length=600,
        help_text=_("Séparés par des virgules : « carte d’identité, CNI, pièce d’identité »."),
    )

    class Meta:
        verbose_name = _("mots équivalents")
        verbose_name_plural = _("mots équivalents")
        ordering = ["language", "words"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "words"],
                name="search_synonym_unique",
                violation_error_message=_("Ces mots sont déjà déclarés équivalents."),
            )
        ]

    def __str__(self):
        return self.words

    @property
    def phrases(self):
        """Each equivalent as a tuple of folded words."""
        found = (tuple(text.words(each, self.language)) for each in text.SEPARATORS.split(self.words))
        return list(dict.fromkeys(phrase for phrase in found if phrase))

    def clean(self):
        if len(self.phrases) < 2:
            raise ValidationError({"words": _("Donnez au moins deux mots différents, séparés par une virgule.")})
        if any(len(each.strip()) > LONGEST_SYNONYM for each in text.SEPARATORS.split(self.words)):
            raise ValidationError({"words": _("Soixante caractères au plus par mot ou expression.")})


class Question(models.Model):
    """Words somebody asked for, how often and when: never who."""

    language = models.CharField(_("langue"), max_length=10, choices=settings.LANGUAGES)
    words = models.CharField(_("mots"), max_length=80)
    times = models.PositiveIntegerField(_("combien de fois"), default=1)
    is_empty = models.BooleanField(_("rien trouvé"), help_text=_("La dernière fois, rien ne répondait."))
    first_on = models.DateField(_("première fois"), default=timezone.localdate)
    last_on = models.DateField(_("dernière fois"), default=timezone.localdate)

    class Meta:
        verbose_name = _("recherche faite")
        verbose_name_plural = _("recherches faites")
        constraints = [models.UniqueConstraint(fields=["language", "words"], name="search_question_unique")]
        indexes = [
            models.Index(fields=["first_on"]),
            models.Index(fields=["last_on"]),
            models.Index(fields=["-times", "words"], name="search_question_often"),
            models.Index(fields=["-times", "words"], name="search_question_empty", condition=Q(is_empty=True)),
        ]

    def __str__(self):
        return self.words
