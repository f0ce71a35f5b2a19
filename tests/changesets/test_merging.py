"""Three texts made one."""

import json

from changesets.enums import Choice
from changesets.merging import merge


def block(name, text, kind="paragraph"):
    return {"id": name, "type": kind, "value": {"title": "", "text": text}}


def page(title="Titre", body=()):
    return {"title": title, "body": json.dumps(list(body)), "path": "0001"}


def merged(base, mine, theirs, choices=None):
    found = merge(base, mine, theirs, ["title", "body"], choices)
    return found.content["title"], json.loads(found.content["body"]), [each.key for each in found.conflicts]


A, B, C = block("a", "<p>un</p>"), block("b", "<p>deux</p>"), block("c", "<p>trois</p>")


def test_each_field_is_taken_from_the_side_that_changed_it():
    found = merged(page(body=[A]), page("Neuf", [A]), page(body=[A, B]))
    assert found == ("Neuf", [A, B], [])


def test_two_blocks_changed_on_two_sides_are_both_kept():
    mine, theirs = block("a", "<p>un !</p>"), block("b", "<p>deux !</p>")
    assert merged(page(body=[A, B]), page(body=[mine, B]), page(body=[A, theirs]))[1:] == ([mine, theirs], [])


def test_blocks_added_on_both_sides_follow_the_neighbours_they_had():
    here, there = block("x", "<p>ici</p>"), block("y", "<p>là</p>")
    _title, body, conflicts = merged(page(body=[A, B]), page(body=[A, here, B]), page(body=[A, B, there]))
    assert [each["id"] for each in body] == ["a", "x", "b", "y"]
    assert conflicts == []


def test_a_block_taken_away_stays_away_unless_the_other_side_wrote_in_it():
    assert merged(page(body=[A, B]), page(body=[A]), page(body=[A, B]))[1:] == ([A], [])
    written = block("b", "<p>deux, mieux</p>")
    assert merged(page(body=[A, B]), page(body=[A]), page(body=[A, written]))[2] == ["body/b"]
    answer = {"body/b": (Choice.MINE, "")}
    assert merged(page(body=[A, B]), page(body=[A]), page(body=[A, written]), answer)[1:] == ([A], [])


def test_the_order_of_the_only_side_that_moved_blocks_is_kept():
    body = merged(page(body=[A, B, C]), page(body=[C, A, B]), page(body=[A, B, C]))[1]
    assert [each["id"] for each in body] == ["c", "a", "b"]
    assert merged(page(body=[A, B, C]), page(body=[C, A, B]), page(body=[B, A, C]))[2] == ["body/order"]


def test_paragraphs_changed_on_two_sides_make_one_text():
    base, mine, theirs = (
        "<p>un</p><p>deux</p><p>trois</p>",
        "<p>UN</p><p>deux</p><p>trois</p>",
        "<p>un</p><p>deux</p><p>TROIS</p>",
    )
    found = merged(page(body=[block("a", base)]), page(body=[block("a", mine)]), page(body=[block("a", theirs)]))
    assert found[1:] == ([block("a", "<p>UN</p><p>deux</p><p>TROIS</p>")], [])


def test_the_same_paragraph_changed_twice_is_asked_about_and_every_answer_is_followed():
    base, mine, theirs = (page(body=[block("a", f"<p>{word}</p>")]) for word in ("un", "moi", "eux"))
    assert merged(base, mine, theirs)[2] == ["body/a/text"]
    wanted = {
        (Choice.MINE, ""): "<p>moi</p>",
        (Choice.THEIRS, ""): "<p>eux</p>",
        (Choice.BOTH, ""): "<p>eux</p><p>moi</p>",
    }
    for answer, text in wanted.items():
        assert merged(base, mine, theirs, {"body/a/text": answer})[1:] == ([block("a", text)], [])


def test_without_a_base_every_difference_is_asked_about():
    assert merged(None, page("Moi"), page("Eux"))[2] == ["title"]


def test_what_is_not_written_by_editors_is_never_taken_from_a_copy():
    mine = {**page(), "path": "9999"}
    assert merge(page(), mine, page(), ["title", "body"]).content["path"] == "0001"


def test_keys_that_the_editing_form_gives_to_paragraphs_are_no_change():
    base, mine, theirs = ("<p>Un.</p>", '<p data-block-key="a1">Un.</p>', '<p data-block-key="b2">Un.</p>')
    assert merge({"text": base}, {"text": mine}, {"text": theirs}, ["text"]).conflicts == []
    bodies = [json.dumps([{"type": "t", "id": "1", "value": {"text": text}}]) for text in (base, mine, theirs)]
    assert merge(*({"body": each} for each in bodies), ["body"]).conflicts == []


def test_nobody_writes_html_by_hand_into_a_text_with_layout():
    sides = [{"text": f"<p>{words}</p>"} for words in ("Un.", "Deux.", "Trois.")]
    merged = merge(*sides, ["text"], {"text": ("write", "<script>x</script>")})
    assert merged.content == sides[2]
    assert [each.is_plain for each in merged.conflicts] == [False]
