"""No second way in: the sign-in with limits and second factor is the only one."""

from django.test import Client

from ui.printing import html_to_pdf


def test_the_pages_library_brings_no_sign_in_of_its_own(alice, volant):
    for person in (alice, volant):
        person.set_password("quatre mots sans lien")
        person.save()
        client = Client()
        typed = {"username": person.username, "password": "quatre mots sans lien"}
        assert client.post("/fr/_util/login/", typed).status_code == 405
        assert "_auth_user_id" not in client.session
    assert Client().get("/fr/_util/login/")["Location"].startswith("/fr/compte/login/")


def test_the_editors_door_sends_nobody_to_another_site(alice):
    alice.set_password("quatre mots sans lien")
    alice.save()
    client = Client()
    door = client.get("/redaction/login/?next=https://evil.example/")["Location"]
    answer = client.post(door, {"login": alice.email, "password": "quatre mots sans lien"})
    assert answer.status_code == 302
    assert "evil.example" not in answer["Location"]


def test_printing_fetches_nothing(monkeypatch, tmp_path):
    from urllib import request

    opened = []
    for handler in (request.HTTPHandler, request.HTTPSHandler, request.FileHandler):
        for name in ("http_open", "https_open", "file_open"):
            if hasattr(handler, name):
                monkeypatch.setattr(handler, name, lambda self, asked: opened.append(asked.full_url))
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    sources = [secret.as_uri(), "http://127.0.0.1:1/", "https://127.0.0.1:1/", "/static/x.png"]
    html = "".join(f'<img src="{source}"><link rel="attachment" href="{source}">' for source in sources)
    assert html_to_pdf(html).startswith(b"%PDF")
    assert opened == []
