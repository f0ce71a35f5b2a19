"""A picture with its words, as several kinds of page carry one."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


class Pictured(models.Model):
    picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("image"),
    )
    picture_alternative = models.CharField(
        _("ce que l’image montre"),
        max_length=250,
        blank=True,
        help_text=_("Une phrase, pour qui ne voit pas l’image."),
    )

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.picture_id and not self.picture_alternative.strip():
            raise ValidationError({"picture_alternative": _("Dites en une phrase ce que l’image montre.")})


PICTURE_PANEL = MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alternative")], heading=_("Image"))
