"""What the vault's templates ask of the settings and of papers."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def upload_limit():
    """Bytes one document may have."""
    return settings.VAULT_MAX_BYTES


@register.inclusion_tag("vault/_thumbnail.html")
def thumbnail(version, css=""):
    """The first page of a paper as a small picture, or the pictogram of its kind while there is none."""
    drawn = version.is_safe and any(preview.page == 0 for preview in version.previews.all())
    return {"version": version, "drawn": drawn, "css": css}
