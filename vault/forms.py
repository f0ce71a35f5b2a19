"""What people type about a document."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Service

from . import validity
from .fields import FileFieldsMixin
from .models import Document, DocumentType
from .queries import types


class TypeField(forms.ModelChoiceField):
    """Types by their name in the language of the moment."""

    def label_from_instance(self, obj):
        return obj.name


class DatesForm(forms.Form):
    """The dates a paper bears."""

    issued_on = forms.DateField(
        label=_("Date du document"), required=False, help_text=_("Celle qui est écrite dessus."), widget=forms.DateInput
    )
    expires_on = forms.DateField(
        label=_("Valable jusqu’au"),
        required=False,
        help_text=_("Si une date de fin est écrite."),
        widget=forms.DateInput,
    )

    def clean(self):
        cleaned = super().clean()
        try:
            validity.check_dates(issued_on=cleaned.get("issued_on"), expires_on=cleaned.get("expires_on"))
        except ValidationError as refusal:
            self.add_error(refusal.code, refusal)
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


class ShareForm(forms.Form):
    """With which service, what for, until when."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("Avec qui ?"), empty_label=_("Choisissez…"))
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
        self.fields["service"].queryset = Service.objects.order_by("is_partner", "name")
        self.initial.setdefault("until", timezone.localdate() + timedelta(days=30))

    @property
    def end(self):
        """The last moment of the day chosen."""
        day = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day, time.max))


class RenameForm(DatesForm):
    label = forms.CharField(label=_("Nom du document"), max_length=Document._meta.get_field("label").max_length)
    field_order = ["label", "issued_on", "expires_on"]
