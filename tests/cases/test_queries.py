"""Finding cases and their pieces."""


def test_the_administrator_finds_who_sees_a_case_by_its_number(opened, administrator, sign_in):
    text = sign_in(administrator).get("/agent/qui-voit/", {"objet": opened.number.lower()}).content.decode()
    assert "Alice Martin" in text
    assert "partie au dossier" in text


def test_the_papers_page_knows_an_invitation_is_on_its_way(draft, alice, sign_in):
    from cases import actions

    address = f"/fr/espace/dossiers/{draft.public_id}/pieces/"
    assert "L’inviter" in sign_in(alice).get(address).content.decode()
    actions.invite(case=draft, actor=alice, email="someone@example.org")
    text = sign_in(alice).get(address).content.decode()
    assert "L’invitation est partie." in text
    assert "L’inviter" not in text
