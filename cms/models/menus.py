"""The entries of the header and of the footer, as staff arrange them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from ..enums import SOURCE_LANGUAGE, Known, MenuPlace

MOST_IN_HEADER = 7


class MenuEntry(Orderable):
    """Leads to one of the rooms of the site, to a page, or to an address: to one of the three."""

    place = models.CharField(_("où"), max_length=10, choices=MenuPlace.choices, default=MenuPlace.HEADER)
    known = models.CharField(_("une pièce de la maison"), max_length=20, choices=Known.choices, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("ou une page"),
    )
    url = models.CharField(
        _("ou une adresse"), max_length=500, blank=True, help_text=_("Elle commence par https:// ou par /.")
    )
    labels = models.JSONField(default=dict, blank=True)  # {language: words}; what is missing is said by the target

    class Meta(Orderable.Meta):
        verbose_name = _("entrée de menu")
        verbose_name_plural = _("menus")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(known="") & Q(page=None, url=""))
                | (Q(known="", url="") & Q(page__isnull=False))
                | (Q(known="", page=None) & ~Q(url="")),
                name="menu_entry_leads_to_one_place",
                violation_error_message=_(
                    "Choisissez une pièce de la maison, une page ou une adresse : une seule des trois."
                ),
            )
        ]

    def __str__(self):
        words = self.labels.get(SOURCE_LANGUAGE) or self.get_known_display()
        return str(words or (self.page.title if self.page_id else self.url))

    def clean(self):
        super().clean()
        if self.url and not is_safe(self.url):
            raise ValidationError({"url": _("L’adresse commence par https:// ou par une barre /.")})
        if self.url and not self.labels.get(SOURCE_LANGUAGE):
            raise ValidationError(_("Une adresse a besoin de mots : écrivez-les au moins en français."))
        if self.place == MenuPlace.HEADER and self._is_one_too_many():
            raise ValidationError({"place": _("L’en-tête montre sept entrées au plus. Retirez-en une d’abord.")})

    def _is_one_too_many(self):
        others = type(self).objects.filter(place=MenuPlace.HEADER).exclude(pk=self.pk)
        return others.count() >= MOST_IN_HEADER


def is_safe(url):
    return url.startswith("https://") or (url.startswith("/") and not url.startswith(("//", "/\\")))


LANGUAGES = [code for code, _name in settings.LANGUAGES]
