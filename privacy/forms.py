"""What people write about their data, and what agents answer."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import NameField

from .enums import OF_SOMEBODY, OF_THE_PERSON, CorrectionReason, ErasureReason, Part, RequestKind
from .models import Request


class RequestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Que voulez-vous faire ?"),
        choices=[
            (RequestKind.CORRECTION, _("Faire corriger quelque chose")),
            (RequestKind.QUESTION, _("Poser une question")),
        ],
        widget=forms.RadioSelect,
        initial=RequestKind.CORRECTION,
    )
    part = forms.ChoiceField(label=_("De quoi s’agit-il ?"), choices=[("", _("Choisissez")), *Part.choices])
    text = forms.CharField(
        label=_("Votre demande"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Dites ce qui est faux, et ce qui est juste."),
    )


class EraseForm(forms.Form):
    """One plain sentence to tick: no word to copy, which not everybody can write."""

    understood = forms.BooleanField(
        label=_("J’ai compris : dans 7 jours, tout ceci sera effacé et personne ne pourra le retrouver."),
        error_messages={"required": _("Cochez la phrase si vous voulez vraiment tout effacer.")},
    )


class AnswerForm(forms.Form):
    """``value`` is asked where the correction is about the person: ``part``, which the agent may have mended."""

    part = forms.ChoiceField(choices=Part.choices, widget=forms.HiddenInput)

    outcome = forms.ChoiceField(
        label=_("Réponse"), choices=[("accept", _("C’est fait")), ("refuse", _("Refuser"))], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Pourquoi, en mots simples"),
        max_length=Request._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("La personne lira ce texte."),
    )

    def __init__(self, *args, request, part, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"].initial = part
        self.corrects = request.kind == RequestKind.CORRECTION and part in OF_THE_PERSON
        self.held = getattr(request.person, part) if self.corrects else None
        if self.corrects:
            self.fields["value"] = _value_field(part)

    def clean(self):
        cleaned = super().clean()
        if self.corrects and cleaned.get("outcome") == "accept" and "value" not in self.errors:
            if not cleaned.get("value"):
                self.add_error("value", _("Écrivez ce qui est juste."))
            elif cleaned["value"] == self.held:
                self.add_error("value", _("C’est déjà ce que la mairie sait. Écrivez ce qui est juste, ou refusez."))
        return cleaned


class PartForm(forms.Form):
    """What the request is about, after all."""

    part = forms.ChoiceField(label=_("De quoi s’agit-il ?"), choices=list(OF_SOMEBODY.items()))


def _value_field(part):
    label = _("Ce qui est juste")
    if part == Part.BIRTH_DATE:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=False, widget=widget)
    return NameField(label=label, required=False)


class CorrectPersonForm(forms.Form):
    """At the counter: name and day of birth, and why they change."""

    first_name = NameField(label=_("Prénom"))
    last_name = NameField(label=_("Nom"))
    birth_date = forms.DateField(
        label=_("Date de naissance"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.ChoiceField(label=_("Pourquoi"), choices=CorrectionReason.choices, widget=forms.RadioSelect)

    def clean_birth_date(self):
        day = self.cleaned_data["birth_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Cette date n’est pas encore passée."))
        return day


class ErasePersonForm(forms.Form):
    """An administrator, for somebody who asked on paper or has died."""

    reason = forms.ChoiceField(
        label=_("Pourquoi"),
        choices=[
            (ErasureReason.PAPER, ErasureReason.PAPER.label),
            (ErasureReason.DECEASED, ErasureReason.DECEASED.label),
        ],
    )
    understood = forms.BooleanField(label=_("J’ai vérifié la demande : dans 7 jours, cette personne sera effacée."))
