"""Whose verdicts are believed, and what they lead to."""

import pytest

from letterbox import forgery, limits
from letterbox.forgery import Judgement
from letterbox.mime import Head
from letterbox.models import Mail

from .conftest import message, receive

OURS = "mx.mairie.test"
PASS = f"{OURS}; dkim=pass header.d=b.example; dmarc=pass (p=reject dis=none) header.from=b.example"
OPENDMARC_FAIL = f"{OURS}; dmarc=fail (p=reject dis=none) header.from=b.example"
RSPAMD_FAIL = f'{OURS}; spf=pass; dmarc=fail reason="No valid SPF" header.from=b.example (policy=quarantine)'


@pytest.fixture(autouse=True)
def front(settings):
    settings.LETTERBOX_AUTHSERV_ID = OURS
    settings.LETTERBOX_OWN_DOMAINS = ["mairie.example"]


@pytest.mark.parametrize(
    ("lines", "judgement"),
    [
        ([PASS], Judgement.VERIFIED),
        ([OPENDMARC_FAIL], Judgement.FORGED),
        ([RSPAMD_FAIL], Judgement.FORGED),
        ([f"{OURS}; dmarc=fail (p=none dis=none) header.from=b.example"], Judgement.UNVERIFIED),
        ([f"{OURS}; dmarc=none header.from=b.example"], Judgement.UNVERIFIED),
        ([f"{OURS}; dmarc=temperror header.from=b.example"], Judgement.UNJUDGED),
        ([f"{OURS}; dmarc=pass header.from=other.example"], Judgement.UNJUDGED),
        (["mx.elsewhere.example; dmarc=pass header.from=b.example"], Judgement.UNJUDGED),
        ([f"{OURS}.voleur.example; dmarc=pass header.from=b.example"], Judgement.UNJUDGED),
        ([f"{OURS} 1; spf=pass", PASS], Judgement.VERIFIED),
        ([PASS, OPENDMARC_FAIL], Judgement.FORGED),
        ([f"{OURS}; dmarc=pass header.from=b.example; dmarc=fail (p=reject) header.from=b.example"], Judgement.FORGED),
        ([], Judgement.UNJUDGED),
    ],
)
def test_only_the_verdicts_of_our_front_count_and_the_worst_of_them(lines, judgement):
    head = Head("\r\n".join(f"Authentication-Results: {line}" for line in lines).encode())
    assert forgery.judge(head, "b.example") is judgement


def test_without_a_front_nobody_is_verified(settings):
    settings.LETTERBOX_AUTHSERV_ID = ""
    assert forgery.judge(Head(f"Authentication-Results: {PASS}".encode()), "b.example") is Judgement.UNVERIFIED


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("a@b.example", "a@b.example"),
        ("Nom <a@b.example>", "a@b.example"),
        ('"maire@mairie.example" <a@b.example>', "a@b.example"),
        ("maire@mairie.example <a@b.example>", "a@b.example"),
        ("a@b.example (maire@mairie.example)", None),
        ("a@b.example, maire@mairie.example", None),
        ("A@B.Example.", "A@b.example"),
        ("é <a@mairie.éxample>", "a@mairie.xn--xample-9ua"),
    ],
)
def test_the_sender_shown_is_the_one_judged(line, address):
    head = Head(f"From: {line}".encode())
    if address is None:
        with pytest.raises(forgery.NoSender):
            forgery.sender_of(head)
    else:
        assert forgery.sender_of(head).address == address


HIDDEN = ["\x01", "\x7f", "\xad", "\u200b", "\u202e", "(x)", ";", ":", ",", "\\", "_", ".\x01", "/"]


@pytest.mark.parametrize("sign", HIDDEN, ids=ascii)
@pytest.mark.parametrize("line", ["<civil@mairie.example{}>", "civil@mairie.example{}", "<a{}@mairie.example>"])
def test_a_sign_that_is_not_seen_does_not_hide_our_own_domain(sign, line):
    head = Head(("From: A " + line.format(sign)).encode())
    try:
        sender = forgery.sender_of(head)
    except forgery.NoSender:
        return
    assert forgery.judge(head, sender.domain) is Judgement.FORGED


@pytest.mark.parametrize("domain", ["ＭＡＩＲＩＥ．example", "mairie\u3002example"])
def test_our_own_domain_in_other_letters_is_our_own(domain):
    head = Head(f"From: <a@{domain}>".encode())
    assert forgery.judge(head, forgery.sender_of(head).domain) is Judgement.FORGED


@pytest.mark.parametrize("line", ["<root@localhost>", "<a@[192.0.2.1]>", "<a@.b.example>", "<a@b..example>"])
def test_a_sender_whose_domain_is_no_domain_is_nobody(line):
    with pytest.raises(forgery.NoSender):
        forgery.sender_of(Head(f"From: {line}".encode()))


@pytest.mark.django_db
def test_the_door_refuses_an_address_with_a_sign_that_is_not_seen(alice, settings):
    settings.LETTERBOX_AUTHSERV_ID = ""
    assert receive(alice, b"From: <etat-civil@mairie.example\x01>\r\n\r\nx").startswith("554 5.6.0")
    assert not Mail.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "reply"), [(PASS, "250"), (OPENDMARC_FAIL, "550 5.7.1"), ("mx.other.example; dmarc=pass", "451 4.7.0")]
)
def test_the_door_answers_as_it_was_judged(alice, line, reply):
    made = message(sender="a@b.example")
    made["Authentication-Results"] = line
    assert receive(alice, made).startswith(reply)
    assert list(Mail.objects.values_list("is_verified", flat=True)) == ([True] if reply == "250" else [])


def sent(user, number, verdict, **options):
    made = message(sender="a@b.example", subject=str(number))
    made["Authentication-Results"] = verdict
    return receive(user, made, **options)[:9]


NO_VERDICT = f"{OURS}; dmarc=none header.from=b.example"


@pytest.fixture
def two(monkeypatch):
    for limit in ("PER_RECIPIENT", "PER_DOMAIN", "PER_CLIENT"):
        monkeypatch.setattr(limits, limit, limits.Limit(2, limits.HOUR))


@pytest.mark.django_db
def test_refused_forgeries_take_nothing_from_the_person_they_are_for(alice, two):
    assert [sent(alice, number, OPENDMARC_FAIL) for number in range(4)] == ["550 5.7.1"] * 4
    assert sent(alice, 5, PASS) == "250 2.0.0"


@pytest.mark.django_db
def test_refusals_count_for_the_client_that_met_them(alice, two):
    replies = [sent(alice, number, OPENDMARC_FAIL, client="203.0.113.9") for number in range(3)]
    assert replies == ["550 5.7.1"] * 2 + ["450 4.7.1"]
    assert sent(alice, 5, PASS, client="203.0.113.10") == "250 2.0.0"


@pytest.mark.django_db
def test_what_only_says_to_be_a_domain_uses_up_nothing_of_those_it_verifies(alice, benoit, two):
    replies = [sent(alice, number, NO_VERDICT, client=f"203.0.113.{number}") for number in range(3)]
    assert replies == ["250 2.0.0"] * 2 + ["450 4.7.1"]
    assert sent(benoit, 3, NO_VERDICT) == "450 4.7.1"  # the domain, unverified, has had its share
    assert sent(alice, 4, PASS) == "250 2.0.0"
    assert sent(benoit, 5, PASS) == "250 2.0.0"
