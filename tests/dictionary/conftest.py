"""A dictionary of three notions, made once a test."""

import io
import wave

import pytest
from django.core.files.base import ContentFile

LANGUAGES = ["fr", "en", "ar", "zh-hans", "wo", "bm"]
WORDS = {
    "fr": "la carte d’identité",
    "en": "identity card",
    "ar": "بطاقة الهوية",
    "zh-hans": "身份证",
    "wo": "kàrt dàntite",
    "bm": "karidante",
}


def silence(seconds=1):
    """A true WAV file, without a sound."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * seconds)
    return out.getvalue()


def all_words():
    return {code: {"word": word, "definition": f"définition {code}"} for code, word in WORDS.items()}


@pytest.fixture
def card(db):
    from dictionary.actions import add_notion

    return add_notion(actor=None, key="identity-card", theme="papers", pictogram="id-card", words=all_words())


@pytest.fixture
def french_only(db):
    from dictionary.actions import add_notion

    words = {"fr": {"word": "la caisse", "definition": "Là où l’on paie."}}
    return add_notion(actor=None, key="cashier", theme="money", pictogram="coins", words=words)


@pytest.fixture
def voice(db, settings, tmp_path):
    """``voice(language="bm", is_published=True)``: a recording on the disk of the test."""
    from dictionary.models import Recording

    settings.MEDIA_ROOT = tmp_path

    def make(**fields):
        content = silence()
        values = {"title": "karidante", "transcript": "karidante", "language": "bm", "has_consent": True} | fields
        recording = Recording(content_type="audio/wav", size=len(content), **values)
        recording.file.save("a.wav", ContentFile(content), save=True)
        return recording

    return make
