"""Translations follow the French, sentence by sentence."""

import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.models import SituationPage
from cms.reading import needs_native_reader
from journal.models import Entry
from translation import actions, queries
from translation.enums import State
from translation.models import Draft, Standing
from translation.sentences import Sentence, answer, compare, count_changed, differences, sentences

LANGUAGES = {"en", "ar", "zh-hans", "wo", "bm"}


def publish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def state(page, language):
    row = next(row for row in queries.board_rows() if row.id == page.pk)
    return next(cell for cell in row.cells if cell.language == language)


def test_translations_of_the_demo_answer_the_french_of_their_day(wedding):
    standings = Standing.objects.filter(source=wedding)
    assert {standing.page.locale.language_code for standing in standings} == LANGUAGES
    assert {standing.stale for standing in standings} == {0}
    assert [len(standing.answers) for standing in standings] == [len(sentences(wedding))] * 5
    assert all(each["at"] for standing in standings for each in standing.answers)


def test_blocks_bear_the_same_identifiers_in_every_language(wedding, site):
    arabic = site("ar", "se-marier")
    assert [each.key for each in sentences(arabic)] == [each.key for each in sentences(wedding)]


def test_one_sentence_changed_in_french_is_one_sentence_out_of_date(wedding):
    publish(wedding, introduction=wedding.introduction + " Venez aussi le samedi.")
    assert set(Standing.objects.filter(source=wedding).values_list("stale", flat=True)) == {1}
    assert state(wedding, "ar").state == State.STALE
    changed = queries.sheet(wedding, "ar").changed
    assert [row.key for row in changed] == ["introduction#0"]
    assert ("insert", " Venez aussi le samedi.") in changed[0].parts
    assert changed[0].current.startswith(
        SituationPage.objects.get(slug="se-marier", locale__language_code="ar").introduction[:20]
    )


def test_a_paragraph_put_first_leaves_the_others_as_they_were(wedding):
    raw = list(wedding.body.get_prep_value())
    new = {"type": "paragraph", "value": {"title": "Nouveau", "text": "<p>Une idée. Deux idées.</p>"}}
    page = publish(wedding, body=wedding.body.stream_block.to_python([new, *raw]))
    changed = queries.sheet(page, "en").changed
    assert [row.sentence.text for row in changed] == ["Nouveau", "Une idée. Deux idées."]
    assert Standing.objects.get(page__locale__language_code="en", source=page).stale == 3


def test_french_that_comes_back_to_what_it_was_is_translated_again(wedding):
    former = wedding.introduction
    page = publish(wedding, introduction="Autre chose.")
    publish(page, introduction=former)
    assert set(Standing.objects.filter(source=wedding).values_list("stale", flat=True)) == {0}


def test_a_small_correction_leaves_translations_right_and_is_in_the_log(wedding, editor):
    page = publish(wedding, introduction=wedding.introduction.replace("é", "è", 1))
    assert actions.declare_minor(source=page, actor=editor) == 5
    assert set(Standing.objects.filter(source=page).values_list("stale", flat=True)) == {0}
    line = Entry.objects.filter(verb="translation.minor_change").latest("pk")
    assert (line.actor_id, line.data) == (editor.pk, {"language": "all", "translations": 5})


def test_a_draft_of_the_french_makes_nothing_out_of_date(wedding):
    wedding.introduction = "Pas encore publié."
    wedding.save_revision()
    assert set(Standing.objects.filter(source=wedding).values_list("stale", flat=True)) == {0}


def test_wolof_and_bambara_wait_for_somebody_whose_language_it_is(wedding, site, editor):
    wolof = site("wo", "se-marier")
    assert needs_native_reader(wolof)
    assert not needs_native_reader(site("ar", "se-marier"))
    assert state(wedding, "wo").state == State.UNREAD
    actions.confirm_reading(page=wolof, actor=editor, is_read=True)
    standing = Standing.objects.get(page=wolof)
    assert (standing.read_by, state(wedding, "wo").state) == (editor, State.CURRENT)
    assert standing.read_at
    assert not needs_native_reader(wolof)
    actions.confirm_reading(page=wolof, actor=editor, is_read=False)
    assert needs_native_reader(wolof)


def test_a_reading_no_longer_holds_once_the_page_has_changed(site, editor):
    wolof = site("wo", "se-marier")
    actions.confirm_reading(page=wolof, actor=editor, is_read=True)
    publish(wolof, introduction="Leneen.")
    assert needs_native_reader(wolof)


def test_translations_older_than_the_board_are_taken_as_right(wedding):
    Standing.objects.all().delete()
    assert actions.take_stock() > 5
    assert Standing.objects.filter(source=wedding, stale=0).count() == 5
    assert actions.take_stock() == 0


def texts_for(sheet, **changes):
    return [
        actions.Text(row.key, row.digest, changes.get(row.sentence.field_name, row.value), kept=True)
        for row in sheet.rows
    ]


def through(source, language, author, validator, **changes):
    sheet = queries.sheet(source, language)
    draft = actions.save_draft(
        source=source, language=language, texts=texts_for(sheet, **changes), actor=author, number=0
    )
    draft = actions.submit(draft=draft, actor=author)
    return actions.validate(draft=draft, actor=validator, number=draft.number)


def test_a_translation_validated_keeps_everything_else_of_the_page(wedding, site, translator, team_lead):
    before = site("ar", "se-marier")
    after = through(wedding, "ar", translator, team_lead, introduction="مقدمة جديدة.")
    assert after.introduction == "مقدمة جديدة."
    assert after.body.get_prep_value() == before.body.get_prep_value()
    assert (after.memo, after.title, after.slug) == (before.memo, before.title, before.slug)
    assert after.services.get_prep_value() == wedding.services.get_prep_value()


def test_a_page_not_yet_written_is_made_under_its_parent(site, translator, team_lead):
    page = site("fr", "accessibilite")
    sheet = queries.sheet(page, "wo")
    texts = [actions.Text(row.key, row.digest, f"{row.sentence.text} wo") for row in sheet.rows]
    draft = actions.save_draft(source=page, language="wo", texts=texts, actor=translator)
    draft = actions.submit(draft=draft, actor=translator)
    made = actions.validate(draft=draft, actor=team_lead, number=draft.number)
    assert made.live
    assert made.get_parent().locale.language_code == "wo"
    assert made.title == f"{page.title} wo"
    assert state(page, "wo").state == State.UNREAD
    assert Draft.objects.get().validator == team_lead


def test_a_block_that_the_translation_alone_has_stays(wedding, site, translator, team_lead):
    arabic = site("ar", "se-marier")
    raw = list(arabic.body.get_prep_value())
    raw.insert(1, {"type": "paragraph", "value": {"title": "لكم", "text": "<p>نص خاص.</p>"}})
    publish(arabic, body=arabic.body.stream_block.to_python(raw))
    after = through(wedding, "ar", translator, team_lead, introduction="مقدمة.")
    assert [block.value["title"] for block in after.body][1] == "لكم"
    assert len(after.body) == len(raw)


def test_a_block_gone_from_the_french_goes_from_the_translation(wedding, translator, team_lead):
    raw = list(wedding.body.get_prep_value())
    page = publish(wedding, body=wedding.body.stream_block.to_python(raw[1:]))
    assert queries.sheet(page, "ar").removed
    after = through(page, "ar", translator, team_lead)
    assert len(after.body) == len(raw) - 1
    assert Standing.objects.get(page=after).stale == 0


def line(before, after):
    return compare([Sentence("body.x.text#0", after)], [answer(Sentence("body.x.text#0", before), "")])


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("Une phrase. Deux phrases.", "Une phrase. Deux phrases.", 0),
        ("Une phrase. Deux phrases.", "Une phrase. Trois phrases.", 1),
        ("Une phrase. Deux phrases.", "Un mot ! Trois phrases ?", 2),
        ("Une phrase. Deux phrases.", "Une phrase.", 1),
    ],
)
def test_changed_sentences_are_counted_one_by_one(before, after, count):
    assert count_changed(line(before, after)) == count


def test_differences_give_both_texts_back():
    parts = differences("Venez le lundi.", "Venez le mardi matin.")
    assert "".join(words for what, words in parts if what != "insert") == "Venez le lundi."
    assert "".join(words for what, words in parts if what != "delete") == "Venez le mardi matin."


def picture():
    image = get_image_model()(title="La mairie", file=get_test_image_file())
    image.save()
    value = {"image": {"image": image.pk, "alt_text": "La façade", "decorative": False}, "caption": "Au printemps"}
    return image, {"type": "picture", "value": value}


def test_a_picture_stays_and_its_words_are_translated(wedding, translator, team_lead):
    image, block = picture()
    page = publish(wedding, body=wedding.body.stream_block.to_python([block, *wedding.body.get_prep_value()]))
    sheet = queries.sheet(page, "en")
    words = {"La façade": "The front", "Au printemps": "In spring"}
    texts = [actions.Text(row.key, row.digest, words.get(row.sentence.text, row.value)) for row in sheet.rows]
    draft = actions.save_draft(source=page, language="en", texts=texts, actor=translator)
    draft = actions.submit(draft=draft, actor=translator)
    after = actions.validate(draft=draft, actor=team_lead, number=draft.number)
    found = after.body.get_prep_value()[0]["value"]
    assert (found["image"]["image"], found["image"]["alt_text"]) == (image.pk, "The front")
    assert found["caption"] == "In spring"


def test_pages_made_before_blocks_had_shared_identifiers_are_paired_by_place(wedding, site, translator, team_lead):
    """Lists kept bare, blocks with identifiers of their own: as pages were before."""
    arabic = site("ar", "se-marier")
    former = [
        {**block, "id": str(uuid.uuid4()), "value": bare(block["value"])} for block in arabic.body.get_prep_value()
    ]
    SituationPage.objects.filter(pk=arabic.pk).update(body=json.dumps(former))
    Standing.objects.filter(page=arabic).delete()
    actions.take_stock()
    standing = Standing.objects.get(page=arabic)
    assert standing.stale == 0
    assert all(each["at"] for each in standing.answers)
    texts = [row.current for row in queries.sheet(wedding, "ar").rows]
    assert all(texts)
    after = through(wedding, "ar", translator, team_lead, introduction="مقدمة.")
    assert [block.value["title"] for block in after.body] == [block["value"]["title"] for block in former]
    assert len(sentences(after)) == len(sentences(wedding))


def bare(value):
    return {name: [item["value"] for item in each] if isinstance(each, list) else each for name, each in value.items()}


def test_a_translation_whose_parent_is_not_written_waits_for_it(site, translator, team_lead):
    page = site("fr", "se-marier")
    for language_page in (site("wo", "se-marier"), site("wo", page.get_parent().slug)):
        language_page.delete()
    sheet = queries.sheet(page, "wo")
    texts = [actions.Text(row.key, row.digest, row.sentence.text) for row in sheet.rows]
    draft = actions.save_draft(source=page, language="wo", texts=texts, actor=translator)
    draft = actions.submit(draft=draft, actor=translator)
    with pytest.raises(ValidationError, match="Traduisez d’abord"):
        actions.validate(draft=draft, actor=team_lead, number=draft.number)
