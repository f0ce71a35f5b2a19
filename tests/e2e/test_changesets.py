"""An editor's day: copies beside a page, a set published and undone at once, a page thrown away, two people on one."""

import pytest

from changesets.models import ChangeSet, Discarded, WorkingCopy
from cms.models import FamilyPage, StandardPage

from .test_editing import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOM = "/redaction/versions-de-travail/"


def make_copy(editor, page, name, words):
    editor.open(f"{ROOM}page/{page.pk}/")
    editor.fill(name=name)
    editor.press("Commencer cette version")
    editor.fill(introduction=words)
    editor.press("Enregistrer la version de travail")
    return WorkingCopy.objects.get(name=name)


@pytest.mark.usefixtures("public_site")
def test_copies_are_written_and_a_set_is_published_and_undone_at_once(cast, visitor):
    page = StandardPage.objects.filter(locale__language_code="fr").first()
    other = FamilyPage.objects.filter(locale__language_code="fr").first()
    former = page.introduction
    editor, administrator, stranger = cast("editor"), cast("admin"), visitor("Stranger")
    first = make_copy(editor, page, "Avant les vacances", "Fermé en août.")
    make_copy(editor, page, "Après les vacances", "Ouvert en septembre.")
    editor.open(f"{ROOM}page/{page.pk}/")
    editor.look("copies of a page")
    editor.open(f"{ROOM}{first.pk}/apercu/")
    editor.reads("Version de travail")
    editor.look("copy seen")
    administrator.open(f"{ROOM}{first.pk}/fusion/")
    administrator.look("put back")
    administrator.press("Publier")
    stranger.open(page.get_url())
    stranger.reads("Fermé en août.")

    editor.open("/redaction/ensembles/")
    editor.look("no set")
    editor.fill(name="Rentrée")
    editor.press("Commencer cet ensemble")
    change_set = ChangeSet.objects.get()
    make_copy(editor, other, "Rentrée, familles", "Les inscriptions sont ouvertes.")
    make_copy(editor, page, "Rentrée", "C’est la rentrée.")
    WorkingCopy.objects.get(name="Après les vacances").delete()
    for _each in range(2):
        editor.open(f"/redaction/ensembles/{change_set.pk}/")
        with editor.page.expect_navigation():
            editor.page.get_by_role("button", name="Ajouter", exact=True).first.click()
    editor.look("set")
    administrator.open(f"/redaction/ensembles/{change_set.pk}/")
    administrator.follow("Publier tout maintenant")
    administrator.look("set sure")
    administrator.press("Publier tout maintenant")
    for each, words in ((page, "C’est la rentrée."), (other, "Les inscriptions sont ouvertes.")):
        stranger.open(each.get_url())
        stranger.reads(words)
    administrator.look("set published")
    administrator.follow("Tout annuler")
    administrator.press("Tout annuler")
    stranger.open(page.get_url())
    stranger.reads("Fermé en août.")
    assert former != "Fermé en août."


@pytest.mark.usefixtures("public_site")
def test_a_page_is_thrown_away_and_comes_back_and_a_late_text_is_not_lost(cast, visitor):
    page = StandardPage.objects.filter(locale__language_code="fr").first()
    address = page.get_url()
    editor, administrator, stranger = cast("editor"), cast("admin"), visitor("Stranger")
    edit = f"/redaction/pages/{page.pk}/edit/"
    editor.open(edit)
    administrator.open(edit)
    administrator.fill(introduction="Ouvert le samedi.")
    act(administrator.page, "button.action-save")
    editor.fill(introduction="Ouvert le lundi.")
    act(editor.page, "button.action-save")
    editor.reads("Ouvert le")
    editor.look("two texts")

    administrator.open(f"/redaction/pages/{page.pk}/delete/")
    administrator.look("throw")
    administrator.press("Mettre à la corbeille")
    assert stranger.open(address) == 404
    administrator.open("/redaction/corbeille/")
    administrator.look("trash")
    administrator.follow("Remettre en place")
    administrator.look("put back page")
    administrator.press("Remettre en place")
    assert stranger.open(address) == 200
    assert not Discarded.objects.exists()
