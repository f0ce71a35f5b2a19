"""The dictionary in images: browsed by picture, in six languages, heard, shown, printed."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

import ui
from dictionary import queries, seeds, sounds
from dictionary.actions import add_notion
from dictionary.models import Notion, Recording
from dictionary.signs import INKS
from journal.models import Entry

from .conftest import LANGUAGES, WORDS, all_words, silence

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client()


def text(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_card_shows_the_word_of_the_reader_and_the_french_one(card, visitor, language):
    page = text(visitor, f"/{language}/dictionnaire/")
    assert f'dir="{"rtl" if language == "ar" else "ltr"}">{WORDS[language]}<' in page
    assert WORDS["fr"] in page
    assert f"/{language}/dictionnaire/identity-card/" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notion_gives_its_word_and_meaning_in_the_six_languages(card, visitor, language):
    page = text(visitor, f"/{language}/dictionnaire/identity-card/")
    for code, word in WORDS.items():
        direction = "rtl" if code == "ar" else "ltr"
        assert re.search(rf'<p class="word__said" lang="{code}" dir="{direction}" data-say>{word}</p>', page)
        assert f"définition {code}" in page


def test_a_missing_word_is_the_french_one_labelled(french_only, visitor):
    for address in ("/ar/dictionnaire/", "/ar/dictionnaire/cashier/"):
        page = text(visitor, address)
        assert 'lang="fr" dir="ltr">la caisse<' in page
        assert 'lang="fr" dir="ltr">en français<' in page


def test_one_browses_by_theme_and_searches_in_any_language(card, french_only, visitor):
    assert "la caisse" not in text(visitor, "/fr/dictionnaire/?theme=papers")
    for words in ("CARTE identite", "بطاقة", "身份", "kart", "identity-card"):
        page = text(visitor, f"/fr/dictionnaire/?q={words}")
        assert "identity-card/" in page
        assert "la caisse" not in page
    assert "Aucune image pour ces mots" in text(visitor, "/fr/dictionnaire/?q=zzz")
    assert "la caisse" in text(visitor, "/fr/dictionnaire/?theme=nowhere&q=%00")


def test_an_empty_dictionary_says_so_kindly(visitor):
    assert "s’écrit en ce moment" in text(visitor, "/fr/dictionnaire/")


def test_what_is_not_shown_is_nowhere(card, visitor):
    Notion.objects.update(is_shown=False)
    assert "carte d’identité" not in text(visitor, "/fr/dictionnaire/")
    for part in ("", "montrer/", "carte.pdf"):
        assert visitor.get(f"/fr/dictionnaire/identity-card/{part}").status_code == 404


def test_what_an_agent_is_shown_is_french_first(card, visitor):
    page = text(visitor, "/ar/dictionnaire/identity-card/montrer/")
    assert f'<h1 lang="fr" dir="ltr">{WORDS["fr"]}</h1>' in page
    assert WORDS["ar"] in page


def test_pages_ask_as_much_of_the_database_for_three_notions_as_for_one(card, visitor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as asked:
            queries.read_entries()
            visitor.get("/fr/dictionnaire/")
        return len(asked)

    visitor.get("/fr/dictionnaire/")
    first = count()
    for key in ("passport", "ticket"):
        add_notion(actor=None, key=key, theme="papers", pictogram=key, words=all_words())
    visitor.get("/fr/dictionnaire/")
    assert count() == first


# Voices


def test_a_published_voice_is_heard_whole_and_in_ranges(card, voice, visitor):
    recording = voice(is_published=True)
    card.words.filter(language="bm").update(sound=recording)
    address = f"/voix/{recording.public_id}"
    assert f'src="{address}"' in text(visitor, "/fr/dictionnaire/identity-card/")
    whole = visitor.get(address)
    content = b"".join(whole.streaming_content)
    assert (whole["Content-Type"], whole["Accept-Ranges"], content) == ("audio/wav", "bytes", silence())
    for asked, expected in {"bytes=2-5": content[2:6], "bytes=-4": content[-4:], "bytes=8000-": content[8000:]}.items():
        part = visitor.get(address, headers={"range": asked})
        assert part.status_code == 206
        assert b"".join(part.streaming_content) == expected
        assert part["Content-Length"] == str(len(expected))
    outside = visitor.get(address, headers={"range": "bytes=99999-"})
    assert (outside.status_code, outside["Content-Range"]) == (416, f"bytes */{len(content)}")
    assert visitor.get(address, headers={"range": "pages=1-2"}).status_code == 200


def test_a_voice_that_is_not_published_is_not_heard(card, voice, visitor):
    recording = voice()
    card.words.filter(language="bm").update(sound=recording)
    assert visitor.get(f"/voix/{recording.public_id}").status_code == 404
    assert str(recording.public_id) not in text(visitor, "/fr/dictionnaire/identity-card/")


def test_a_voice_needs_the_agreement_of_who_speaks(voice):
    with pytest.raises(IntegrityError), transaction.atomic():
        voice(is_published=True, has_consent=False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", sounds.EMPTY),
        (b"<svg onload='alert(1)'>", sounds.NOT_A_SOUND),
        (b"MZ\x90\x00" + bytes(500), sounds.NOT_A_SOUND),
        (b"RIFF\x24\x00\x00\x00AVI LIST", sounds.NOT_A_SOUND),
        (b"%PDF-1.7", sounds.NOT_A_SOUND),
    ],
)
def test_a_false_sound_is_refused_whatever_its_name(content, sentence):
    with pytest.raises(ValidationError) as refused:
        sounds.kind_of(SimpleUploadedFile("a.mp3", content, content_type="audio/mpeg"))
    assert refused.value.messages == [str(sentence)]


def test_a_sound_too_heavy_is_refused(monkeypatch):
    monkeypatch.setattr(sounds, "MAX_BYTES", 100)
    with pytest.raises(ValidationError):
        sounds.kind_of(SimpleUploadedFile("a.wav", silence()))


MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x64" + bytes(800)
OPUS = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom\x00\x00\x00\x00" + bytes(50)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(silence(), "audio/wav"), (MP3, "audio/mpeg"), (OPUS, "audio/ogg"), (M4A, "audio/mp4")],
)
def test_the_four_kinds_of_sound_are_known_by_their_content(content, kind):
    assert sounds.kind_of(SimpleUploadedFile("son", content)) == kind


# The editing room


@pytest.fixture
def editing(editor, sign_in):
    from cms.groups import ensure_groups, follow_roles

    ensure_groups()
    follow_roles(editor)
    return sign_in(editor)


def typed(**changes):
    words = {f"word_{code}": word for code, word in WORDS.items()}
    meanings = {f"definition_{code}": f"sens {code}" for code in WORDS}
    return (
        {"key": "family-book", "theme": "papers", "pictogram": "booklet", "is_shown": "on"} | words | meanings | changes
    )


def test_an_editor_writes_the_six_languages_on_one_screen(editing):
    page = text(editing, "/redaction/snippets/dictionary/notion/add/")
    for code in LANGUAGES:
        assert re.search(
            rf'<input[^>]*name="word_{code}"[^>]*lang="{code}"[^>]*dir="{"rtl" if code == "ar" else "ltr"}"', page
        )
    response = editing.post("/redaction/snippets/dictionary/notion/add/", typed())
    assert response.status_code == 302
    entry = queries.entries()["family-book"]
    assert {code: word.word for code, word in entry.words.items()} == WORDS
    assert Entry.objects.filter(verb="dictionary.notion.create").count() == 1
    assert "6 / 6" in text(editing, "/redaction/snippets/dictionary/notion/")


def test_an_editor_takes_a_word_away_and_sees_what_is_missing(editing, card, visitor):
    text(visitor, "/wo/dictionnaire/")
    address = f"/redaction/snippets/dictionary/notion/edit/{card.pk}/"
    assert WORDS["ar"] in text(editing, address)
    editing.post(address, typed(key="identity-card", word_wo="", definition_wo=""))
    assert "wo" not in queries.entries()["identity-card"].words
    assert WORDS["wo"] not in text(visitor, "/wo/dictionnaire/")
    assert "5 / 6" in text(editing, "/redaction/snippets/dictionary/notion/")
    assert Entry.objects.filter(verb="dictionary.notion.edit", target_id=str(card.pk)).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pictogram": "no-such-picture"}, "Aucun pictogramme ne porte ce nom."),
        ({"pictogram": ""}, "Donnez un pictogramme ou un dessin."),
        ({"word_ar": ""}, "Écrivez aussi le mot."),
        ({"drawing_file": SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>")}, "Gardez seulement des traits"),
    ],
)
def test_what_was_typed_is_kept_when_something_is_wrong(editing, changes, sentence):
    response = editing.post("/redaction/snippets/dictionary/notion/add/", typed(**changes))
    page = response.content.decode()
    assert sentence in page
    assert WORDS["bm"] in page
    assert not Notion.objects.exists()


def test_an_editors_own_drawing_takes_the_place_of_the_pictogram(editing, visitor):
    drawing = SimpleUploadedFile("a.svg", b'<svg viewBox="0 0 24 24"><path d="M3 4h5" fill="red"/></svg>')
    assert editing.post("/redaction/snippets/dictionary/notion/add/", typed(drawing_file=drawing)).status_code == 302
    assert '<path d="M3 4h5"/></svg>' in text(visitor, "/fr/dictionnaire/family-book/")


def test_an_editor_gives_a_voice_and_a_false_one_is_refused(editing, settings, tmp_path, clamd):
    settings.MEDIA_ROOT = tmp_path
    address = "/redaction/snippets/dictionary/recording/add/"
    words = {"title": "Bonjour", "language": "bm", "transcript": "I ni ce", "has_consent": "on", "is_published": "on"}
    refused = editing.post(address, words | {"file": SimpleUploadedFile("a.mp3", b"MZ not a sound")})
    assert "n’est pas un son" in refused.content.decode()
    assert "I ni ce" in refused.content.decode()
    without = words | {"file": SimpleUploadedFile("a.wav", silence())}
    del without["has_consent"]
    assert "il faut l’accord" in editing.post(address, without).content.decode()
    assert editing.post(address, words | {"file": SimpleUploadedFile("a.wav", silence())}).status_code == 302
    recording = Recording.objects.get()
    assert (recording.content_type, recording.size) == ("audio/wav", len(silence()))
    assert Entry.objects.filter(verb="dictionary.recording.create").exists()


# Paper


def pages_of(response):
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        return [[round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] for page in pdf.pages]


def test_a_notion_is_printed_as_one_card(card, visitor):
    assert pages_of(visitor.get("/fr/dictionnaire/identity-card/carte.pdf")) == [[105, 148]]


def test_an_agent_prints_the_signs_of_the_building(registrar, sign_in):
    client = sign_in(registrar)
    assert "État civil" in text(client, "/agent/panneaux/")
    for door in ("service:etat-civil", "family:citizenship"):
        asked = {"door": door, "arrow": "arrow-left", "size": "A4"}
        assert pages_of(client.get("/agent/panneaux/panneau.pdf", asked)) == [[297, 210]]
    assert pages_of(client.get("/agent/panneaux/panneau.pdf", asked | {"size": "A3"})) == [[420, 297]]
    assert client.get("/agent/panneaux/panneau.pdf", asked | {"door": "service:nowhere"}).status_code == 422


def test_signs_wear_the_colours_of_the_families_on_paper():
    css = (Path(ui.__file__).parent / "static/ui/print.css").read_text()
    for family, ink in INKS.items():
        assert f".family--{family} {{ --accent: {ink};" in css


def test_the_sheet_shows_every_picture_at_three_sizes(card, registrar, sign_in):
    assert len(pages_of(sign_in(registrar).get("/agent/panneaux/planche.pdf"))) == 1


# What the dictionary begins with


def test_notions_are_loaded_once_and_left_as_editors_made_them(tmp_path):
    (tmp_path / "words").mkdir()
    (tmp_path / "notions.toml").write_text('[[notion]]\nkey = "ticket"\ntheme = "steps"\npictogram = "ticket"\n')
    (tmp_path / "words" / "fr.toml").write_text('[ticket]\nword = "le ticket"\ndefinition = "Un numéro."\n')
    seeds.ensure_notions(tmp_path)
    Notion.objects.get(key="ticket").words.update(word="le numéro")
    seeds.ensure_notions(tmp_path)
    assert [str(notion) for notion in Notion.objects.all()] == ["le numéro"]


def test_the_dictionary_is_filled_at_once_with_one_line_of_the_log(django_assert_max_num_queries):
    with django_assert_max_num_queries(30):  # the search learns them too
        seeds.ensure_notions()
    total = len(seeds.notions())
    assert [row[2:] for row in queries.completeness()] == [(total, total, total)] * len(LANGUAGES)
    assert Entry.objects.filter(verb="dictionary.notion.fill").count() == 1
    with django_assert_max_num_queries(4):
        seeds.ensure_notions()


def test_what_came_in_bulk_is_on_the_pages_at_once(visitor):
    assert "s’écrit en ce moment" in text(visitor, "/fr/dictionnaire/")
    seeds.ensure_notions()
    assert "/fr/dictionnaire/identity-card/" in text(visitor, "/fr/dictionnaire/")


# How long a voice lasts


def opus(seconds):
    last = b"OggS\x00\x04" + (48_000 * seconds).to_bytes(8, "little") + bytes(14)
    return OPUS + last


def m4a(seconds):
    return M4A + b"mvhd" + bytes(12) + (1000).to_bytes(4, "big") + (seconds * 1000).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (silence(3), "audio/wav", 3),
        (opus(95), "audio/ogg", 95),
        (m4a(42), "audio/mp4", 42),
        (MP3, "audio/mpeg", None),
        (silence()[:30], "audio/wav", None),
        (b"OggS", "audio/ogg", None),
        (M4A + b"mvhd", "audio/mp4", None),
        (M4A + b"mvhd" + bytes(40), "audio/mp4", None),
    ],
)
def test_a_voice_lasts_what_its_header_tells_or_nobody_knows(content, kind, expected):
    assert sounds.duration_of(SimpleUploadedFile("son", content), kind) == expected


def test_a_voice_in_use_keeps_its_language_and_a_new_file_takes_the_place_of_the_old(
    editing, card, voice, clamd, django_capture_on_commit_callbacks
):
    recording = voice()
    old = recording.file.name
    card.words.filter(language="bm").update(sound=recording)
    address = f"/redaction/snippets/dictionary/recording/edit/{recording.pk}/"
    words = {"title": "karidante", "transcript": "karidante", "has_consent": "on"}
    assert "sert déjà dans cette langue" in editing.post(address, words | {"language": "wo"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        editing.post(address, words | {"language": "bm", "file": SimpleUploadedFile("a.wav", silence(2))})
    recording.refresh_from_db()
    assert (recording.duration, recording.length) == (2, "0:02")
    assert recording.file.storage.exists(recording.file.name)
    assert not recording.file.storage.exists(old)
