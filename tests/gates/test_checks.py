"""What is found in a text, and what is not."""

import pytest
from bs4 import BeautifulSoup

from gates.checks import read
from gates.enums import Check
from gates.models import Jargon
from gates.queries import Rules, Term
from gates.reading import Part


def found(check, *parts, language="fr", **rules):
    return [(each.quote, each.kinder) for each in read(parts, language, Rules(**rules), [check])]


def text(words):
    return Part("introduction", text=words)


def rich(html):
    return Part("texte", html=html)


def test_a_long_sentence_is_shown_and_short_ones_are_not():
    long = " ".join(["mot"] * 26) + "."
    assert [quote for quote, _kinder in found(Check.SENTENCE, text(f"Bonjour. {long} Merci !"))] == [long]
    assert found(Check.SENTENCE, text(" ".join(["mot"] * 25) + ".")) == []


def test_a_list_is_not_one_long_sentence():
    items = "".join(f"<li>{'mot ' * 8}</li>" for _number in range(6))
    assert found(Check.SENTENCE, rich(f"<ul>{items}</ul>")) == []


def test_chinese_is_measured_in_characters():
    assert found(Check.SENTENCE, text("请" * 51 + "。"), language="zh-hans")
    assert found(Check.SENTENCE, text("请" * 40 + "。" + "请" * 40 + "。"), language="zh-hans") == []


@pytest.mark.parametrize(
    ("term", "sentence", "is_found"),
    [
        ("récépissé", "Gardez vos récépissés.", True),
        ("récépissé", "Gardez votre RÉCÉPISSÉ.", True),
        ("instruire", "Elle sait construire.", False),
        ("le cas échéant", "Venez, le cas\u00a0échéant, à deux.", True),
        ("a.b", "axb", False),
    ],
)
def test_a_complicated_word_is_found_where_it_stands_as_a_word(term, sentence, is_found):
    jargon = {"fr": [Term(Jargon(term=term).pattern, "un mot simple")]}
    assert bool(found(Check.JARGON, text(sentence), jargon=jargon)) is is_found


def test_the_jargon_of_one_language_is_not_looked_for_in_another():
    jargon = {"fr": [Term(Jargon(term="commence").pattern, "débuter")]}
    assert found(Check.JARGON, text("We commence."), language="en", jargon=jargon) == []


def test_two_words_in_capitals_cry_and_an_acronym_does_not():
    assert found(Check.SHOUTING, text("MERCI BEAUCOUP à tous"))
    assert found(Check.SHOUTING, text("La CAF et le CASVP")) == []


def test_a_skipped_heading_and_a_bold_paragraph_are_told():
    assert found(Check.HEADING, rich("<h4>Trop bas</h4>"))
    assert found(Check.HEADING, rich("<p><b>Horaires</b></p>"))
    assert found(Check.HEADING, rich("<h3>Juste</h3><p>Un mot en <b>gras</b>.</p>")) == []


@pytest.mark.parametrize("words", ["ici", "Cliquez ici", "En savoir plus…", "https://mairie.example/a", ""])
def test_a_link_that_says_nothing_is_told(words):
    assert found(Check.LINK, rich(f'<p>Lisez <a href="/x/">{words}</a></p>'))


def test_a_link_that_names_what_is_there_is_not_told():
    assert found(Check.LINK, rich('<p>Lisez <a href="/x/">la liste des papiers</a>.</p>')) == []


def test_a_table_needs_headers():
    assert found(Check.TABLE, rich("<table><tr><td>lundi</td></tr></table>"))
    assert found(Check.TABLE, rich("<table><tr><th>jour</th></tr></table>")) == []


def test_a_passage_in_another_script_is_told_and_a_name_is_not():
    assert found(Check.LANGUAGE, text("مرحبا بكم في دار البلدية هذه"))
    assert found(Check.LANGUAGE, text("Bienvenue à tous les habitants"), language="ar")
    assert found(Check.LANGUAGE, text("اتصلوا بالجمعية Emmaüs Solidarité"), language="ar") == []
    assert found(Check.LANGUAGE, text("115"), language="ar") == []


class Picture:
    title, decorative = "IMG_2041.jpg", False

    def __init__(self, alternative):
        self.contextual_alt_text = alternative


@pytest.mark.parametrize(
    ("alternative", "is_told"), [("", True), ("IMG_2041.jpg", True), ("Le préau, un matin", False)]
)
def test_a_picture_is_described(alternative, is_told):
    assert bool(found(Check.PICTURE, Part("image", picture=Picture(alternative)))) is is_told


def test_hostile_text_is_only_text():
    for hostile in ("<script>alert(1)</script>", "\x00", "<" * 5000, "a" * 100_000, "‮‭", "<p>" * 500):
        for check in Check:
            read([text(hostile), rich(hostile)], "fr", Rules(), [check])
    assert BeautifulSoup("", "html.parser") is not None
