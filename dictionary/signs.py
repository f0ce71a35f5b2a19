"""The signs of the building: a door is a service or a family of services."""

from dataclasses import dataclass

from django import forms
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.enums import Family
from accounts.models import Service
from ui import pictograms
from ui.languages import RIGHT_TO_LEFT
from ui.words import said

from .enums import SOURCE_LANGUAGE
from .queries import LANGUAGES

ARROWS = [
    ("", _("Aucune : c’est ici")),
    ("arrow-left", _("À gauche")),
    ("arrow-right", _("À droite")),
    ("arrow-up", _("Tout droit ou à l’étage")),
]
FORMATS = [("A4", _("A4")), ("A3", _("A3"))]
# The inks of the families: a picture on paper does not take the colour of the words around it (ui/print.css).
INKS = {
    Family.CITIZENSHIP: "#3b479f",
    Family.SOCIAL: "#9b2456",
    Family.HOUSING: "#8a4208",
    Family.NEIGHBOURHOOD: "#2c6427",
}
_finders = []


@dataclass(frozen=True)
class Sign:
    """``names``: ``[(language, direction, name)]``, French first."""

    names: list
    family: str
    place: str = ""

    @property
    def picture(self):
        return self.inked(self.family)

    def inked(self, name):
        """A pictogram in the colour of the family."""
        drawn = pictograms.render(name, css="paper-sign__picture")
        return mark_safe(drawn.replace("currentColor", INKS[self.family]))  # noqa: S308 (ours, a colour changed)


def register(find):
    """``find(code)`` gives ``(place, {language: name})`` of a service as its page says it; called from ``ready``."""
    if find not in _finders:
        _finders.append(find)


class SignForm(forms.Form):
    door = forms.ChoiceField(label=_("Quelle porte ?"))
    arrow = forms.ChoiceField(label=_("Flèche"), choices=ARROWS, required=False)
    size = forms.ChoiceField(label=_("Format"), choices=FORMATS, initial="A4")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        families = [(f"family:{code}", label) for code, label in Family.choices]
        services = [(f"service:{each.code}", str(each)) for each in Service.objects.order_by("name")]
        self.fields["door"].choices = [(_("Familles"), families), (_("Services"), services)]


def sign_of(door):
    """The sign of ``family:<code>`` or ``service:<code>``."""
    kind, _colon, code = door.partition(":")
    if kind == "family":
        return Sign(names_by(lambda: str(Family(code).label), {}), code)
    service = Service.objects.get(code=code)
    place, names = known_by_pages(code)
    return Sign(names_by(lambda: said(service.name), names), service.family, place or service.place)


def known_by_pages(code):
    found = [find(code) for find in _finders]
    return next((each for each in found if each), ("", {}))


def names_by(name, written):
    """The name in each language; those alike the French one are not said twice."""
    names = {}
    for language in [SOURCE_LANGUAGE, *[code for code in LANGUAGES if code != SOURCE_LANGUAGE]]:
        with translation.override(language):
            names[language] = written.get(language) or name()
    french = names[SOURCE_LANGUAGE]
    return [
        (language, "rtl" if language in RIGHT_TO_LEFT else "ltr", text)
        for language, text in names.items()
        if language == SOURCE_LANGUAGE or text != french
    ]
