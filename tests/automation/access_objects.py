"""Makers of the access matrix for the addresses of ``automation``: see tests/access_objects.py."""

from collections import namedtuple

Owned = namedtuple("Owned", "kwargs owner stranger")


def a_rule():
    from automation.models import Rule, Step

    rule = Rule.objects.create(name="Prévenir la communication", event="published")
    Step.objects.create(rule=rule, act="tag", tag="neuf")
    return rule


def _a_rule_to_read(cast):
    return Owned({"pk": a_rule().pk}, cast("editor"), None)


def _a_rule_to_write(cast):
    return Owned({"pk": a_rule().pk}, cast("administrator"), None)


def a_run(state="failed"):
    from automation.models import Run
    from tests.postits.access_objects import a_page

    page = a_page()
    return Run.objects.create(rule=a_rule(), target_type="wagtailcore.page", target_id=str(page.pk), state=state)


def _a_run_to_read(cast):
    return Owned({"pk": a_run().pk}, cast("editor"), None)


def _a_run_to_replay(cast):
    return Owned({"pk": a_run().pk}, cast("administrator"), None)


def _a_tag(cast):
    from automation.models import Tag
    from cms.groups import ensure_groups, follow_roles
    from tests.postits.access_objects import a_page

    page, editor = a_page(), cast("editor")
    ensure_groups()
    follow_roles(editor)
    return Owned({"pk": Tag.objects.create(page=page, name="neuf").pk}, editor, None)


def _a_todo(cast):
    from accounts.models import Service
    from automation.models import Todo

    owner = cast("registrar")
    todo = Todo.objects.create(sentence="Relire la page", service=Service.objects.get(code="etat-civil"))
    return Owned({"public_id": todo.public_id}, owner, cast("housing"))


OBJECTS = {
    "automation:rule": _a_rule_to_read,
    "automation:rehearse": _a_rule_to_read,
    **{
        f"automation:{name}": _a_rule_to_write for name in ("change", "switch_on", "switch_off", "delete", "everywhere")
    },
    "automation:run": _a_run_to_read,
    "automation:replay": _a_run_to_replay,
    "automation:untag": _a_tag,
    "automation:finish": _a_todo,
    "automation:reopen": _a_todo,
}
NO_OBJECT = {}
