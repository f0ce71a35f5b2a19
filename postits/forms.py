"""What readers write, and what agents decide."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from . import queries
from .enums import Kind, Notes, Reason, State
from .models import LONGEST, LONGEST_ANSWER, Opening
from .personal import looks_personal


class NoteForm(forms.Form):
    """``warns`` once the text holds what looks like a number or an address: it is asked then whether to keep it."""

    kind = forms.ChoiceField(label=_("C’est…"), choices=Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Votre mot"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    )
    keep = forms.BooleanField(
        label=_("Je laisse mon mot comme il est : un agent le lira avant tout le monde."), required=False
    )
    language = forms.ChoiceField(label=_("J’écris en"), choices=settings.LANGUAGES)
    email = forms.EmailField(
        label=_("Votre e-mail"),
        required=False,
        max_length=254,
        help_text=_("Seulement pour vous répondre. Nous l’effaçons 30 jours après."),
    )
    # No person fills what no person sees.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args, kinds, has_account, **kwargs):
        super().__init__(*args, **kwargs)
        self.warns = False
        labels = dict(Kind.choices)
        self.fields["kind"].choices = [(kind, labels[kind]) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].initial = kinds[0]
        if has_account:
            del self.fields["email"]

    def clean(self):
        cleaned = super().clean()
        self.warns = looks_personal(cleaned.get("text", ""))
        if self.warns and not cleaned.get("keep"):
            warning = _(
                "On dirait qu’il y a un numéro ou une adresse. Tout le monde pourra lire votre mot :"
                " enlevez-les, ou cochez la phrase sous votre mot."
            )
            self.add_error("text", warning)
        return cleaned

    @property
    def is_from_a_robot(self):
        return bool(self.data.get("website"))


class FilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[*((state, state.label) for state in State if state != State.WITHDRAWN), ("all", _("Tous"))],
    )
    language = forms.ChoiceField(label=_("Langue"), required=False, choices=[("", _("Toutes")), *settings.LANGUAGES])
    kind = forms.ChoiceField(label=_("Sorte"), required=False, choices=[("", _("Toutes")), *Kind.choices])
    on = forms.TypedChoiceField(label=_("Page"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].choices = [("", _("Toutes")), *queries.pages_with_notes(user)]

    def asked(self):
        """The filters of ``queries.tray``; what is not understood filters nothing. Without any: what waits."""
        self.is_valid()
        found = self.cleaned_data
        state = found.get("state") or State.WAITING
        return {
            "state": "" if state == "all" else state,
            "language": found.get("language", ""),
            "kind": found.get("kind", ""),
            "page": found.get("on"),
        }


class AnswerForm(forms.Form):
    """``outcome`` is asked of who decides what is shown, for a note that is not shown yet."""

    answer = forms.CharField(
        label=_("Votre réponse"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    language = forms.ChoiceField(label=_("Langue de la réponse"))
    outcome = forms.ChoiceField(
        label=_("Et le mot ?"),
        choices=[
            (State.PUBLISHED, _("Publier le mot, avec la réponse dessous")),
            (State.ANSWERED, _("Ne pas publier : la réponse est pour cette personne")),
        ],
        widget=forms.RadioSelect,
        initial=State.PUBLISHED,
    )

    def __init__(self, *args, note, decides, **kwargs):
        initial = {"answer": note.answer, "language": note.answer_language or note.language}
        super().__init__(*args, initial=initial, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(code, names[code]) for code in dict.fromkeys([note.language, "fr"])]
        if not decides or note.is_published:
            del self.fields["outcome"]


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Pourquoi"), choices=[("", _("Choisissez")), *Reason.choices])
    words = forms.CharField(
        label=_("Un mot de plus pour la personne"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class NoteChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, note):
        return f"{note.get_state_display()} · {note.text[:80]}"


class DuplicateForm(forms.Form):
    of = NoteChoiceField(label=_("Dit déjà par"), queryset=None, to_field_name="public_id")

    def __init__(self, *args, note, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = queries.same_page(note)


class OpeningForm(forms.ModelForm):
    class Meta:
        model = Opening
        fields = ["notes", "discussion_from", "discussion_until"]
        widgets = {"notes": forms.RadioSelect, "discussion_from": forms.DateInput, "discussion_until": forms.DateInput}
        help_texts = {
            "discussion_from": _("Vide : pas de discussion au bas de la page."),
            "discussion_until": _("Vide : sans fin prévue. Après, on lit encore et on n’écrit plus."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["notes"].choices = Notes.choices
        self.fields["notes"].required = False

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("discussion_from"), cleaned.get("discussion_until")
        if ends and not begins:
            self.add_error("discussion_from", _("Dites quel jour la discussion ouvre."))
        elif ends and ends < begins:
            self.add_error("discussion_until", _("Ce jour est avant l’ouverture."))
        return cleaned


class PublishForm(forms.Form):
    """For a note that looks personal."""

    show = forms.ChoiceField(
        label=_("Ce mot semble contenir un numéro ou une adresse"),
        choices=[("masked", _("Publier en les masquant")), ("seen", _("Publier tel quel : ce n’est à personne"))],
        widget=forms.RadioSelect,
        initial="masked",
    )
