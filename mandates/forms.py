"""What is chosen when a mandate is given, asked for or recorded."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import registry
from .enums import AT_THE_COUNTER, Identity, Way

NUMBER = forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "autocomplete": "off"})


class ThingsField(forms.MultipleChoiceField):
    """On what: nothing is a fine answer for acts that need none, and whoever gives is not told that it is optional."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value):
        if value:
            super().validate(value)


class TermsForm(forms.Form):
    """Acts, things, end. ``giver`` None: nothing can be chosen one by one."""

    acts = forms.MultipleChoiceField(label=_("Que pourra faire cette personne ?"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(
        label=_("Jusqu’à quel jour ?"), widget=forms.DateInput, help_text=_("Un an au plus. On peut arrêter avant.")
    )
    first = ()
    why = forms.CharField(label=_("Pour quoi faire ?"), max_length=200, required=False)

    def __init__(self, *args, giver=None, viewer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["acts"].choices = [(act.code, act.label) for act in registry.acts()]
        self.initial.setdefault("until", timezone.localdate() + timedelta(days=90))
        for kind in registry.kinds():
            known = kind.choices(giver, viewer or giver) if giver else []
            is_own = giver is not None and viewer in (None, giver)
            choices = [("all", kind.mine if is_own else kind.whole), *((str(pk), label) for pk, label in known)]
            self.fields[kind.code] = ThingsField(label=kind.asks, choices=choices)
        self.order_fields([*self.first, "acts", *(kind.code for kind in registry.kinds())])

    def on_paper(self):
        """``(said, acts, things)`` for the form to sign: what was chosen is ticked, the rest is left to the pen.

        ``acts`` and ``things`` are ``[(pictogram, label, ticked), ...]``; mistakes are no matter here.
        """
        self.full_clean()
        said = getattr(self, "cleaned_data", {})
        acts = [(act.pictogram, act.label, act.code in said.get("acts", ())) for act in registry.acts()]
        things = []
        for kind in registry.kinds():
            chosen = said.get(kind.code, ())
            things += [
                (kind.pictogram, label, key in chosen)
                for key, label in self.fields[kind.code].choices
                if key == "all" or key in chosen
            ]
        return said, acts, things

    @property
    def terms(self):
        """The arguments of the actions."""
        said = {kind.code: self.cleaned_data[kind.code] for kind in registry.kinds()}
        end = datetime.combine(self.cleaned_data["until"], time.max)
        return {
            "acts": self.cleaned_data["acts"],
            "until": timezone.make_aware(end),
            "everything": [code for code, keys in said.items() if "all" in keys],
            "why": self.cleaned_data["why"],
        }

    @property
    def chosen(self):
        """``{kind: [pk, ...]}``"""
        said = {kind.code: self.cleaned_data[kind.code] for kind in registry.kinds()}
        return {code: [int(pk) for pk in keys if pk != "all"] for code, keys in said.items()}


class GiveForm(TermsForm):
    to = forms.CharField(
        label=_("Qui va vous aider ?"),
        max_length=254,
        widget=NUMBER,
        help_text=_("Son numéro de carte, son téléphone ou son adresse e-mail."),
    )
    first = ("to",)


class AskForm(TermsForm):
    whom = forms.CharField(
        label=_("Qui aidez-vous ?"),
        max_length=254,
        widget=NUMBER,
        help_text=_("Son numéro de carte ou de téléphone. Cette personne est à côté de vous."),
    )
    first = ("whom",)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code reçu par la personne"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )

    def clean_code(self):
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())


class EndForm(forms.Form):
    """What an agent says who stops a mandate for somebody at the counter."""

    reason = forms.CharField(
        label=_("Qui vous l’a demandé, et comment l’avez-vous reconnu ?"),
        max_length=200,
        validators=[ProhibitNullCharactersValidator()],
    )


class RecordForm(GiveForm):
    """What an agent notes at the counter: how she knows comes first, the scan last."""

    first = ("to", "way", "identity")

    way = forms.ChoiceField(
        label=_("Comment ?"),
        choices=[(way.value, way.label) for way in Way if way in AT_THE_COUNTER],
        widget=forms.RadioSelect,
    )
    identity = forms.ChoiceField(
        label=_("Papier d’identité vu"), choices=[("", "–"), *Identity.choices], required=False
    )
    file = forms.FileField(
        label=_("Scan du mandat signé"),
        required=False,
        help_text=_("S’il est signé sur papier. Après une erreur sur cette page, choisissez-le de nouveau."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].label = _("Qui va aider cette personne ?")
