"""Who may do what in the editing room: three groups of Wagtail that follow the roles of people."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.enums import Role

from .enums import ADMINISTRATORS, EDITORS, REVIEWERS, WORKFLOW

PAGE_RIGHTS = {
    EDITORS: ["add_page", "change_page"],
    REVIEWERS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    ADMINISTRATORS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
}
LIBRARY_RIGHTS = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
# ``(app, model)``: what rooms above let everybody of the editing room write; each adds its own when the site starts.
WRITTEN_BY_EDITORS = [("dictionary", "notion"), ("dictionary", "recording")]
SITE_RIGHTS = {
    "wagtailcore": ["locale", "workflow", "task", "site", "collection"],
    "wagtailredirects": ["redirect"],
    "wagtailsearchpromotions": ["searchpromotion"],
}


def groups_of(user):
    """The names of the groups that a person's roles give."""
    if not user.is_active:
        return set()
    return groups_for(set(user.memberships.values_list("service__code", "role")))


def groups_for(memberships):
    """The names of the groups that these ``(service code, role)`` give."""
    roles = {role for _service, role in memberships}
    names = {EDITORS} if Role.EDITOR in roles else set()
    if ("communication", Role.TEAM_LEAD) in memberships:
        names |= {EDITORS, REVIEWERS}
    return names | ({REVIEWERS, ADMINISTRATORS} if Role.ADMINISTRATOR in roles else set())


def follow_roles(user):
    """Put a person in the groups of the editing room that the roles give, and take out of the others."""
    wanted = groups_of(user)
    ours = Group.objects.filter(name__in=[EDITORS, REVIEWERS, ADMINISTRATORS])
    user.groups.remove(*[group for group in ours if group.name not in wanted])
    user.groups.add(*[Group.objects.get_or_create(name=name)[0] for name in wanted])


@transaction.atomic
def ensure_groups():
    """The groups with their rights, and the review every publication goes through. Idempotent."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in PAGE_RIGHTS}
    root = Page.get_first_root_node()
    library = Collection.get_first_root_node()
    for name, group in groups.items():
        group.permissions.add(permission("wagtailadmin", "access_admin"))
        # Translations are made in the room of translations: wagtail-localize's own screens would be a second way.
        group.permissions.remove(*Permission.objects.filter(codename="submit_translation"))
        for codename in PAGE_RIGHTS[name]:
            GroupPagePermission.objects.get_or_create(
                group=group, page=root, permission=permission("wagtailcore", codename)
            )
        for codename in LIBRARY_RIGHTS:
            app = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=library, permission=permission(app, codename)
            )
        for app, model in WRITTEN_BY_EDITORS:
            group.permissions.add(*(permission(app, f"{act}_{model}") for act in ("view", "add", "change", "delete")))
    groups[ADMINISTRATORS].permissions.add(*site_permissions())
    for name in (REVIEWERS, ADMINISTRATORS):  # a menu is seen at once by everybody: those who publish arrange it
        groups[name].permissions.add(
            *Permission.objects.filter(content_type__app_label="cms", content_type__model="menuentry")
        )
    ensure_workflow(groups[REVIEWERS], root)
    # Wagtail's own two groups would be a second way of giving rights.
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    return groups


def ensure_workflow(reviewers, root):
    """One approval by the reviewers, on every page of the site."""
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    task, _made = GroupApprovalTask.objects.get_or_create(name=WORKFLOW)
    task.groups.set([reviewers])
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})


def permission(app, codename):
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def site_permissions():
    kinds = ContentType.objects.none()
    for app, models in SITE_RIGHTS.items():
        kinds = kinds | ContentType.objects.filter(app_label=app, model__in=models)
    return Permission.objects.filter(content_type__in=kinds)
