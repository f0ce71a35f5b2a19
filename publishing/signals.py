"""What changes who may do what is forgotten by every process at once."""

from django.db.models.signals import post_delete, post_save

from cms import memory

from .models import Placement, Scheme, SchemeVersion, Stop


def connect():
    for model in (Stop, Scheme, SchemeVersion, Placement):
        for signal in (post_save, post_delete):
            signal.connect(memory.renew, sender=model, dispatch_uid="publishing.house")
