"""What archivists and team leads fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import CountsFrom, Decision, Outcome


class RetentionForm(forms.Form):
    """A rule for one kind of paper; ``seen`` is the number of the rule its author was looking at."""

    counts_from = forms.ChoiceField(
        label=_("Compter à partir de"), choices=CountsFrom.choices, widget=forms.RadioSelect
    )
    months = forms.IntegerField(label=_("Nombre de mois"), required=False, min_value=1, max_value=1200)
    may_keep_forever = forms.BooleanField(label=_("La personne peut garder son papier pour toujours"), required=False)
    reason = forms.CharField(
        label=_("Pourquoi ce changement ?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        if data.get("counts_from") not in (None, CountsFrom.NEVER) and not data.get("months"):
            self.add_error("months", _("Dites au bout de combien de mois le papier quitte le coffre."))
        return data


class ConservationForm(forms.Form):
    years = forms.IntegerField(label=_("Années de conservation, depuis la clôture"), min_value=0, max_value=150)
    outcome = forms.ChoiceField(label=_("Et ensuite"), choices=Outcome.choices, widget=forms.RadioSelect)
    keeps_certificate = forms.BooleanField(label=_("Garder le certificat vérifiable"), required=False)
    source = forms.CharField(
        label=_("Texte qui le dit"), max_length=300, help_text=_("Par exemple : Code du patrimoine, art. L212-2")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    counted = forms.IntegerField(widget=forms.HiddenInput, required=False)


class HoldForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Ce qui est gelé"),
        choices=[
            ("case", _("Un dossier")),
            ("person", _("Tout ce qui touche une personne")),
            ("document", _("Un papier")),
        ],
        widget=forms.RadioSelect,
    )
    target = forms.CharField(
        label=_("Lequel ?"),
        max_length=300,
        help_text=_("Le numéro du dossier ; la carte, le téléphone ou l’e-mail de la personne ; l’adresse du papier."),
    )
    reference = forms.CharField(
        label=_("Référence"), max_length=120, help_text=_("Celle de la décision ou du courrier.")
    )
    reason = forms.CharField(label=_("Motif"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    is_told = forms.BooleanField(
        label=_("Prévenir la personne"),
        required=False,
        initial=True,
        help_text=_("Décochez seulement si la décision l’interdit."),
    )


class PrepareForm(forms.Form):
    """Which group of eligible cases a list is made of: never typed, sent by the button beside it."""

    rule = forms.IntegerField(min_value=1, max_value=2**31)
    year = forms.IntegerField(min_value=1900, max_value=9000)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Pourquoi ?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReferenceForm(forms.Form):
    reference = forms.CharField(label=_("Référence de l’accusé de réception"), max_length=120)


class VisaForm(forms.Form):
    """The visa, and one decision for each line; ``proposed`` is what the rule says, None where one must think."""

    reference = forms.CharField(label=_("Référence du visa"), max_length=120)
    reason = forms.CharField(
        label=_("Motif ou remarque"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    CHOICES = [choice for choice in Decision.choices if choice[0] != Decision.PENDING]

    def __init__(self, *args, lines, proposed, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[self.name_of(line)] = forms.ChoiceField(
                label=_("Que devient %(number)s ?") % {"number": line.case.number},
                choices=self.CHOICES,
                widget=forms.RadioSelect,
                initial=proposed,
            )

    @staticmethod
    def name_of(line):
        return f"case-{line.case_id}"

    def decisions(self):
        return {line.case_id: self.cleaned_data[self.name_of(line)] for line in self.lines}
