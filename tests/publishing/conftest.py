"""Somebody of each kind around pages, and a way to share."""

import pytest
from django.conf import settings

from accounts.enums import Role
from cms import memory
from publishing import actions
from tests.cms.conftest import module_site, site  # noqa: F401
from tests.conftest import agent


@pytest.fixture(autouse=True)
def visit():
    """As within one visit: what is remembered for an edition asks for its stamp once."""
    memory.enter_request({"HTTP_COOKIE": settings.SESSION_COOKIE_NAME})
    yield
    memory.leave_request()


@pytest.fixture
def partner(services):
    return agent("partner", "Paule", services["avocats"], Role.PARTNER)


@pytest.fixture
def reviewer(services):
    return agent("reviewer", "Renée", services["communication"], Role.TEAM_LEAD)


@pytest.fixture
def family(site):  # noqa: F811
    """A family of services, shared in these tests."""
    return site("fr", "citoyennete")


@pytest.fixture
def share(administrator):
    """Give a right: ``share(page, "page.edit", user=partner)``."""

    def give(page, *rights, **holder):
        return actions.share(page=page, rights=rights, actor=administrator, reason="Pour essayer", **holder)

    return give
