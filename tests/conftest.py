"""The cast: people with names and rights, used by every test."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import translation

from accounts.enums import Role
from accounts.models import Membership, Service, User

from . import ceph
from .servers import clamd, clamd_socket, gateway, vault_folder  # noqa: F401


def pytest_sessionfinish(session):
    """The process that leads the tests ends the S3 they shared."""
    if not hasattr(session.config, "workerinput"):
        ceph.stop(session.config._tmp_path_factory.getbasetemp() / "ceph")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The log and cases refuse TRUNCATE, by which transactional tests clean up: lift that guard, here only."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("journal_entry", "journal_chainhead"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER journal_refuse_truncate")
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER archives_refuse_truncate")


@pytest.fixture(autouse=True)
def french():
    """A request leaves its language active in the thread: each test begins in the site's own."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


def person(username, first_name, **fields):
    user = User(username=username, first_name=first_name, email=f"{username}@example.org", **fields)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def agent(username, first_name, service, role):
    user = person(username, first_name, last_name="Agent")
    Membership.objects.create(user=user, service=service, role=role)
    return user


@pytest.fixture
def services(db):
    from accounts.seeds import ensure_services

    ensure_services()
    return {service.code: service for service in Service.objects.all()}


@pytest.fixture
def alice(db):
    return person("alice", "Alice", last_name="Martin")


@pytest.fixture
def benoit(db):
    return person("benoit", "Benoît", last_name="Diallo")


@pytest.fixture
def newcomer(db):
    return person("newcomer", "Nour", last_name="Haddad", language="ar")


@pytest.fixture
def outsider(db):
    return person("outsider", "Oscar", last_name="Petit")


@pytest.fixture
def volant(services):
    return agent("volant", "Viviane", services["accueil"], Role.FLYING_AGENT)


@pytest.fixture
def registrar(services):
    return agent("registrar", "Rachid", services["etat-civil"], Role.SERVICE_AGENT)


@pytest.fixture
def lead(services):
    return agent("lead", "Louise", services["etat-civil"], Role.TEAM_LEAD)


@pytest.fixture
def officiant(services):
    return agent("officiant", "Odile", services["secretariat-elus"], Role.OFFICIANT)


@pytest.fixture
def editor(services):
    return agent("editor", "Edwige", services["communication"], Role.EDITOR)


@pytest.fixture
def housing(services):
    return agent("housing", "Hugo", services["antenne-logement"], Role.SERVICE_AGENT)


@pytest.fixture
def housing_lead(services):
    return agent("housing_lead", "Hélène", services["antenne-logement"], Role.TEAM_LEAD)


@pytest.fixture
def archivist(services):
    return agent("archivist", "Agathe", services["archives"], Role.ARCHIVIST)


@pytest.fixture
def administrator(services):
    return agent("administrator", "Adama", services["affaires-generales"], Role.ADMINISTRATOR)


@pytest.fixture
def sign_in(db):
    """Give a client signed in as somebody; staff with their second factor passed."""

    def make(user, *, second_factor=True):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        if second_factor and user.is_agent:
            from accounts.access import mark_second_factor

            session = client.session
            mark_second_factor(session, user)
            session.save()
        return client

    return make
