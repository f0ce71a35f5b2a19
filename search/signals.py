"""What follows from a change, in its transaction."""

from functools import partial

from django.db.models.signals import post_delete, post_save
from wagtail.models import ModelLogEntry

from cms import memory
from journal.actions import record

from . import index, sources
from .models import Synonym

VERBS = {"wagtail.create": "created", "wagtail.edit": "edited", "wagtail.delete": "deleted"}


def connect():
    for source in sources.REGISTRY.values():
        watch(source)
    for signal in (post_save, post_delete):
        signal.connect(memory.renew, sender=Synonym, dispatch_uid="search.synonyms")
    post_save.connect(journal_synonym, sender=ModelLogEntry, dispatch_uid="search.journal")


def watch(source):
    for model, keys_of in source.watched.items():
        follow = partial(changed, source.code, keys_of)
        for signal in (post_save, post_delete):
            signal.connect(follow, sender=model, weak=False, dispatch_uid=f"search.{source.code}")


def changed(code, keys_of, instance, raw=False, **kwargs):
    if not raw:
        index.follow(code, keys_of(instance))


def journal_synonym(instance, created, **kwargs):
    """Wagtail's own history of synonyms, kept in the event log too."""
    verb = VERBS.get(instance.action)
    if created and verb and instance.content_type.model_class() is Synonym:
        record(f"search.synonym_{verb}", actor=instance.user, data={"synonym": instance.object_id})
