"""What administrators write of a rule: no code, choices and words."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from accounts.models import User
from journal.models import Entry
from ui.dates import local_datetime

from . import events
from .enums import ASKING, CALLS_ITSELF, MOST_STEPS, ON_PAGES, Act, State, Weekday
from .models import Rule, Step

ANY = _("Peu importe")
ABOUT_PAGES = ["place", "page_type", "language"]


class RuleForm(forms.ModelForm):
    """When, and on which conditions."""

    page_type = forms.ChoiceField(label=_("Sorte de page"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Jours"),
        coerce=int,
        choices=Weekday.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien de coché : tous les jours."),
    )

    class Meta:
        model = Rule
        fields = [
            "name",
            "event",
            "place",
            "page_type",
            "language",
            "title_contains",
            "family",
            "service",
            "procedure",
            "author_role",
            "author_service",
            "weekdays",
            "hour_from",
            "hour_to",
            "order",
            "stop_after",
            "is_active",
        ]
        widgets = {
            "place": AdminPageChooser,
            "hour_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "hour_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page_type"].choices = [("", ANY), *events.page_types()]
        for name in ["language", "family", "author_role"]:
            self.fields[name].choices = [("", ANY), *[choice for choice in self.fields[name].choices if choice[0]]]
        for name in ["service", "procedure", "author_service"]:
            self.fields[name].empty_label = ANY

    def clean(self):
        given = super().clean()
        rule = Rule(event=given.get("event") or "")
        if rule.event and not rule.is_about_pages:
            for name in ABOUT_PAGES:
                if given.get(name):
                    self.add_error(name, _("Ce qui arrive n’est pas une affaire de page."))
        if given.get("procedure") and not rule.is_about_cases:
            self.add_error("procedure", _("Seuls les dossiers ont une démarche."))
        if given.get("author_service") and rule.is_about_bookings:
            self.add_error("author_service", _("Une place est réservée par un usager."))
        return given


class StepForm(forms.ModelForm):
    """One thing to do; which fields it needs depends on what it is."""

    class Meta:
        model = Step
        fields = ["act", "service", "person", "email", "subject", "text", "days", "tag", "target"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "target": AdminPageChooser}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        agents = User.objects.filter(memberships__isnull=False, is_active=True)
        self.fields["person"].queryset = agents.distinct().order_by("last_name", "first_name")
        self.fields["service"].empty_label = self.fields["person"].empty_label = "—"

    def clean(self):
        given = super().clean()
        for name, words in self.lacks(given):
            self.add_error(name, words)
        return given

    def lacks(self, given):
        """``[(field, words)]`` of what the chosen act needs and is not there."""
        act = given.get("act")
        asked = {
            "person": act == Act.WRITE_PERSON,
            "email": act == Act.WRITE_ADDRESS,
            "tag": act == Act.TAG,
            "target": act == Act.MOVE,
            "subject": act in ASKING,
        }
        return [(name, NEEDED[name]) for name, is_asked in asked.items() if is_asked and not given.get(name)]


NEEDED = {
    "person": _("Choisissez l’agent à qui écrire."),
    "email": _("Donnez l’adresse e-mail."),
    "tag": _("Donnez le mot de l’étiquette."),
    "target": _("Choisissez la page sous laquelle la mettre."),
    "subject": _("Dites en peu de mots ce qu’il y a à faire ou à savoir."),
}


class BaseSteps(forms.BaseInlineFormSet):
    """At least one step, none that would set off the same rule again."""

    event = ""

    def clean(self):
        super().clean()
        acts = [form.cleaned_data["act"] for form in self.kept() if form.cleaned_data.get("act")]
        if not acts and not any(form.errors for form in self.forms):
            raise forms.ValidationError(_("Dites au moins une chose à faire."))
        for words in self.contradictions(acts):
            raise forms.ValidationError(words)

    def contradictions(self, acts):
        rule = Rule(event=self.event)
        if set(acts) & CALLS_ITSELF.get(self.event, set()):
            yield _("Cette règle se relancerait elle-même sans fin : elle attend ce qu’elle fait.")
        if set(acts) & ON_PAGES and not rule.is_about_pages:
            yield _("Ce qui arrive n’a pas de page : on ne peut ni la déplacer, ni la publier, ni l’étiqueter.")
        if {Act.PUBLISH, Act.UNPUBLISH} <= set(acts):
            yield _("La règle publierait la page et la retirerait : choisissez.")

    def kept(self):
        """The forms that are filled in and not to be taken out."""
        return [
            form for form in self.forms if form.has_changed() or form.instance.pk if not self._should_delete_form(form)
        ]

    def steps(self):
        return [form.save(commit=False) for form in self.kept()]


Steps = forms.inlineformset_factory(
    Rule, Step, form=StepForm, formset=BaseSteps, extra=MOST_STEPS, max_num=MOST_STEPS, validate_max=True
)


class TryForm(forms.Form):
    """On what to try a rule: something that has happened, or a page."""

    entry = forms.ModelChoiceField(label=_("Ce qui est déjà arrivé"), queryset=None, required=False, empty_label="—")
    page = forms.ModelChoiceField(
        label=_("Ou une page, comme elle est maintenant"),
        queryset=Page.objects.filter(depth__gt=1),
        widget=AdminPageChooser,
        required=False,
    )

    def __init__(self, *args, rule, past, **kwargs):
        super().__init__(*args, **kwargs)
        past = list(past)
        names = events.names_of([(entry.target_type, entry.target_id) for entry in past])
        field = self.fields["entry"]
        field.queryset = Entry.objects.filter(pk__in=[entry.pk for entry in past]).order_by("-id")
        field.label_from_instance = lambda entry: label_of(entry, names)
        if not rule.is_about_pages:
            del self.fields["page"]

    def clean(self):
        given = super().clean()
        if not given.get("entry") and not given.get("page"):
            raise forms.ValidationError(_("Choisissez sur quoi essayer la règle."))
        return given


def label_of(entry, names):
    return f"{local_datetime(entry.at, 'medium')} · {names[entry.target_type, entry.target_id]}"


class RunsForm(forms.Form):
    """Which runs to show."""

    rule = forms.ModelChoiceField(label=_("Règle"), queryset=Rule.objects.order_by("name"), required=False)
    state = forms.ChoiceField(label=_("État"), choices=[("", _("Tous")), *State.choices], required=False)
