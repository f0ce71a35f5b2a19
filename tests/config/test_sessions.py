import time

from django.conf import settings


def test_one_is_signed_out_after_half_an_hour_without_a_visit():
    assert settings.SESSION_COOKIE_AGE == 30 * 60


def test_a_visit_moves_the_end_of_the_session_at_most_once_a_minute(sign_in, alice):
    client = sign_in(alice)
    assert "sessionid" in client.get("/health/live").cookies
    assert "sessionid" not in client.get("/health/live").cookies
    session = client.session
    session["seen"] = int(time.time()) - 61
    session.save()
    assert "sessionid" in client.get("/health/live").cookies


def test_a_stranger_gets_no_session(client, db):
    assert "sessionid" not in client.get("/health/live").cookies
