"""What follows from the editors' screens: the event log, and no sound left behind."""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from wagtail.models import ModelLogEntry

from journal.actions import record

from .models import Notion, Recording

changed = Signal()  # notions came in bulk, which sends no other signal


def connect():
    post_save.connect(journal_edit, sender=ModelLogEntry, dispatch_uid="dictionary.journal")
    post_delete.connect(forget_sound, sender=Recording, dispatch_uid="dictionary.sound")


def journal_edit(instance, created, **kwargs):
    """Wagtail's own history of a notion or a recording, kept in the event log too."""
    model = instance.content_type.model_class()
    act = instance.action.removeprefix("wagtail.")
    if created and model in (Notion, Recording) and act in {"create", "edit", "delete"}:
        record(f"dictionary.{model._meta.model_name}.{act}", actor=instance.user, target=model(pk=instance.object_id))


def forget_sound(instance, **kwargs):
    transaction.on_commit(lambda: instance.file.storage.delete(instance.file.name))
