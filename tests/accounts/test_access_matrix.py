"""Every address of the site, for every kind of visitor."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import override

from accounts.access import Access, rule_of
from tests.access_objects import NO_OBJECT, OBJECTS, missing

# Addresses of ready-made packages: their arguments are theirs to test; their declaration is ours (config/access.py).
THIRD_PARTY = ("wagtail", "allauth", "django.")
STAFF = ["volant", "registrar", "lead", "officiant", "editor", "housing", "archivist", "administrator"]


def walk(patterns, names=(), route=""):
    """Yield (full name, route, view, is ours) for every address under ``patterns``."""
    for pattern in patterns:
        text = route + ("fr/" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            ours = not module_of(pattern.callback).startswith(THIRD_PARTY)
            yield ":".join([*names, pattern.name or ""]), text, pattern, ours
        else:
            inner = [*names, pattern.namespace] if pattern.namespace else names
            yield from walk(pattern.url_patterns, inner, text)


def module_of(view):
    return getattr(getattr(view, "view_class", None), "__module__", None) or view.__module__


class Match:
    """What the rule table asks of a resolved address."""

    def __init__(self, name, route):
        *self.namespaces, self.url_name = name.split(":")
        self.route = route


def addresses():
    with override("fr"):
        return list(walk(get_resolver().url_patterns))


def plain_addresses():
    """``{address: name}`` of every address without arguments, ours and other people's."""
    found = {}
    with override("fr"):
        for name, route, _pattern, _ours in addresses():
            if "<" not in route and "(?P" not in route and "(" not in route:
                found["/" + route.replace("^", "").replace("$", "").replace("\\", "")] = name
    return found


@pytest.fixture
def cast(request):
    return request.getfixturevalue


def rule(address):
    match = resolve(address)
    return rule_of(match.func, match)


def test_every_address_declares_who_may_open_it():
    silent = [
        f"{route} ({module_of(pattern.callback)}.{name})"
        for name, route, pattern, _ours in addresses()
        if rule_of(pattern.callback, Match(name, route)) is None
    ]
    assert silent == []


def opened(response):
    """Whether the visitor was let in: neither turned away nor sent to sign in or to the second factor."""
    if response.status_code in (403, 404):
        return False
    return not (
        response.status_code == 302 and "/fr/compte/" in response["Location"] and "next=" in response["Location"]
    )


def addresses_with_rules():
    return [(name, address, rule(address)) for address, name in plain_addresses().items()]


@pytest.mark.django_db
def test_strangers_are_sent_to_sign_in_where_a_right_is_needed():
    wrong = []
    for name, address, declared in addresses_with_rules():
        if declared.level in (Access.SIGNED_IN, Access.STAFF):
            response = Client().get(address)
            if response.status_code != 302 or "/compte/login/?next=" not in response["Location"]:
                wrong.append((name, address, response.status_code, response.headers.get("Location")))
    assert wrong == []


@pytest.mark.django_db
def test_residents_find_nothing_at_staff_addresses(alice, sign_in):
    client = sign_in(alice)
    wrong = [
        (address, found)
        for _name, address, declared in addresses_with_rules()
        if declared.level is Access.STAFF and (found := client.get(address).status_code) != 404
    ]
    assert wrong == []


@pytest.mark.django_db
def test_agents_without_second_factor_enter_no_staff_address(administrator, sign_in):
    client = sign_in(administrator, second_factor=False)
    wrong = [
        (address, response.status_code)
        for _name, address, declared in addresses_with_rules()
        if declared.level is Access.STAFF
        and "/compte/2fa/" not in (response := client.get(address)).headers.get("Location", "")
    ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", STAFF)
def test_agents_enter_where_their_role_is_named_and_nowhere_else(who, cast, sign_in):
    user = cast(who)
    client = sign_in(user)
    wrong = []
    for _name, address, declared in addresses_with_rules():
        if declared.level is Access.STAFF and not declared.admits(user):
            found = client.get(address).status_code
            if found != 403:
                wrong.append((address, found))
        elif declared.level is Access.STAFF and not address.startswith("/redaction/"):
            response = client.get(address)
            if not opened(response) or response.status_code >= 500:
                wrong.append((address, response.status_code, "refused"))
    assert wrong == []


@pytest.mark.django_db
def test_people_enter_what_is_public_or_theirs(alice, sign_in):
    signed_in, stranger = sign_in(alice), Client()
    wrong = []
    for name, address, declared in addresses_with_rules():
        if ":" not in name:
            continue
        client = {Access.SIGNED_IN: signed_in, Access.PUBLIC: stranger}.get(declared.level)
        if client is not None and client.get(address).status_code in (401, 403, 500):
            wrong.append(address)
    assert wrong == []


def addresses_with_objects():
    return sorted(
        {
            name
            for name, route, _pattern, is_ours in addresses()
            if is_ours and "<" in route and ":" in name and not name.startswith("wagtail")
        }
    )


def test_every_address_with_an_object_has_a_maker():
    named = set(addresses_with_objects())
    assert named - OBJECTS.keys() - NO_OBJECT.keys() == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_anothers_object_is_the_404_of_a_missing_one(name, cast, sign_in):
    owned = OBJECTS[name](cast)
    with override("fr"):
        here, nowhere = reverse(name, kwargs=owned.kwargs), reverse(name, kwargs=missing(owned.kwargs))
    visitor = owned.stranger or owned.owner
    client = sign_in(visitor)
    lost = client.get(nowhere)
    if lost.status_code == 405:
        lost, found = client.post(nowhere), client.post(here)
    else:
        found = client.get(here)
    assert lost.status_code == 404
    if owned.stranger:
        assert found.status_code == 404
        assert without_token(found) == without_token(lost)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_a_residents_or_staffs_object_is_closed_to_passers_by(name, cast, sign_in):
    """An object's address asks for sign-in like any other, and is nothing to a resident when it is for staff."""
    owned = OBJECTS[name](cast)
    with override("fr"):
        address = reverse(name, kwargs=owned.kwargs)
    declared = rule(address)
    if declared.level in (Access.SIGNED_IN, Access.STAFF):
        assert Client().get(address).status_code == 302
    if declared.level is Access.STAFF:
        assert sign_in(cast("outsider")).get(address).status_code == 404


def without_token(response):
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|n-existe-pas|(?<=/)\d+(?=/)", "", text)
