"""The board and the page beside its French, through their addresses."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cms.models import FamilyIndexPage
from journal.models import Entry
from notifications.models import Message
from translation import queries
from translation.enums import DraftState
from translation.models import Draft, Standing
from workflows.elsewhere import waiting_for

from .test_following import publish

BOARD = "/redaction/traductions/"


def address(page, language, verb=""):
    return f"{BOARD}{page.pk}/{language}/{verb}"


def typed(sheet, number=0, **changes):
    """What the browser sends: ``changes`` by the name of the field, a text or True for « still right »."""
    data = {"number": number}
    for row in sheet.rows:
        change = changes.get(row.sentence.field_name)
        data[f"r-{row.number}"] = f"{row.key}|{row.digest}"
        data[f"t-{row.number}"] = change if isinstance(change, str) else row.value
        if change is True:
            data[f"ok-{row.number}"] = "on"
    return data


@pytest.fixture
def changed(wedding):
    return publish(wedding, introduction=wedding.introduction + " Venez aussi le samedi.")


@pytest.fixture
def submitted(changed, translator, sign_in):
    data = typed(queries.sheet(changed, "ar"), introduction="نعم، يوم السبت أيضا.")
    response = sign_in(translator).post(address(changed, "ar"), {**data, "submit": ""})
    assert response.status_code == 302
    return Draft.objects.get()


def test_the_board_shows_every_language_of_every_page(wedding, editor, sign_in):
    html = sign_in(editor).get(BOARD).content.decode()
    assert html.count(f'href="{BOARD}{wedding.pk}/') == 5
    assert "Écrite par nous, pas encore lue" in html
    assert "100 %" in html or re.search(r"\d+ % ·", html)


def test_the_board_keeps_what_is_out_of_date_in_a_language(changed, site, editor, sign_in):
    html = sign_in(editor).get(BOARD, {"etat": "stale", "langue": "ar"}).content.decode()
    assert changed.title in html
    assert site("fr", "arriver-dans-le-19e").title not in html
    assert html.count(f'href="{BOARD}{changed.pk}/') == 1
    assert "1 phrase" in html


def test_a_filter_that_finds_nothing_says_so(wedding, editor, sign_in):
    html = sign_in(editor).get(BOARD, {"etat": "waiting"}).content.decode()
    assert "Aucune page ne correspond" in html


def test_the_board_asks_the_same_number_of_queries_whatever_there_is(wedding, site, editor, sign_in):
    client = sign_in(editor)
    client.get(BOARD)
    with CaptureQueriesContext(connection) as few:
        client.get(BOARD, {"sorte": "guidepage"})
    for slug in ("se-marier", "arriver-dans-le-19e"):
        Draft.objects.create(source=site("fr", slug), language="ar")
    with CaptureQueriesContext(connection) as many:
        client.get(BOARD)
    assert len(many) == len(few)


@pytest.mark.parametrize("who", ["lead", "volant"])
def test_other_agents_do_not_enter(who, wedding, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(BOARD).status_code == 403
    assert client.get(address(wedding, "ar")).status_code == 403


def test_only_what_changed_is_asked_for(changed, editor, sign_in):
    html = sign_in(editor).get(address(changed, "ar"), {"seulement": "1"}).content.decode()
    assert html.count("<textarea") == 1
    assert "<ins> Venez aussi le samedi.</ins>" in html
    assert re.search(r'<textarea[^>]* lang="ar" dir="rtl"', html)


def test_a_translator_cannot_validate_her_own_and_a_second_person_does(
    submitted, changed, translator, team_lead, site, sign_in
):
    client = sign_in(translator)
    assert "une autre personne la valide" in client.get(address(changed, "ar")).content.decode()
    posted = client.post(address(changed, "ar", "valider/"), {"number": submitted.number})
    assert posted.status_code == 403
    assert "السبت" not in site("ar", "se-marier").introduction
    other = sign_in(team_lead)
    assert "Valider et publier" in other.get(address(changed, "ar")).content.decode()
    assert other.post(address(changed, "ar", "valider/"), {"number": submitted.number}).status_code == 302
    assert site("ar", "se-marier").introduction == "نعم، يوم السبت أيضا."
    assert Standing.objects.get(page=site("ar", "se-marier")).stale == 0
    assert Message.objects.filter(kind="translation_validated", recipient=translator).exists()
    verbs = set(Entry.objects.filter(verb__startswith="translation.").values_list("verb", flat=True))
    assert {"translation.saved", "translation.submitted", "translation.validated"} <= verbs


def test_a_reviewer_who_wrote_a_word_does_not_validate(changed, team_lead, sign_in):
    data = typed(queries.sheet(changed, "ar"), introduction="نعم.")
    client = sign_in(team_lead)
    client.post(address(changed, "ar"), {**data, "submit": ""})
    draft = Draft.objects.get()
    assert client.post(address(changed, "ar", "valider/"), {"number": draft.number}).status_code == 403


def test_an_editor_does_not_validate_the_work_of_another(submitted, changed, editor, sign_in):
    assert sign_in(editor).post(address(changed, "ar", "valider/"), {"number": submitted.number}).status_code == 403


def test_reviewers_are_told_and_the_inbox_says_what_waits(changed, team_lead, translator, editor, sign_in):
    data = typed(queries.sheet(changed, "ar"), introduction="نعم.")
    sign_in(translator).post(address(changed, "ar"), {**data, "submit": ""})
    told = Message.objects.filter(kind="translation_to_validate")
    assert [message.recipient for message in told] == [team_lead]
    sentences = [waiting.sentence for waiting in waiting_for(team_lead)]
    assert "1 traduction attend d’être validée." in sentences
    assert "Le français a changé : 5 traductions à mettre à jour." in sentences
    assert len(waiting_for(translator)) == 1


def test_what_is_sent_back_comes_with_a_word(submitted, changed, team_lead, translator, sign_in):
    client = sign_in(team_lead)
    bare = client.post(address(changed, "ar", "rendre/"), {"number": submitted.number, "comment": ""})
    assert bare.status_code == 422
    client.post(address(changed, "ar", "rendre/"), {"number": submitted.number, "comment": "Plus simple."})
    submitted.refresh_from_db()
    assert submitted.state == DraftState.WRITING
    assert "Plus simple." in sign_in(translator).get(address(changed, "ar")).content.decode()
    assert Message.objects.filter(kind="translation_sent_back", recipient=translator).exists()


def test_a_changed_sentence_left_as_it_was_is_not_submitted(changed, translator, sign_in):
    data = typed(queries.sheet(changed, "ar"))
    response = sign_in(translator).post(address(changed, "ar"), {**data, "submit": ""})
    assert response.status_code == 422
    assert "reste juste" in response.content.decode()
    assert not Draft.objects.exists()


def test_a_sentence_declared_still_right_is_answered(changed, translator, team_lead, site, sign_in):
    data = typed(queries.sheet(changed, "ar"), introduction=True)
    sign_in(translator).post(address(changed, "ar"), {**data, "submit": ""})
    draft = Draft.objects.get()
    before = site("ar", "se-marier").introduction
    sign_in(team_lead).post(address(changed, "ar", "valider/"), {"number": draft.number})
    after = site("ar", "se-marier")
    assert after.introduction == before
    assert Standing.objects.get(page=after).stale == 0


def test_two_translators_at_once_lose_nothing(changed, translator, editor, sign_in):
    sheet = queries.sheet(changed, "ar")
    sign_in(editor).post(address(changed, "ar"), {**typed(sheet, introduction="الأولى"), "save": ""})
    late = sign_in(translator).post(address(changed, "ar"), {**typed(sheet, introduction="الثانية"), "save": ""})
    assert late.status_code == 409
    assert "الثانية" in late.content.decode()
    assert "الأولى" in late.content.decode()
    assert Draft.objects.get().texts["introduction#0"]["text"] == "الأولى"


@pytest.mark.parametrize(
    ("words", "fault"),
    [("a\x00b", "invisible"), ("x" * 300, "trop long")],
)
def test_what_cannot_be_kept_is_said_and_comes_back(words, fault, wedding, translator, sign_in):
    data = typed(queries.sheet(wedding, "en"), title=words)
    response = sign_in(translator).post(address(wedding, "en"), {**data, "save": ""})
    assert response.status_code == 422
    assert fault in response.content.decode()
    assert not Draft.objects.exists()


def test_marks_of_the_french_are_kept(wedding, translator, sign_in):
    raw = list(wedding.body.get_prep_value())
    bold = {
        "type": "paragraph",
        "value": {"title": "", "text": '<p>Lisez <b>ceci</b> <a href="https://paris.fr">ici</a>.</p>'},
    }
    page = publish(wedding, body=wedding.body.stream_block.to_python([bold, *raw]))
    sheet = queries.sheet(page, "en")
    row = next(row for row in sheet.rows if "ceci" in row.sentence.text)
    assert row.sentence.text == 'Lisez <b>ceci</b> <a id="a1">ici</a>.'
    client = sign_in(translator)
    for words, fault in [
        ("Read this here.", "Il manque la marque"),
        ('Read <b>this</b> <a id="a1">here</a><script>x</script>.', "Seules les marques"),
        ('Read <b>this</b> <a id="a1" href="javascript:x">here</a>.', "Seules les marques"),
        ('Read <b>this</b> <a id="a1">here</a> <a id="a2">there</a>.', "n’est pas dans le texte"),
    ]:
        data = {**typed(sheet), f"t-{row.number}": words, "save": ""}
        response = client.post(address(page, "en"), data)
        assert (response.status_code, fault in response.content.decode()) == (422, True), words


def test_a_link_keeps_its_address_through_a_translation(wedding, translator, team_lead, site, sign_in):
    raw = list(wedding.body.get_prep_value())
    link = {"type": "paragraph", "value": {"title": "", "text": '<p>Lisez <a href="https://paris.fr">ici</a>.</p>'}}
    page = publish(wedding, body=wedding.body.stream_block.to_python([*raw, link]))
    sheet = queries.sheet(page, "en")
    row = next(row for row in sheet.rows if "Lisez" in row.sentence.text)
    data = {**typed(sheet), f"t-{row.number}": 'Read <a id="a1">here</a>.', "submit": ""}
    sign_in(translator).post(address(page, "en"), data)
    sign_in(team_lead).post(address(page, "en", "valider/"), {"number": Draft.objects.get().number})
    assert '<a href="https://paris.fr">here</a>' in site("en", "se-marier").body.get_prep_value()[-1]["value"]["text"]


def test_a_draft_is_thrown_away_and_the_page_stays(changed, translator, site, sign_in):
    client = sign_in(translator)
    client.post(address(changed, "ar"), {**typed(queries.sheet(changed, "ar"), introduction="x"), "save": ""})
    draft = Draft.objects.get()
    before = site("ar", "se-marier").introduction
    assert client.post(address(changed, "ar", "jeter/"), {"number": draft.number}).status_code == 302
    assert not Draft.objects.exists()
    assert site("ar", "se-marier").introduction == before


def test_the_editor_says_afterwards_that_a_change_was_small(changed, editor, sign_in):
    sign_in(editor).post(f"{BOARD}{changed.pk}/petite-correction/", {"language": "ar"})
    stale = Standing.objects.filter(source=changed, stale__gt=0)
    assert {standing.page.locale.language_code for standing in stale} == {"en", "zh-hans", "wo", "bm"}


@pytest.fixture
def families(site):
    """The list of families, a page without blocks, in a language."""
    return lambda language: FamilyIndexPage.objects.get(locale__language_code=language)


def form_of(page, **changes):
    fields = {
        "title": page.title,
        "slug": page.slug,
        "introduction": page.introduction,
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    return nested_form_data({**fields, **changes})


def press(client, page, button, **changes):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, **changes, **button))


def test_publishing_a_small_correction_from_the_editor_leaves_translations_right(families, administrator, sign_in):
    page = families("fr")
    press(sign_in(administrator), page, {"action-publish": "action-publish-minor"}, introduction="Une virgule, ici.")
    page = families("fr")
    assert page.introduction == "Une virgule, ici."
    assert Standing.objects.filter(source=page).exists()
    assert not Standing.objects.filter(source=page, stale__gt=0).exists()


def test_publishing_french_from_the_editor_makes_translations_wait(families, administrator, sign_in):
    page = families("fr")
    press(sign_in(administrator), page, {"action-publish": "action-publish"}, introduction="Tout autre chose.")
    assert Standing.objects.filter(source=page, stale__gt=0).count() == 5


def test_nobody_publishes_a_translation_alone_from_the_editor(families, administrator, sign_in):
    page = families("ar")
    press(sign_in(administrator), page, {"action-publish": "action-publish"}, introduction="وحدي.")
    assert families("ar").introduction != "وحدي."
    assert families("ar").get_latest_revision_as_object().introduction == "وحدي."


def waiting_review(page, author, sign_in):
    press(sign_in(author), page, {"action-submit": "1"}, introduction="مراجعة.")
    return page.current_workflow_task_state


def approve(client, page, task):
    place = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    return client.post(place, {"comment": ""})


def test_nobody_approves_in_the_editor_the_translation_she_submitted(families, team_lead, administrator, sign_in):
    page = families("ar")
    task = waiting_review(page, team_lead, sign_in)
    approve(sign_in(team_lead), page, task)
    assert families("ar").introduction != "مراجعة."
    approve(sign_in(administrator), page, task)
    assert families("ar").introduction == "مراجعة."


def test_nobody_publishes_translations_by_the_handful(families, administrator, sign_in):
    page = families("ar")
    press(sign_in(administrator), page, {}, introduction="مسودة.")
    place = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    sign_in(administrator).post(f"{place}?id={page.pk}&next=/redaction/")
    assert families("ar").introduction != "مسودة."
    assert families("ar").get_latest_revision_as_object().introduction == "مسودة."


def test_the_editor_of_a_page_says_how_its_languages_are(changed, administrator, sign_in):
    html = sign_in(administrator).get(reverse("wagtailadmin_pages:edit", args=[changed.pk])).content.decode()
    assert "5 langues, 5 à mettre à jour" in html
    assert "les traductions restent justes" in html


def test_a_reviewer_who_rewrites_does_not_approve_her_own_words(families, team_lead, administrator, sign_in):
    task = waiting_review(families("ar"), administrator, sign_in)
    page = families("ar").get_latest_revision_as_object()
    page.introduction = "كلماتي."
    page.save_revision(user=team_lead)
    approve(sign_in(team_lead), page, task)
    assert families("ar").introduction != "كلماتي."
    assert families("ar").workflow_in_progress


def test_a_translation_taken_off_the_site_is_not_put_back_alone_with_other_words(families, administrator, sign_in):
    families("ar").unpublish()
    press(sign_in(administrator), families("ar"), {"action-publish": "action-publish"}, introduction="وحدي.")
    assert not families("ar").live
    assert families("ar").get_latest_revision_as_object().introduction == "وحدي."
