"""What may not be destroyed now."""

from django.db.models import Q

from .models import LegalHold


def held(*, owner=None, binder=None):
    """Whether a legal hold stands on this person or this binder."""
    on = Q(owner=owner) if owner is not None else Q(binder=binder)
    return LegalHold.objects.filter(on, lifted_at=None).exists()
