"""One answer: the policy, Wagtail's screens and its lists agree, whatever was shared or stopped."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts import policy
from accounts.enums import Role
from accounts.models import User
from publishing import actions
from publishing.enums import ADD, DELETE, EDIT, LOCK, PUBLISH, UNLOCK, VIEW, WAGTAIL

CAST = ["alice", "registrar", "editor", "reviewer", "administrator", "partner"]
ANSWERS = {
    EDIT: lambda tester: tester.can_edit(),
    PUBLISH: lambda tester: tester.can_publish(),
    DELETE: lambda tester: tester.can_delete(),
    ADD: lambda tester: "add" in tester.permissions,
    LOCK: lambda tester: "lock" in tester.permissions,
    UNLOCK: lambda tester: "unlock" in tester.permissions,
}


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in CAST}


def fresh(user):
    return User.objects.get(pk=user.pk)


def disagreements(people):
    """Every (person, action, page) where Wagtail's page or list says otherwise than the policy."""
    wagtail, found = policy_registry.get_by_type(Page), []
    for name, person in people.items():
        user = fresh(person)
        for action, ask in ANSWERS.items():
            codename = next(key for key, value in WAGTAIL.items() if value == action)
            listed = set(wagtail.instances_user_has_any_permission_for(user, {codename}).values_list("pk", flat=True))
            for page in Page.objects.all():
                said = policy.decide(user, action, page).allowed
                same_page = ask(page.permissions_for_user(user)) == said
                same_list = (
                    (page.pk in listed) >= said if action == DELETE or page.depth == 1 else (page.pk in listed) == said
                )
                if not (same_page and same_list):
                    found.append((name, action, page.slug, said))
    return found


def can(user, action, page):
    return policy.can(fresh(user), action, page)


def test_wagtail_and_the_policy_agree_for_every_role_action_and_page(site, people):
    assert disagreements(people) == []


def test_they_agree_when_pages_are_shared_and_rights_stopped(site, people, family, share, administrator):
    child = family.get_children().first()
    share(family, EDIT, ADD, user=people["partner"], until=timezone.now() + timedelta(days=9))
    share(child, PUBLISH, role=Role.SERVICE_AGENT)
    actions.stop(page=child, actor=administrator, reason="Page sensible")
    assert disagreements(people) == []


def test_rights_by_role_are_those_of_before(site, family, editor, reviewer, administrator, registrar):
    child = family.get_children().first()
    assert [can(editor, a, child) for a in (ADD, EDIT, PUBLISH, DELETE)] == [True, True, False, False]
    assert [can(reviewer, a, child) for a in (ADD, EDIT, PUBLISH, DELETE, LOCK)] == [True, True, True, True, True]
    assert can(administrator, DELETE, family)
    assert not can(reviewer, DELETE, family)
    assert not any(can(registrar, a, child) for a in (ADD, EDIT, PUBLISH, DELETE))


def test_what_is_shared_counts_below_and_nowhere_else(site, family, partner, share):
    share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=9))
    assert can(partner, EDIT, family)
    assert can(partner, EDIT, family.get_children().first())
    assert not can(partner, PUBLISH, family)
    assert not can(partner, EDIT, family.get_parent())
    assert not can(partner, EDIT, site("fr", "accessibilite"))


def test_a_share_ends_by_itself(site, family, partner, share):
    [grant] = share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=9))
    type(grant).objects.filter(pk=grant.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert not can(partner, EDIT, family)
    assert not family.permissions_for_user(fresh(partner)).can_edit()


def test_a_stop_keeps_out_what_comes_from_above_and_nothing_else(site, family, editor, partner, share, administrator):
    child = family.get_children().first()
    share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=9))
    actions.stop(page=child, actor=administrator, reason="Page sensible")
    assert not can(partner, EDIT, child)
    assert not can(editor, EDIT, child)
    assert can(administrator, EDIT, child)
    assert can(partner, EDIT, family)
    assert can(editor, EDIT, family)
    share(child, EDIT, user=partner, until=timezone.now() + timedelta(days=9))
    assert can(partner, EDIT, child)
    actions.restore(page=child, actor=administrator)
    assert can(editor, EDIT, child)


def test_a_role_may_be_given_a_page(site, family, registrar, share):
    share(family, EDIT, role=Role.SERVICE_AGENT)
    assert can(registrar, EDIT, family)
    assert policy.decide(fresh(registrar), EDIT, family).reason == "droit accordé : Pour essayer"


def test_nobody_shares_what_they_do_not_have(site, family, reviewer, registrar):
    with pytest.raises(ValidationError, match="un droit que vous n’avez pas"):
        actions.share(page=family, rights=[DELETE], actor=reviewer, reason="x", user=registrar)


def test_a_partner_needs_an_end_and_a_resident_gets_nothing(site, family, partner, alice, share):
    with pytest.raises(ValidationError, match="jusqu’à quand"):
        share(family, EDIT, user=partner)
    with pytest.raises(ValidationError, match="n’en est pas"):
        share(family, EDIT, user=alice)


def test_everybody_reads_what_is_online_and_a_draft_is_for_those_who_work_on_it(site, family, alice, editor, registrar):
    from django.contrib.auth.models import AnonymousUser

    assert policy.can(AnonymousUser(), VIEW, family)
    assert can(alice, VIEW, family)
    family.unpublish()
    assert not policy.can(AnonymousUser(), VIEW, family)
    assert not can(registrar, VIEW, family)
    assert can(editor, VIEW, family)


def test_lists_ask_the_same_number_of_questions_for_one_page_and_for_many(
    site, family, partner, share, django_assert_max_num_queries
):
    share(family, EDIT, user=partner, until=timezone.now() + timedelta(days=9))
    user = fresh(partner)
    pages = list(Page.objects.all()[:12])
    with django_assert_max_num_queries(16):
        assert any(page.permissions_for_user(user).can_edit() for page in pages)
