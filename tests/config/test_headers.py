import pytest


@pytest.mark.parametrize("address", ["/fr/", "/fr/compte/login/", "/nulle-part/", "/health/live"])
def test_no_page_of_the_public_allows_unsafe_code(client, db, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_editor_alone_has_a_looser_policy(sign_in, editor):
    response = sign_in(editor).get("/redaction/")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "unsafe-eval" not in response["Content-Security-Policy"]


def test_every_answer_carries_the_protective_headers(client, db):
    response = client.get("/fr/compte/login/")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "microphone=()" in response["Permissions-Policy"]


def test_a_missing_page_is_told_kindly_in_the_language_of_the_address(client, db):
    response = client.get("/ar/nulle-part/")
    assert response.status_code == 404
    assert 'dir="rtl"' in response.content.decode()


def test_a_forged_form_is_refused_with_a_page(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/fr/compte/login/", {"login": "alice"})
    assert response.status_code == 403
    assert "expiré" in response.content.decode()
