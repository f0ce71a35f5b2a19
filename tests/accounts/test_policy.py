"""May somebody do something to something, and why."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.utils import timezone

from accounts import actions, policy
from accounts.models import Grant, Membership, Service

ACTION = "accounts.test_service"


@pytest.fixture
def service(services, monkeypatch):
    """A service as the object, with one action: those who work there."""
    monkeypatch.setattr(policy, "_actions", dict(policy._actions))
    works_there = policy.Clause("travaille ici", _in)
    policy.register(ACTION, Service, works_there)
    return services["etat-civil"]


def _in(user, service):
    return any(code == service.code for code, _role in user.roles)


def test_a_clause_that_holds_says_why(service, registrar):
    assert policy.decide(registrar, ACTION, service) == (True, "travaille ici")


def test_nobody_else_is_allowed(service, housing, alice):
    assert not policy.can(housing, ACTION, service)
    assert policy.decide(alice, ACTION, service).reason == "Ce droit ne vous a pas été donné."
    with pytest.raises(PermissionDenied):
        policy.require(alice, ACTION, service)


def test_a_stranger_is_only_asked_by_clauses_that_say_so(service):
    assert not policy.can(AnonymousUser(), ACTION, service)
    policy.register(ACTION, Service, policy.Clause("public", lambda user, service: True, anonymous=True))
    assert policy.can(AnonymousUser(), ACTION, service)


def test_a_closed_account_may_do_nothing(service, registrar):
    registrar.is_active = False
    assert not policy.can(registrar, ACTION, service)


def test_a_grant_opens_one_object_to_one_person(service, services, alice, administrator):
    actions.grant(target=service, permission=ACTION, actor=administrator, user=alice, reason="remplacement")
    assert policy.decide(alice, ACTION, service) == (True, "droit accordé : remplacement")
    assert not policy.can(alice, ACTION, services["accueil"])


def test_a_grant_to_a_service_reaches_everyone_in_it(service, services, housing, volant, administrator):
    there = services["antenne-logement"]
    actions.grant(target=service, permission=ACTION, actor=administrator, service=there, reason="renfort")
    assert policy.can(housing, ACTION, service)
    assert not policy.can(volant, ACTION, service)


def test_a_grant_ends_at_its_date(service, alice, administrator):
    later = timezone.now() + timedelta(hours=1)
    given = actions.grant(target=service, permission=ACTION, actor=administrator, user=alice, reason="x", until=later)
    assert policy.can(alice, ACTION, service)
    given.until = timezone.now() - timedelta(seconds=1)
    given.save()
    assert not policy.can(alice, ACTION, service)


def test_who_lists_clauses_and_grants_and_nobody_else(service, registrar, lead, housing, alice, administrator):
    actions.grant(target=service, permission=ACTION, actor=administrator, user=alice, reason="remplacement")
    seen = {(line.user.username, line.action, line.reason) for line in policy.who(service)}
    assert {("registrar", ACTION, "travaille ici"), ("alice", ACTION, "droit accordé : remplacement")} <= seen
    assert "housing" not in {name for name, _action, _reason in seen}


def test_who_finds_people_other_rows_name(registrar, monkeypatch):
    monkeypatch.setattr(policy, "_actions", {})
    mine = policy.Clause("la sienne", lambda user, membership: membership.user_id == user.pk)
    policy.register("accounts.see_membership", Membership, mine)
    assert [line.user for line in policy.who(registrar.memberships.get())] == [registrar]


def test_an_action_nobody_registered_is_a_mistake(alice):
    with pytest.raises(ImproperlyConfigured):
        policy.can(alice, "accounts.nothing", alice)


def test_registered_names_the_actions_of_a_model(service):
    assert ACTION in policy.registered(Service)


def test_what_is_a_residents_own_is_never_given_by_somebody_else(administrator, alice, benoit, monkeypatch):
    from tests.vault.papers import pdf_of, store
    from vault.models import DocumentType
    from vault.seeds import ensure_document_types

    ensure_document_types()
    document = store(alice, {kind.code: kind for kind in DocumentType.objects.all()}, pdf_of())
    version = document.versions.get()
    with pytest.raises(ValidationError):
        actions.grant(target=version, permission="vault.read_version", actor=administrator, user=benoit, reason="x")
    Grant.objects.create(
        content_type=ContentType.objects.get_for_model(version), object_id=str(version.pk), user=benoit,
        permission="vault.read_version", reason="put there by hand", granted_by=administrator,
    )  # fmt: skip
    assert not policy.can(benoit, "vault.read_version", version)
    assert "vault.read_version" not in policy.grantable(type(version))


def test_nobody_gives_a_right_to_themselves(administrator, service):
    with pytest.raises(ValidationError):
        actions.grant(target=service, permission=ACTION, actor=administrator, user=administrator, reason="curiosité")
