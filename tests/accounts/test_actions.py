"""What agents do to accounts."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import actions, cards, limits
from accounts.enums import Role
from accounts.models import User
from journal.models import Entry

PASSWORD = "girafe-couscous-phare-violet"
ACTIVATE = "/fr/activer/"


@pytest.fixture
def moussa(volant):
    """A person without e-mail or telephone, and the code on his slip."""
    return actions.create_resident(actor=volant, first_name="Moussa", last_name="Sow", language="bm")


def activate(user, code, password=PASSWORD):
    return Client().post(ACTIVATE, {"number": cards.in_groups(user.username), "code": code, "password": password})


def test_an_agent_registers_a_person_without_e_mail_or_telephone(moussa, volant):
    user, code = moussa
    assert cards.is_number(user.username)
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", code)
    assert (user.email, user.phone, user.created_by) == (None, None, volant)
    assert not user.has_usable_password()
    entry = Entry.objects.get(verb="person.created")
    assert (entry.actor_id, entry.subject_id) == (volant.pk, user.pk)
    assert "Moussa" not in entry.payload


def test_the_code_is_not_kept_in_clear(moussa):
    user, code = moussa
    assert code not in user.activation.code_hash


def test_card_and_code_open_the_account_once(moussa):
    user, code = moussa
    assert activate(user, code.lower().replace("-", " ")).url == "/fr/compte/login/"
    client = Client()
    client.post("/fr/compte/login/", {"login": cards.in_groups(user.username), "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    again = activate(user, code, "baleine-tabouret-orage-citron")
    assert "ne vont pas ensemble" in again.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_wrong_code_is_heard_five_times(moussa):
    user, code = moussa
    assert [activate(user, "AAAA-AAAA").status_code for _n in range(5)] == [200] * 5
    assert activate(user, code).status_code == 429


def test_a_weak_password_does_not_use_the_code_up(moussa):
    user, code = moussa
    assert activate(user, code, "aaaaaaaaaaaa").status_code == 200
    assert activate(user, code).status_code == 302


def test_a_lost_code_is_replaced_and_the_old_one_is_dead(moussa, volant):
    user, old = moussa
    new = actions.renew_code(user=user, actor=volant)
    assert actions.activate(number=user.username, code=old, password=PASSWORD, address=None) is None
    assert actions.activate(number=user.username, code=new, password=PASSWORD, address=None) == user


def test_an_agents_password_is_not_reset_at_the_counter(registrar, volant):
    with pytest.raises(ValidationError):
        actions.renew_code(user=registrar, actor=volant)


def test_an_expired_code_opens_nothing(moussa):
    user, code = moussa
    user.activation.expires_at = user.date_joined
    user.activation.save()
    assert actions.activate(number=user.username, code=code, password=PASSWORD, address=None) is None


def test_a_closed_account_ends_its_sessions(alice, administrator, sign_in):
    client = sign_in(alice)
    actions.deactivate(user=alice, actor=administrator, reason="demande de la personne")
    assert client.get("/fr/espace/profil/").status_code == 302
    actions.reactivate(user=alice, actor=administrator, reason="erreur")
    assert User.objects.get(pk=alice.pk).is_active


def test_roles_are_given_and_taken_with_a_line_in_the_log(alice, services, administrator):
    there = services["accueil"]
    membership = actions.add_membership(user=alice, service=there, role=Role.RECEPTION, actor=administrator)
    assert alice.is_agent
    actions.add_membership(user=alice, service=there, role=Role.RECEPTION, actor=administrator)
    actions.remove_membership(membership=membership, actor=administrator)
    verbs = Entry.objects.filter(subject_id=alice.pk).values_list("verb", flat=True)
    assert list(verbs) == ["membership.added", "membership.removed"]
    assert not User.objects.get(pk=alice.pk).is_agent


def test_a_grant_goes_to_a_person_or_a_service_not_both(alice, services, administrator):
    there = services["accueil"]
    with pytest.raises(ValidationError):
        actions.grant(target=there, permission="x.y", actor=administrator, user=alice, service=there, reason="x")


def test_card_numbers_catch_a_wrong_digit():
    number = "4827356199"
    assert cards.is_number(number)
    wrong = [number[:i] + str((int(number[i]) + 1) % 10) + number[i + 1 :] for i in range(10)]
    assert not any(cards.is_number(text) for text in wrong)


def test_the_limit_of_one_card_is_not_that_of_another(moussa, db):
    for _n in range(5):
        actions.activate(number="1000000008", code="AAAA-AAAA", password=PASSWORD, address=None)
    with pytest.raises(limits.TooManyGuesses):
        actions.activate(number="1000000008", code="AAAA-AAAA", password=PASSWORD, address=None)
    user, code = moussa
    assert actions.activate(number=user.username, code=code, password=PASSWORD, address=None) == user


def test_a_code_printed_before_a_role_was_given_no_longer_opens_an_account_in_use(moussa, administrator, services):
    user, code = moussa
    user.set_password(PASSWORD)
    user.save()
    actions.add_membership(user=user, service=services["etat-civil"], role=Role.ADMINISTRATOR, actor=administrator)
    assert actions.activate(number=user.username, code=code, password="not hers", address=None) is None


def test_a_role_given_before_the_account_is_opened_leaves_the_code(moussa, administrator, services):
    user, code = moussa
    actions.add_membership(user=user, service=services["etat-civil"], role=Role.SERVICE_AGENT, actor=administrator)
    assert actions.activate(number=user.username, code=code, password=PASSWORD, address=None) == user


def test_a_password_chosen_otherwise_closes_the_code(moussa):
    from allauth.account.signals import password_reset

    user, code = moussa
    password_reset.send(User, request=None, user=user)
    assert actions.activate(number=user.username, code=code, password="not hers", address=None) is None
