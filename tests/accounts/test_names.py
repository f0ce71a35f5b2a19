"""What a name is made of, since messages carry it; and who is meant by an address."""

import pytest
from allauth.account.models import EmailAddress

from accounts import queries
from accounts.forms import ProfileForm
from accounts.models import User


@pytest.mark.parametrize(
    "name",
    ["Zoé", "d’Arc", "Jean-Pierre", "N'Diaye", "Nguyễn Văn", "محمد", "王小明", "Ŋaari", "J. Martin", "Mª", "O‘Neil"],
)
def test_names_of_everywhere_are_names(name):
    assert ProfileForm({"first_name": name, "last_name": name, "language": "fr"}).is_valid()


@pytest.mark.parametrize(
    "name",
    [
        "evil.example",
        "payez sur https://evil.example",
        "a@b.example",
        "deux\nlignes",
        "zero\u200bwidth",
        "12 34",
        "x" * 81,
    ],
)
def test_what_is_no_name_is_refused_with_a_reason(name):
    form = ProfileForm({"first_name": "Zoé", "last_name": name, "language": "fr"})
    assert not form.is_valid()
    assert form.errors["last_name"]


@pytest.mark.parametrize("way", ["email", "phone"])
def test_what_nobody_confirmed_names_nobody(alice, way):
    """Anybody may write another's address in an account: a mandate sent there must not reach them."""
    User.objects.filter(pk=alice.pk).update(phone="+33611223344", phone_verified=True)
    alice.refresh_from_db()
    assert queries.person_named(getattr(alice, way)) == alice
    EmailAddress.objects.update(verified=False)
    User.objects.update(phone_verified=False)
    assert queries.person_named(getattr(alice, way)) is None
    assert queries.person_named(alice.username) == alice
