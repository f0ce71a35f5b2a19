"""What the vault's templates ask of the settings and of papers."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def upload_limit():
    """Bytes one document may have."""
    return settings.VAULT_MAX_BYTES
