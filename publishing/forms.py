"""What people type in the sharing tab."""

from urllib.parse import urlsplit

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from accounts.enums import Role
from accounts.forms import GrantForm

from . import queries
from .enums import ADD, AUDIENCES, DELETE, EDIT, PUBLISH, SHARE, VIEW, WORDS, Audience, Visibility
from .models import Scheme, Stop

GIVEN = (VIEW, ADD, EDIT, PUBLISH, DELETE, SHARE)


ROLES_TO_TRY = [row for row in AUDIENCES if row[0] not in (Audience.AUTHOR, Audience.AGENTS)]


def many(label):
    """Circles of people to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=AUDIENCES, required=False, widget=forms.CheckboxSelectMultiple
    )


def kinds():
    """The kinds of pages people write."""
    found = ContentType.objects.get_for_models(*[m for m in get_page_models() if m.__module__.startswith("cms.")])
    return ContentType.objects.filter(pk__in=[kind.pk for kind in found.values()]).order_by("model")


class PageField(forms.CharField):
    """A page by its address (/fr/services/) or its number in the editing room."""

    def __init__(self, **kwargs):
        help_text = _("Son adresse, comme /fr/services/, ou son numéro dans la rédaction.")
        super().__init__(max_length=300, help_text=help_text, **kwargs)

    def clean(self, value):
        text = super().clean(value).strip()
        page = Page.objects.filter(pk=int(text), depth__gt=1).first() if _is_number(text) else _page_at(text)
        if page is None:
            raise forms.ValidationError(_("Aucune page à cette adresse. Copiez-la depuis la barre du navigateur."))
        return page


def _is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 10


def _page_at(text):
    """The published page at an address, the site's name before it or not."""
    try:
        return queries.page_named(urlsplit(text).path)
    except ValueError:
        return None


class ShareForm(GrantForm):
    """Rights on a page, for a person, a service or a role, until a date."""

    role = forms.ChoiceField(
        label=_("ou tous ceux qui ont ce rôle"), choices=[("", "—"), *Role.choices], required=False
    )
    rights = forms.MultipleChoiceField(
        label=_("Ce qui devient possible"), widget=forms.CheckboxSelectMultiple, initial=[EDIT]
    )
    field_order = ["person", "service", "role", "rights", "until", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, actions=[], **kwargs)
        del self.fields["permission"]
        self.fields["rights"].choices = [(action, WORDS[action]) for action in GIVEN]
        self.fields["until"].help_text = _(
            "Vide : jusqu’à ce que vous le retiriez. Pour un partenaire, il faut une date."
        )

    def clean(self):
        cleaned = forms.Form.clean(self)
        holders = [cleaned.get(name) for name in ("person", "service", "role")]
        if not self.errors and sum(map(bool, holders)) != 1:
            self.add_error("person", _("Un droit se donne à une personne, à un service ou à un rôle : un seul."))
        return cleaned


class StopForm(forms.ModelForm):
    """Why rights stop at a page."""

    class Meta:
        model = Stop
        fields = ["reason"]


class StateForm(forms.Form):
    """A state of a scheme: a row left without a name is no state."""

    code = forms.SlugField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Nom de l’état"), max_length=60, required=False)
    visibility = forms.ChoiceField(
        label=_("Qui lit la page"), choices=Visibility.choices, initial=Visibility.WORKERS, required=False
    )
    viewers = many(_("La lisent aussi"))
    editors = many(_("La modifient"))
    publishers = many(_("Publient ses changements, quand elle est en ligne"))
    shared = forms.BooleanField(label=_("Les droits partagés valent aussi dans cet état"), required=False, initial=True)
    gone = forms.BooleanField(label=_("Retirer cet état"), required=False)
    home = forms.ChoiceField(label=_("Si vous le retirez, ses pages vont à"), required=False)

    def __init__(self, *args, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home"].choices = [("", "—"), *states]


class TransitionForm(forms.Form):
    """A transition between states: a row left without a name is none."""

    code = forms.SlugField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Nom de l’étape"), max_length=60, required=False)
    sources = forms.MultipleChoiceField(label=_("Depuis"), required=False, widget=forms.CheckboxSelectMultiple)
    target = forms.ChoiceField(label=_("Vers"), required=False)
    who = many(_("Peuvent la faire"))
    tells = many(_("Un message à"))
    second = forms.BooleanField(label=_("Par une autre personne que celle qui a écrit"), required=False)
    comment = forms.BooleanField(label=_("Un mot est obligatoire"), required=False)
    gone = forms.BooleanField(label=_("Retirer cette étape"), required=False)

    def __init__(self, *args, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = states
        self.fields["target"].choices = [("", "—"), *states]


class NameForm(forms.Form):
    name = forms.CharField(label=_("Nom du circuit"), max_length=80)
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)


class PlaceForm(forms.Form):
    """Where a scheme would hold, and for which pages."""

    scheme = forms.ModelChoiceField(label=_("Circuit"), queryset=Scheme.objects.all())
    page = PageField(label=_("À partir de cette page"))
    kind = forms.ModelChoiceField(
        label=_("Pour ces pages"), queryset=ContentType.objects.none(), required=False, empty_label=_("Toutes")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds()
        self.fields["kind"].label_from_instance = lambda kind: kind.model_class()._meta.verbose_name.capitalize()


class SimulatorForm(PlaceForm):
    """Who, where, and under which scheme."""

    person = forms.CharField(label=_("Personne (numéro de carte ou e-mail)"), max_length=254, required=False)
    role = forms.ChoiceField(label=_("ou un rôle"), choices=[("", "—"), *ROLES_TO_TRY], required=False)
    field_order = ["person", "role", "page", "kind", "scheme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scheme"].required = False
        self.fields["scheme"].empty_label = _("Celui qui vaut ici")

    clean_person = GrantForm.clean_person

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("person")) == bool(cleaned.get("role")):
            self.add_error("person", _("Choisissez une personne, ou un rôle."))
        return cleaned


class MoveForm(forms.Form):
    """A word for those who follow."""

    comment = forms.CharField(label=_("Un mot"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    seen = forms.SlugField(widget=forms.HiddenInput)
