"""What the editing room accepts."""

import warnings
from io import BytesIO

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from vault.scan import ensure_harmless

WIDEST = 4000  # pixels: twice what the largest page shows on the finest screen
REDUCED = {"JPEG", "PNG", "WEBP"}


class PictureField(WagtailImageField):
    """A picture that opens to its last line: Wagtail trusts the first bytes, and fails later.

    One that is wider than a page will ever show is made smaller, and loses on the way where it was taken.
    """

    def to_python(self, data):
        try:
            picture = super().to_python(smaller(check_size(data)))
            if picture is not None:
                read_whole(picture)
        except RequestDataTooBig as large:
            raise too_heavy() from large
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
            raise ValidationError(
                _("Cette image est abîmée : elle ne s’ouvre pas. Enregistrez-la de nouveau, puis déposez-la."),
                code="invalid_image",
            ) from broken
        return picture


def too_heavy():
    most = filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    return ValidationError(
        _("Cette image est trop lourde : nous prenons %(most)s au plus. Enregistrez-la en JPEG, puis déposez-la."),
        code="file_too_large",
        params={"most": most},
    )


def check_size(data):
    if data is not None and getattr(data, "size", 0) > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        raise too_heavy()
    return data


def smaller(data):
    """The same picture, at most ``WIDEST`` a side; what is no picture is left for others to refuse."""
    if data is None:
        return data
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(data)
        check_pixels(image)
        is_large = max(image.size) > WIDEST and image.format in REDUCED and not getattr(image, "is_animated", False)
        return reduced(image, data) if is_large else data
    except Image.UnidentifiedImageError:
        return data
    finally:
        data.seek(0)


def check_pixels(image):
    width, height = image.size
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise ValidationError(
            _("Cette image a trop de points : %(width)s × %(height)s. Réduisez-la à 8 000 points de large au plus."),
            code="file_too_many_pixels",
            params={"width": width, "height": height},
        )


def reduced(image, data):
    kind = image.format
    image.draft(image.mode, (WIDEST, WIDEST))  # JPEG alone: decodes no more than is kept
    image = ImageOps.exif_transpose(image)
    image.thumbnail((WIDEST, WIDEST))
    content = BytesIO()
    image.save(content, kind, quality=88)
    return SimpleUploadedFile(data.name, content.getvalue(), getattr(data, "content_type", None))


def read_whole(picture):
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the PDF library turns it on for the whole process
    with Image.open(picture) as image:
        image.load()
    picture.seek(0)


class ImageForm(BaseImageForm):
    """Wagtail’s form, with our field for the file."""

    file = PictureField(label=_("Fichier"), widget=forms.FileInput())


class DocumentForm(BaseDocumentForm):
    """A file for everybody to take home: the antivirus reads it before it is kept."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is None or "file" not in self.changed_data:
            return file
        if file.size > settings.MOST_BYTES_OF_A_DOCUMENT:
            most = filesizeformat(settings.MOST_BYTES_OF_A_DOCUMENT)
            raise ValidationError(_("Ce fichier est trop lourd : nous prenons %(most)s au plus.") % {"most": most})
        return ensure_harmless(file)
