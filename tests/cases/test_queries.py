"""Finding cases and their pieces."""


def test_the_administrator_finds_who_sees_a_case_by_its_number(opened, administrator, sign_in):
    text = sign_in(administrator).get("/agent/qui-voit/", {"objet": opened.number.lower()}).content.decode()
    assert "Alice Martin" in text
    assert "partie au dossier" in text
