"""How often pages were read. Nothing here can lead to a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import Device


class Visits(models.Model):
    """How many times a page was read on a day, in a language, on a kind of machine."""

    day = models.DateField(_("jour"))
    page_key = models.UUIDField()  # Page.translation_key: the page in all its languages
    language = models.CharField(_("langue"), max_length=10)
    device = models.CharField(_("appareil"), max_length=10, choices=Device.choices)
    number = models.PositiveIntegerField(_("visites"))

    class Meta:
        verbose_name = _("visites")
        verbose_name_plural = _("visites")
        constraints = [
            models.UniqueConstraint(fields=["day", "page_key", "language", "device"], name="visits_counted_once")
        ]

    def __str__(self):
        return f"{self.day} {self.page_key} {self.language} {self.device}: {self.number}"
