"""What an agent corrects about a person who stands at the counter, with the reason."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from cases.actions.cases import refresh_search_text
from cases.queries import cases_of
from journal.actions import record
from notifications.actions import send


@transaction.atomic
def correct(*, person, actor, reason, values):
    """Write ``values`` (``{field: value}``) in the person's account; the person is told. Give the fields that changed.

    ``reason`` is a code of ``CorrectionReason``. The log says which fields changed, never what they held.
    """
    locked = User.objects.select_for_update(no_key=True).filter(pk=person.pk, erased_at=None).first()
    changed = {field: value for field, value in values.items() if locked and getattr(locked, field) != value}
    if not changed:
        return []
    had = {field: getattr(locked, field) not in (None, "") for field in changed}
    write(locked, changed)
    for field, value in changed.items():
        data = {"field": field, "had_one_before": had[field], "has_one_after": value not in (None, "")}
        record("person.corrected", actor=actor, target=locked, subject=locked, reason=reason, data=data)
    with translation.override(locked.language):
        url = reverse("accounts:profile")
    send("person_corrected", recipient=locked, url=url, target=locked)
    return list(changed)


def write(person, values):
    """Change a locked person; agents find the person's cases by the name."""
    for field, value in values.items():
        setattr(person, field, value)
    person.save(update_fields=list(values))
    for case in cases_of(person):
        refresh_search_text(case)
