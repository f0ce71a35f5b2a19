"""The file fields every form of papers has."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import resumable
from .reception import ACCEPT

CHOOSE = _("Choisissez un fichier ou prenez une photo.")


class FileFieldsMixin(forms.Form):
    """A file, a picture of the moment, or an upload already finished; ``upload`` gives whichever came.

    ``sender`` is who fills the form: an upload of anybody else does not exist.
    """

    file = forms.FileField(
        label=_("Fichier"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, JPEG, PNG ou HEIC, 200 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    photo = forms.FileField(
        label=_("Ou prenez une photo"),
        required=False,
        allow_empty_file=True,
        help_text=_("Posez le papier à plat, dans la lumière."),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    sent = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, sender=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.sender = sender

    @property
    def upload(self):
        data = self.cleaned_data
        return data.get("file") or data.get("photo") or data.get("sent")

    @property
    def kept(self):
        """The finished upload that came with the form, to be shown again beside a mistake."""
        arrived = getattr(self, "cleaned_data", {}).get("sent")
        return arrived or None

    def clean_sent(self):
        public_id = self.cleaned_data["sent"]
        return resumable.finished(self.sender, public_id) if public_id and self.sender else None

    def clean(self):
        cleaned = super().clean()
        if not self.errors.get("file") and self.upload is None:
            self.add_error("file", CHOOSE)
        return cleaned

    def stored(self):
        """What came is in the vault: its pieces may go."""
        if isinstance(self.upload, resumable.Arrived):
            resumable.discard(self.upload.upload)
