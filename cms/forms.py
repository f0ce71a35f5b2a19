"""What the editing room accepts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PictureField(WagtailImageField):
    """A picture that opens to its last line: Wagtail trusts the first bytes, and fails later."""

    def to_python(self, data):
        try:
            picture = super().to_python(data)
            if picture is not None:
                read_whole(picture)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
            raise ValidationError(
                _("Cette image est abîmée : elle ne s’ouvre pas. Enregistrez-la de nouveau, puis déposez-la."),
                code="invalid_image",
            ) from broken
        return picture


def read_whole(picture):
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the PDF library turns it on for the whole process
    with Image.open(picture) as image:
        image.load()
    picture.seek(0)


class ImageForm(BaseImageForm):
    """Wagtail’s form, with our field for the file."""

    file = PictureField(label=_("Fichier"), widget=forms.FileInput())
