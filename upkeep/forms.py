"""What editors and administrators type."""

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import Service, User
from cms.enums import RIGHT_TO_LEFT, SOURCE_LANGUAGE

from . import listings
from .models import Listing, Review

FIELDS = [
    "slug",
    "kinds",
    "below",
    "words",
    "family",
    "language",
    "within_days",
    "published_from",
    "published_until",
    "sort",
    "limit",
    "is_live",
]


class PageChoice(forms.ModelChoiceField):
    def label_from_instance(self, page):
        return f"{'— ' * max(page.depth - 2, 0)}{page.title}"


class ListingForm(forms.ModelForm):
    """The criteria, and title and introduction in each language (``title_fr``, ``introduction_fr``…)."""

    kinds = forms.MultipleChoiceField(
        label=_("Genres de pages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucune case cochée : tous les genres."),
    )

    class Meta:
        model = Listing
        fields = FIELDS
        field_classes = {"below": PageChoice}
        widgets = {"published_from": forms.DateInput, "published_until": forms.DateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = listings.kind_choices()
        parents = Page.objects.filter(locale__language_code=SOURCE_LANGUAGE, depth__gt=1, numchild__gt=0)
        self.fields["below"].queryset = parents.order_by("path")
        for code, _name in settings.LANGUAGES:
            marks = {"lang": code, "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr"}
            said = self.instance.texts.get(code, {})
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Titre"),
                max_length=120,
                required=code == SOURCE_LANGUAGE,
                initial=said.get("title", ""),
                widget=forms.TextInput(attrs=marks),
            )
            self.fields[f"introduction_{code}"] = forms.CharField(
                label=_("Introduction"),
                max_length=600,
                required=False,
                initial=said.get("introduction", ""),
                widget=forms.Textarea(attrs={**marks, "rows": 2}),
            )

    def rows(self):
        """``[(language, title field, introduction field)]``."""
        return [(name, self[f"title_{code}"], self[f"introduction_{code}"]) for code, name in settings.LANGUAGES]

    def clean(self):
        cleaned = super().clean()
        for code, name in settings.LANGUAGES:
            if cleaned.get(f"introduction_{code}") and not cleaned.get(f"title_{code}") and code != SOURCE_LANGUAGE:
                text = _now("Donnez aussi le titre (%(language)s).") % {"language": _now(name)}
                self.add_error(f"title_{code}", text)
        self.instance.texts = {
            code: {"title": title, "introduction": cleaned.get(f"introduction_{code}", "")}
            for code, _name in settings.LANGUAGES
            if (title := cleaned.get(f"title_{code}"))
        }
        return cleaned


class IgnoreForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ce lien peut rester ainsi"), max_length=200, help_text=_("Vos collègues liront cette raison.")
    )


def agents():
    return User.objects.filter(is_active=True, memberships__isnull=False).distinct().order_by("last_name", "username")


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ["person", "service", "months", "is_shown"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = agents()
        self.fields["service"].queryset = Service.objects.order_by("name")


class DefaultForm(forms.Form):
    """``months`` empty: pages of this kind are not read again by rule."""

    kind = forms.ChoiceField(label=_("Genre de pages"))
    months = forms.IntegerField(
        label=_("À vérifier tous les… mois"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Vide : ces pages ne sont pas vérifiées d’office."),
    )
    service = forms.ModelChoiceField(label=_("Par le service"), queryset=Service.objects.none(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = listings.kind_choices()
        self.fields["service"].queryset = Service.objects.order_by("name")

    def clean_kind(self):
        return ContentType.objects.get_by_natural_key(*self.cleaned_data["kind"].split("."))
