"""What people type about a document."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Service
from ui.words import plain

from . import photos, resumable, validity
from .errors import NotServed
from .fields import FileFieldsMixin
from .models import Document, DocumentType
from .queries import types
from .sharing import BACK_ROOMS
from .shelves import shelved


class _Shelves(ModelChoiceIterator):
    """The kinds under the heading of their shelf."""

    def __iter__(self):
        yield "", self.field.empty_label
        for heading, kinds in shelved(self.queryset):
            yield str(heading), [self.choice(kind) for kind in kinds]


class TypeField(forms.ModelChoiceField):
    """Types by their name in the language of the moment, the most asked for first."""

    iterator = _Shelves

    def label_from_instance(self, obj):
        return obj.name


class _ByName(ModelChoiceIterator):
    """In the order of the names as they are read: É stands with E. Partners come after the services."""

    def __iter__(self):
        yield "", self.field.empty_label
        named = [
            (service.is_partner, plain(self.field.label_from_instance(service)), service) for service in self.queryset
        ]
        for _partner, _name, service in sorted(named, key=lambda row: row[:2]):
            yield self.choice(service)


class ServiceField(forms.ModelChoiceField):
    """The services that see the public."""

    iterator = _ByName


class DatesForm(forms.Form):
    """The dates a paper bears."""

    issued_on = forms.DateField(
        label=_("Date du document"),
        required=False,
        help_text=_("Celle qui est écrite dessus. Sans elle, une facture ou une quittance ne peut pas servir."),
        widget=forms.DateInput,
    )
    expires_on = forms.DateField(
        label=_("Valable jusqu’au"),
        required=False,
        help_text=_("Si une date de fin est écrite."),
        widget=forms.DateInput,
    )

    def clean(self):
        """Only dates that were changed: a paper that has come to its end may still be given another name."""
        cleaned = super().clean()
        said = {name: cleaned.get(name) for name in ("issued_on", "expires_on")}
        try:
            validity.check_dates(**{name: day if name in self.changed_data else None for name, day in said.items()})
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return cleaned


class FileForm(FileFieldsMixin, DatesForm):
    """A file, chosen or taken with the phone's camera."""

    def refuse(self, refusal):
        """Show a refusal of the vault beside the field it is about."""
        field = "photo" if self.cleaned_data.get("photo") and not self.cleaned_data.get("file") else "file"
        self.add_error(field, ValidationError(refusal.messages))


class UploadForm(FileForm):
    type = TypeField(DocumentType.objects.none(), label=_("Quel document est-ce ?"), empty_label=_("Choisissez…"))
    label = forms.CharField(
        label=_("Nom du document"),
        max_length=120,
        required=False,
        help_text=_("Pour vous y retrouver. Par exemple : mon passeport."),
    )
    field_order = ["type", "file", "photo", "sent", "label", "issued_on", "expires_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = types()


class PhotosForm(DatesForm):
    """One photo for each page, in order; what was taken is kept beside a mistake."""

    type = TypeField(DocumentType.objects.none(), label=_("Quel document est-ce ?"), empty_label=_("Choisissez…"))
    straighten = forms.BooleanField(
        label=_("Redresser la feuille et couper ce qui l’entoure"), required=False, initial=True
    )
    label = forms.CharField(label=_("Nom du document"), max_length=120, required=False)

    def __init__(self, *args, sender=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.sender = sender
        self.kept = {}
        self.fields["type"].queryset = types()
        for number in range(1, photos.MOST + 1):
            attrs = {"accept": "image/*", "capture": "environment"}
            label = gettext("Page %(number)d") % {"number": number}
            self.fields[f"page_{number}"] = forms.FileField(
                label=label, required=False, allow_empty_file=True, widget=forms.FileInput(attrs=attrs)
            )
            self.fields[f"kept_{number}"] = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def slots(self):
        """``[(field, hidden field, name of the photo kept or ""), ...]`` in order."""
        numbers = range(1, photos.MOST + 1)
        return [(self[f"page_{n}"], self[f"kept_{n}"], getattr(self.kept.get(n), "name", "")) for n in numbers]

    def clean(self):
        cleaned = super().clean()
        seen = set()
        for number in range(1, photos.MOST + 1):
            known = cleaned.get(f"kept_{number}")
            photo = cleaned.get(f"page_{number}")
            if known and not photo and known not in seen:
                photo = resumable.finished(self.sender, known)
            if photo:
                self.kept[number] = photo
            elif known:  # somebody else's, gone, unfinished, or the same one twice: never a page less without a word
                self.add_error(f"page_{number}", _("Cette photo n’est plus là. Reprenez-la."))
            seen.add(known)
        if not self.kept and not any(name.startswith("page_") for name in self.errors):
            self.add_error("page_1", _("Prenez au moins une photo."))
        return cleaned

    def keep(self):
        """Keep the photos for the next sending of the form; one that cannot be kept is to take again."""
        self.data = self.data.copy()
        for number in set(range(1, photos.MOST + 1)) - self.kept.keys():
            self.data[f"kept_{number}"] = ""
        for number, photo in list(self.kept.items()):
            try:
                self._keep(number, photo)
            except (ValidationError, NotServed):
                del self.kept[number]

    def forget(self):
        """What was kept is in the vault."""
        for photo in self.kept.values():
            if isinstance(photo, resumable.Arrived):
                resumable.discard(photo.upload)

    def _keep(self, number, photo):
        if not isinstance(photo, resumable.Arrived):
            photo = self.kept[number] = resumable.keep(sender=self.sender, file=photo)
        self.data[f"kept_{number}"] = str(photo.upload.public_id)
        self.fields[f"kept_{number}"].widget.attrs["data-name"] = photo.name


class ShareForm(forms.Form):
    """With which service, what for, until when."""

    service = ServiceField(Service.objects.none(), label=_("Avec qui ?"), empty_label=_("Choisissez…"))
    purpose = forms.CharField(
        label=_("Pour quoi faire ?"), max_length=200, help_text=_("Par exemple : ma demande de logement.")
    )
    until = forms.DateField(
        label=_("Jusqu’à quel jour ?"),
        widget=forms.DateInput,
        help_text=_("Après ce jour, le service ne peut plus l’ouvrir. Un an au plus."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.exclude(code__in=BACK_ROOMS)
        self.initial.setdefault("until", timezone.localdate() + timedelta(days=30))

    @property
    def end(self):
        """The last moment of the day chosen."""
        day = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day, time.max))


class LabelsField(forms.CharField):
    """Words separated by commas; gives their list."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        words = [" ".join(word.split()) for word in super().clean(value).split(",")]
        words = list(dict.fromkeys(word for word in words if word))
        if len(words) > 10 or any(len(word) > 40 for word in words):
            raise ValidationError(_("Dix étiquettes au plus, courtes, séparées par des virgules."))
        return words


class RenameForm(DatesForm):
    label = forms.CharField(label=_("Nom du document"), max_length=Document._meta.get_field("label").max_length)
    labels = LabelsField(
        label=_("Étiquettes"),
        required=False,
        max_length=500,
        help_text=_("Des mots à vous, pour retrouver ce papier. Par exemple : école, Lina."),
    )
    field_order = ["label", "labels", "issued_on", "expires_on"]
