"""What agents and residents fill in to do a task."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from cases.enums import StepChange

SOURCE_LANGUAGE = "fr"
FARTHEST = timedelta(days=3 * 365)
CHOOSE = {"required": _("Choisissez une réponse.")}
SAY_WHY = {"required": _("Dites pourquoi en une phrase.")}


def day():
    """The browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PieceVerdictForm(forms.Form):
    """What the agent saw of one piece: complete or not, never authentic or not."""

    verdict = forms.ChoiceField(
        label=_("Ce que vous voyez"),
        choices=[
            ("ok", _("Complet")),
            ("missing", _("Manquant")),
            ("unreadable", _("Illisible")),
            ("other", _("À revoir")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites ce que vous voyez.")},
    )
    remark = forms.CharField(
        label=_("Ce qu’il faut refaire"),
        required=False,
        max_length=300,
        help_text=_(
            "Écrit pour les usagers : une phrase simple. Pour « Manquant » et « Illisible », sans rien de votre main, "
            "une phrase toute faite part à votre place."
        ),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, help_text="what the agent looked at")
    REASONS = {
        "missing": _("Il manque une partie de ce document."),
        "unreadable": _("Ce document est illisible : reprenez la photo à la lumière, bien à plat."),
    }

    def clean(self):
        data = super().clean()
        if data.get("verdict") == "other" and not data.get("remark"):
            self.add_error("remark", _("Dites aux usagers ce qu’il faut revoir."))
        return data

    @property
    def answer(self):
        """``(complete, remark)`` as the action wants it."""
        verdict = self.cleaned_data["verdict"]
        if verdict == "ok":
            return True, ""
        with override(SOURCE_LANGUAGE):  # kept in the language of the catalogues, said in each reader's own
            return False, self.cleaned_data["remark"] or str(self.REASONS[verdict])


class CheckMessageForm(forms.Form):
    message = forms.CharField(
        label=_("Un mot pour les usagers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExamineForm(forms.Form):
    """``outcomes``: those of the circuit; a PACS has no hearing."""

    outcome = forms.ChoiceField(
        label=_("Après examen"),
        error_messages=CHOOSE,
        widget=forms.RadioSelect,
        choices=[
            ("authentic", _("Les pièces sont authentiques, la demande est recevable")),
            ("hearing", _("Entendre d’abord les futurs époux ou partenaires")),
            ("refused", _("La demande ne peut pas aboutir")),
        ],
    )
    note = forms.CharField(
        label=_("Motif ou remarque"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    needs_note = {"hearing", "refused"}
    closing = {"refused"}

    def __init__(self, *args, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.fields["outcome"].choices
        self.fields["outcome"].choices = [choice for choice in known if choice[0] in outcomes]

    def clean(self):
        data = super().clean()
        if data.get("outcome") in self.needs_note and not data.get("note"):
            self.add_error("note", _("Expliquez votre décision : elle sera lue par les usagers."))
        return data

    @property
    def closes_case(self):
        """Whether what was chosen ends the case: it is then read again before it is signed."""
        return self.is_valid() and self.cleaned_data["outcome"] in self.closing


class HearingForm(ExamineForm):
    needs_note = closing = {"unfavourable"}
    outcome = forms.ChoiceField(
        label=_("Après l’audition"),
        error_messages=CHOOSE,
        widget=forms.RadioSelect,
        choices=[
            ("favourable", _("Rien ne s’oppose à la suite")),
            ("unfavourable", _("La demande ne peut pas aboutir")),
        ],
    )


class CelebrateForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Que s’est-il passé ?"),
        error_messages=CHOOSE,
        widget=forms.RadioSelect,
        choices=[
            ("held", _("La cérémonie a eu lieu")),
            ("postponed", _("Elle est reportée")),
            ("no_show", _("Personne, ou une seule personne, n’est venue")),
        ],
    )
    reason = forms.CharField(
        label=_("Précision"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self):
        data = super().clean()
        if data.get("outcome") == "postponed" and not data.get("reason"):
            self.add_error("reason", _("Dites en une phrase pourquoi la cérémonie est reportée."))
        return data


class PlanForm(forms.Form):
    """A place: a time and a room; for agents, an officiant too.

    ``slots``: list of :class:`coworking.queries.Slot` offered on this page.
    """

    place = forms.ChoiceField(
        label=_("Jour, heure et salle"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un jour et une heure.")},
    )

    def __init__(self, *args, slots, room_kind, officiant_kind, choose_officiant=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = {
            f"{slot.starts.isoformat()}|{room.code}": (slot.starts, room, slot.resources[officiant_kind])
            for slot in slots
            for room in slot.resources[room_kind]
        }
        self.fields["place"].choices = [(key, offer[1].name) for key, offer in self.offers.items()]
        if choose_officiant:
            people = {person.code: person for offer in self.offers.values() for person in offer[2]}
            self.fields["officiant"] = forms.ChoiceField(
                label=_("Élu·e"),
                required=False,
                choices=[("", _("La première personne disponible")), *((code, p.name) for code, p in people.items())],
            )

    def clean(self):
        data = super().clean()
        offer = self.offers.get(data.get("place"))
        if not offer:
            return data
        wanted = data.get("officiant")
        free = [person for person in offer[2] if wanted in (None, "", person.code)]
        if not free:
            self.add_error("officiant", _("Cette personne n’est pas libre à cette heure-là."))
        data["booking"] = {"starts_at": offer[0], "room": offer[1], "officiant": free[0] if free else None}
        return data

    def days(self):
        """``[(date, is_open, [(value, starts, room), ...]), ...]``: a diary open at the day chosen, or the first."""
        days = {}
        for key, (starts, room, _people) in self.offers.items():
            days.setdefault(timezone.localdate(starts), []).append((key, starts, room))
        chosen = self.offers.get(self["place"].value())
        open_day = timezone.localdate(chosen[0]) if chosen else next(iter(days), None)
        return [(day, day == open_day, places) for day, places in days.items()]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), error_messages=SAY_WHY
    )


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ? (si vous voulez le dire)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TextForm(forms.Form):
    text = forms.CharField(label=_("Votre mot"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ReassignForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Confier à"), queryset=User.objects.none())

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues


class MoveForm(forms.Form):
    """Put a case back on a step of its circuit."""

    node = forms.ChoiceField(label=_("Remettre le dossier à cette étape"))
    reason = forms.CharField(
        label=_("Pourquoi ?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), error_messages=SAY_WHY
    )

    def __init__(self, *args, nodes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["node"].choices = nodes


class DepositForm(forms.Form):
    """A paper brought to the counter, put in the person's vault by an agent. ``kinds``: ``[(code, name), ...]``."""

    uploaded_file = forms.FileField(
        label=_("Fichier ou photo"), error_messages={"required": _("Choisissez un fichier ou prenez une photo.")}
    )
    document_type = forms.ChoiceField(
        label=_("Quel document est-ce ?"), widget=forms.RadioSelect, error_messages=CHOOSE
    )
    issued_on = forms.DateField(label=_("Date du document"), required=False, widget=day())
    expires_on = forms.DateField(label=_("Valable jusqu’au"), required=False, widget=day())
    agreed = forms.BooleanField(
        label=_("La personne est devant moi et d’accord"),
        error_messages={"required": _("Cochez cette case : sans son accord, rien n’est déposé.")},
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document_type"].choices = kinds
        self.fields["document_type"].initial = kinds[0][0]


class StepForm(forms.Form):
    """Adapt the booklet: add, skip or explain a step."""

    change = forms.ChoiceField(
        label=_("Ce que vous changez"),
        choices=[
            (StepChange.ADDED, _("Ajouter une étape après celle-ci")),
            (StepChange.SKIPPED, _("Passer cette étape")),
            (StepChange.EXPLAINED, _("Expliquer cette étape")),
        ],
        widget=forms.RadioSelect,
    )
    milestone = forms.ChoiceField(label=_("Étape"))
    title = forms.CharField(label=_("Titre de l’étape ajoutée"), required=False, max_length=120)
    text = forms.CharField(
        label=_("Explication pour les usagers"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, milestones, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["milestone"].choices = milestones

    def clean(self):
        data = super().clean()
        if data.get("change") == StepChange.ADDED and not data.get("title"):
            self.add_error("title", _("Donnez un titre à l’étape que vous ajoutez."))
        return data


class WeekForm(forms.Form):
    """The first day of the fortnight of places shown; one too far away to be meant is the first there is."""

    du = forms.DateField(required=False)

    def first_day(self, earliest: datetime) -> datetime:
        wanted = self.cleaned_data.get("du") if self.is_valid() else None
        if not wanted or not timedelta() < wanted - timezone.localdate(earliest) < FARTHEST:
            return earliest
        return timezone.make_aware(datetime.combine(wanted, datetime.min.time()))
