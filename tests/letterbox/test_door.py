"""Real conversations over sockets: what is taken, what is refused, and what is said."""

import smtplib
import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

import vault.actions
from journal.models import Entry
from letterbox import actions, arriving, limits, queries, server
from letterbox.models import Mail, Tally
from tests.vault.papers import memory_peak, objects_in
from vault import storage
from vault.errors import StorageUnavailable

from .conftest import address_of, message, with_paper

pytestmark = pytest.mark.django_db(transaction=True)
SENDER = "regie@bailleur.example"


def raw(port, *lines):
    """Say these lines one by one; give the code of each answer, the greeting's first."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        file = line.makefile("rwb")
        answers = [_answer(file)]
        for said in lines:
            file.write(said if isinstance(said, bytes) else said.encode() + b"\r\n")
            file.flush()
            answers.append(_answer(file))
    return answers


def _answer(file):
    answer = b""
    while True:
        line = file.readline()
        answer += line
        if not line or line[3:4] != b"-":
            return answer.decode()


def knock(port, to, sent):
    """One message for several over LMTP; the answer for each."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        file = line.makefile("rwb")
        _answer(file)
        for said in ("LHLO x", f"MAIL FROM:<{SENDER}>", *(f"RCPT TO:<{one}>" for one in to), "DATA"):
            file.write(said.encode() + b"\r\n")
            file.flush()
            _answer(file)
        file.write(sent.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        file.flush()
        return [_answer(file)[:9] for _one in to]


def counted(outcome):
    return sum(Tally.objects.filter(outcome=outcome).values_list("count", flat=True))


def test_a_message_over_lmtp_is_a_row_and_objects_when_it_is_accepted(listening, alice, pdf):
    to = address_of(alice)
    with listening().lmtp() as line:
        assert line.sendmail(SENDER, [to], bytes(with_paper(pdf, to=to))) == {}
    mail = Mail.objects.get(owner=alice)
    assert (mail.sender, mail.subject, mail.text()) == ("Régie Ourcq <regie@bailleur.example>", "Quittance", "Bonjour")
    file = mail.files.get()
    assert (file.file_name, file.content_type, file.is_safe) == ("quittance.pdf", "application/pdf", False)
    assert b"".join(file.chunks()).startswith(b"%PDF")
    assert Entry.objects.filter(verb="mail.received", subject=alice).count() == 1
    assert counted("accepted") == 1


def test_each_recipient_has_an_answer_and_a_copy_under_a_key_of_her_own(listening, alice, benoit, vault_folder, pdf):
    to = [address_of(alice), address_of(benoit)]
    door = listening()
    assert knock(door.port, to, bytes(with_paper(pdf))) == ["250 2.0.0"] * 2
    assert Mail.objects.count() == 2
    assert len(objects_in(vault_folder)) == 4  # a text and a file for each
    one, other = Mail.objects.get(owner=alice), Mail.objects.get(owner=benoit)
    with pytest.raises(storage.Unreadable):
        b"".join(storage.read_object(one.text_object, holder=benoit, context=one.text_context))
    assert one.text() == other.text()


def test_smtp_is_spoken_when_asked_for(listening, alice):
    to = address_of(alice)
    with listening("smtp").smtp() as line:
        line.ehlo()
        assert line.esmtp_features["size"] == "25000000"
        assert line.sendmail(SENDER, [to], bytes(message())) == {}
    assert Mail.objects.count() == 1


def test_unknown_turned_off_and_foreign_addresses_get_the_same_answer(listening, alice):
    to = address_of(alice)
    actions.turn_off(user=alice, actor=alice)
    foreign = "alice.martin@elsewhere.example"
    with listening().lmtp() as line:
        line.lhlo = line.ehlo()
        line.mail(SENDER)
        answers = {line.rcpt(address) for address in (to, "personne.ici@courrier.mairie.example", foreign)}
    assert answers == {(550, b"5.1.1 Adresse inconnue ou fermee / Unknown or closed address")}
    assert counted("unknown") == 3


def test_unknown_and_turned_off_cost_the_same_queries(alice, django_assert_num_queries):
    to = address_of(alice)
    actions.turn_off(user=alice, actor=alice)
    for address in (to, "personne@courrier.mairie.example"):
        with django_assert_num_queries(1):
            assert queries.box(address) is None


def test_a_client_that_guesses_addresses_hears_no_more_even_of_real_ones(listening, alice, monkeypatch):
    monkeypatch.setattr(limits, "UNKNOWN", limits.Limit(3, limits.HOUR))
    to = address_of(alice)
    guesses = [f"RCPT TO:<guess{number}@courrier.mairie.example>" for number in range(3)]
    start = ["LHLO x", "XFORWARD NAME=x ADDR=203.0.113.9", f"MAIL FROM:<{SENDER}>"]
    port = listening().port
    answers = raw(port, *start, *guesses, f"RCPT TO:<{to}>")
    assert [answer[:9] for answer in answers[4:]] == ["550 5.1.1"] * 3 + ["450 4.7.1"]
    other = raw(port, "LHLO x", "XFORWARD ADDR=203.0.113.10", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{to}>")
    assert other[-1].startswith("250")


def test_too_large_is_refused_when_announced_and_when_found_on_the_way(listening, alice, settings):
    settings.LETTERBOX_MAX_BYTES = 200_000
    to = address_of(alice)
    door = listening()
    announced = raw(door.port, "LHLO x", f"MAIL FROM:<{SENDER}> SIZE=300000")
    assert announced[-1].startswith("552 5.3.4")
    body = b"From: a@b.example\r\n\r\n" + b"x" * 76 * 4000 + b"\r\n.\r\n"
    found = raw(door.port, "LHLO x", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{to}>", "DATA", body, "RSET")
    assert found[-2].startswith("552 5.3.4")
    assert found[-1].startswith("250")  # the conversation goes on
    assert counted("large") == 2
    assert Mail.objects.count() == 0


def test_a_large_message_is_not_held_in_memory(listening, alice):
    from tests.vault.papers import forget_peak

    to = address_of(alice)
    door = listening("smtp")
    content = "x" * 75 + "\r\n"
    with door.smtp() as line:
        line.sendmail(SENDER, [to], bytes(message()))  # what is loaded once
        line.ehlo()
        line.mail(SENDER)
        line.rcpt(to)
        line.putcmd("data")
        line.getreply()
        line.send("From: a@b.example\r\nContent-Type: application/octet-stream; name=a.bin\r\n\r\n")
        before = forget_peak()
        for _ in range(3000):
            line.send(content * 100)
        line.send(".\r\n")
        assert line.getreply()[0] == 250
    assert memory_peak() - before < 16 * 2**20


@pytest.mark.parametrize("shown", ["maire@mairie.example", "Le Maire <maire@ville.mairie.example>", "x@MAIRIE.example"])
def test_nobody_writes_from_outside_in_the_name_of_the_town_hall(listening, alice, shown):
    with listening().lmtp() as line, pytest.raises(smtplib.SMTPDataError) as refusal:
        line.sendmail(SENDER, [address_of(alice)], bytes(message(sender=shown)))
    assert refusal.value.smtp_code == 550
    assert refusal.value.smtp_error.startswith(b"5.7.1")
    assert counted("forged") == 1


def test_the_envelope_does_not_bear_our_name_either(listening):
    answers = raw(listening().port, "LHLO x", "MAIL FROM:<maire@mairie.example>")
    assert answers[-1].startswith("550 5.7.1")


def test_a_bounce_is_taken_and_nothing_is_ever_answered(listening, alice, mailoutbox):
    bounce = message(sender="Mail Delivery System <mailer-daemon@bailleur.example>")
    bounce["Auto-Submitted"] = "auto-replied"
    with listening().lmtp() as line:
        line.sendmail("", [address_of(alice)], bytes(bounce))
    assert Mail.objects.count() == 1
    assert mailoutbox == []


def test_a_flood_for_one_person_is_asked_to_come_later(listening, alice, benoit, monkeypatch):
    monkeypatch.setattr(limits, "PER_RECIPIENT", limits.Limit(2, limits.HOUR))
    to, other = address_of(alice), address_of(benoit)
    port = listening().port
    for number in range(2):
        knock(port, [to], bytes(message(subject=str(number))))
    assert knock(port, [to, other], bytes(message(subject="3"))) == ["450 4.7.1", "250 2.0.0"]
    assert Mail.objects.filter(owner=benoit).count() == 1


@pytest.mark.parametrize("limit", ["PER_DOMAIN", "PER_CLIENT"])
def test_a_flood_of_a_domain_or_of_a_client_is_asked_to_come_later(listening, alice, monkeypatch, limit):
    monkeypatch.setattr(limits, limit, limits.Limit(1, limits.HOUR))
    to = address_of(alice)
    replies = []
    port = listening().port
    for number in range(2):
        body = b"From: a@b.example\r\nSubject: %d\r\n\r\nx\r\n.\r\n" % number
        start = ["LHLO x", "XFORWARD ADDR=203.0.113.9", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{to}>", "DATA"]
        replies.append(raw(port, *start, body)[-1][:9])
    assert replies == ["250 2.0.0", "450 4.7.1"]


def test_a_full_tray_says_so_and_takes_again_once_it_has_room(listening, alice, settings):
    settings.LETTERBOX_TRAY_MESSAGES = 1
    to = address_of(alice)
    with listening().lmtp() as line:
        line.sendmail(SENDER, [to], bytes(message(subject="1")))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            line.sendmail(SENDER, [to], bytes(message(subject="2")))
        assert refusal.value.recipients[to][0] == 452
        assert b"4.2.2" in refusal.value.recipients[to][1]
        actions.delete_mail(mail=Mail.objects.get(), actor=alice)
        line.sendmail(SENDER, [to], bytes(message(subject="2")))


def test_a_database_that_is_away_means_later_and_the_message_comes_again(
    listening, alice, monkeypatch, vault_folder, pdf
):
    to, sent = address_of(alice), bytes(with_paper(pdf))
    door = listening()

    def away(self):
        raise OperationalError("terminating connection due to administrator command")

    with door.lmtp() as line, monkeypatch.context() as patched:
        patched.setattr(queries, "box", lambda address: away(None))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            line.sendmail(SENDER, [to], sent)
        assert refusal.value.recipients[to][0] == 451
    with door.lmtp() as line, monkeypatch.context() as patched:
        patched.setattr(arriving.Copy, "_save", away)
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            line.sendmail(SENDER, [to], sent)
        assert refusal.value.smtp_code == 451
    # The commit might have been done: objects are never taken from under a row, and those without one go at night.
    assert len(objects_in(vault_folder)) == 2
    with door.lmtp() as line:
        line.sendmail(SENDER, [to], sent)
    assert Mail.objects.get().files.count() == 1
    assert vault.actions.collect_orphans(timezone.now() + timedelta(days=1)) == 2


def test_connections_cut_by_the_database_are_made_again(listening, alice):
    to = address_of(alice)
    connection.settings_dict["CONN_MAX_AGE"] = 600  # as in production: the threads keep theirs
    door = listening()
    with door.lmtp() as line:
        line.sendmail(SENDER, [to], bytes(message(subject="1")))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.rowcount > 0
        line.sendmail(SENDER, [to], bytes(message(subject="2")))
    assert Mail.objects.count() == 2


def test_a_storage_that_is_away_means_later(listening, alice, monkeypatch):
    def away(*args, **kwargs):
        raise StorageUnavailable

    monkeypatch.setattr(storage, "write", away)
    with listening().lmtp() as line, pytest.raises(smtplib.SMTPDataError) as refusal:
        line.sendmail(SENDER, [address_of(alice)], bytes(message()))
    assert refusal.value.smtp_code == 451
    assert Mail.objects.count() == 0


def test_a_message_sent_again_because_the_answer_was_lost_is_there_once(listening, alice):
    to, sent = address_of(alice), bytes(message())
    with listening().lmtp() as line:
        line.sendmail(SENDER, [to], sent)
        line.sendmail(SENDER, [to], sent)
    assert Mail.objects.count() == 1


def test_the_same_message_on_two_lines_at_once_is_there_once(listening, alice):
    to, sent = address_of(alice), bytes(message())
    door, replies = listening(), []

    def send():
        with door.lmtp() as line:
            replies.append(line.sendmail(SENDER, [to], sent))

    threads = [threading.Thread(target=send) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert replies == [{}] * 4
    assert Mail.objects.count() == 1


def test_a_line_cut_in_the_middle_leaves_nothing(listening, alice, vault_folder):
    to = address_of(alice)
    door = listening()
    raw(door.port, "LHLO x", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{to}>", "DATA")
    assert Mail.objects.count() == 0
    assert objects_in(vault_folder) == []


def test_a_lone_line_feed_does_not_end_a_message(listening, alice):
    """SMTP smuggling: what other servers may read as an end is text here."""
    to = address_of(alice)
    body = b"From: a@b.example\r\n\r\none\n.\nMAIL FROM:<x@y.example>\r\ntwo\r\n..dot\r\n.\r\n"
    answers = raw(listening().port, "LHLO x", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{to}>", "DATA", body)
    assert answers[-1].startswith("250")
    assert Mail.objects.get().text().splitlines()[-1] == ".dot"


def test_too_many_recipients_lines_and_sessions_are_bounded(listening, alice, monkeypatch):
    monkeypatch.setattr(server, "RECIPIENTS", 1)
    monkeypatch.setattr(server, "SESSIONS", 1)
    to = address_of(alice)
    door = listening()
    with socket.create_connection(("127.0.0.1", door.port)) as first:
        assert first.recv(3) == b"220"
        with socket.create_connection(("127.0.0.1", door.port)) as second:
            assert second.recv(9) == b"421 4.3.2"
    time.sleep(0.2)
    answers = raw(door.port, "LHLO x", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{to}>", f"RCPT TO:<{to}>")
    assert answers[-1].startswith("452 4.5.3")


def test_only_a_front_on_this_machine_speaks_for_others():
    assert server._client(("127.0.0.1", 1)) is None
    assert server._client(("203.0.113.9", 1)) == "203.0.113.9"
    assert not server._is_front(("203.0.113.9", 1))
    assert server._address("2001:db8::1") == server._address("2001:db8::ffff")


def test_addresses_are_answered_while_every_reader_is_busy(listening, alice, benoit, monkeypatch):
    to, other = address_of(alice), address_of(benoit)
    free, busy, receive = threading.Event(), threading.Semaphore(0), arriving.receive

    def slow(*args, **given):
        busy.release()
        free.wait(60)
        return receive(*args, **given)

    monkeypatch.setattr(arriving, "receive", slow)
    port = listening().port
    sent = [bytes(message(subject=str(number))) for number in range(server.THREADS + 1)]
    threads = [threading.Thread(target=knock, args=[port, [to], one]) for one in sent]
    try:
        [thread.start() for thread in threads]
        assert all(busy.acquire(timeout=20) for _reader in range(server.THREADS))
        start = ["LHLO x", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{other}>"]
        answers = raw(port, *start, "RSET", "MAIL FROM:<x@mairie.example>")
        assert [answer[:3] for answer in answers[3:]] == ["250", "250", "550"]
        assert not free.is_set()
    finally:
        free.set()
        [thread.join() for thread in threads]
    assert Mail.objects.count() == server.THREADS + 1
