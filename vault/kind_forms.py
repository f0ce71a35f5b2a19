"""What staff say of a kind of paper."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ui.pictograms import render

from .models import DocumentType

RIGHT_TO_LEFT = {"ar"}
# Only what a paper can be pictured by, each with the word that says it to those who do not see it.
PICTOGRAMS = {
    "identity-card": _("Carte"),
    "passport": _("Passeport"),
    "birth-record": _("Acte de naissance"),
    "record": _("Acte"),
    "family-book": _("Livret"),
    "notarial-certificate": _("Notaire"),
    "proof-of-address": _("Maison"),
    "lease": _("Clés d’un logement"),
    "energy-bill": _("Énergie"),
    "rent-receipt": _("Reçu"),
    "tax-notice": _("Impôts"),
    "payslip": _("Billets"),
    "bank-details": _("Carte bancaire"),
    "benefits-certificate": _("Aide"),
    "health-certificate": _("Santé"),
    "school-certificate": _("École"),
    "employment-contract": _("Travail"),
    "disability-card": _("Handicap"),
    "rings": _("Mariage"),
    "two-hands": _("Deux mains"),
    "interpreter-certificate": _("Langues"),
    "family": _("Famille"),
    "mail": _("Lettre"),
    "stamp": _("Tampon"),
    "file-check": _("Document vérifié"),
    "file-text": _("Document"),
}


def pictured(kind):
    """The choices of pictogram for a kind: the one it has stays among them."""
    names = dict(PICTOGRAMS)
    if kind is not None and kind.pictogram not in names:
        names = {kind.pictogram: _("Comme maintenant"), **names}
    return [(name, _Pictured(name, word)) for name, word in names.items()]


class _Pictured:
    """A word with its pictogram, in the language of the moment."""

    def __init__(self, name, word):
        self.name, self.word = name, word

    def __str__(self):
        return render(self.name) + " " + str(self.word)

    __html__ = __str__


class KindForm(forms.Form):
    """Names and advice in every language, the validity, the picture and the place in the list."""

    validity_days = forms.IntegerField(
        label=_("Combien de jours vaut-il après sa date ?"),
        required=False,
        min_value=1,
        max_value=3660,
        help_text=_("90 pour trois mois. Laissez vide s’il ne vieillit pas."),
    )
    has_expiry = forms.BooleanField(label=_("Une date de fin est écrite sur le papier"), required=False)
    pictogram = forms.ChoiceField(label=_("Pictogramme"), widget=forms.RadioSelect)
    position = forms.IntegerField(
        label=_("Place dans la liste"), min_value=0, max_value=999, help_text=_("Le plus petit nombre est en haut.")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kind=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["pictogram"].choices = pictured(kind)
        for code, name in settings.LANGUAGES:
            attrs = {"lang": code, "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr"}
            label = _("Nom en français") if code == "fr" else name
            self.fields[f"name_{code}"] = forms.CharField(
                label=label, max_length=120, required=code == "fr", widget=forms.TextInput(attrs=attrs)
            )
            self.fields[f"advice_{code}"] = forms.CharField(
                label=name, max_length=300, required=False, widget=forms.Textarea(attrs={**attrs, "rows": 3})
            )
        self.initial = {**_initial(kind), **self.initial}

    @property
    def name_fields(self):
        return [self[f"name_{code}"] for code, _name in settings.LANGUAGES]

    @property
    def advice_fields(self):
        return [self[f"advice_{code}"] for code, _name in settings.LANGUAGES]

    @property
    def said(self):
        """The arguments of ``kinds.add`` and ``kinds.change``."""
        data = self.cleaned_data
        plain = {field: data[field] for field in ("validity_days", "has_expiry", "pictogram", "position")}
        return {**plain, "names": self._texts("name"), "advices": self._texts("advice")}

    def _texts(self, part):
        texts = {code: self.cleaned_data[f"{part}_{code}"].strip() for code, _name in settings.LANGUAGES}
        return {code: text for code, text in texts.items() if text}


def _initial(kind):
    if kind is None:
        return {"position": DocumentType.objects.count(), "pictogram": "file-text"}
    plain = {field: getattr(kind, field) for field in ("validity_days", "has_expiry", "pictogram", "position")}
    names = {f"name_{code}": text for code, text in kind.names.items()}
    advices = {f"advice_{code}": text for code, text in kind.advices.items()}
    return {**plain, **names, **advices, "seen": stamp_of(kind)}


def stamp_of(kind):
    """What tells whether somebody changed the kind since."""
    return kind.edited_at.isoformat() if kind.edited_at else ""
