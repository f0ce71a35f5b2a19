"""Keeping the index: written in the transaction of the change, made again from nothing, compared each night."""

import hashlib
from functools import partial
from itertools import islice

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value

from cms import memory

from . import text
from .enums import CONFIGURATIONS, PLAIN_CONFIGURATION, SOURCE_LANGUAGE, Kind
from .models import Entry, Word
from .sources import REGISTRY

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 300, 400, 40_000
SHORTEST_SHOWN = 3  # letters of a word worth proposing
AT_ONCE = 200
MADE = "2"  # changes when entries are made otherwise: the next check then makes them all again
WRITTEN = ["readers", "kind", "pictogram", "title", "summary", "body", "address"]
DONE = {Kind.PROCEDURE, Kind.SITUATION}
MADE_OF = [*WRITTEN, "folded_title", "title_vector", "vector", "digest"]


@transaction.atomic
def refresh(code, keys):
    """Read these things of a source again; how many entries changed."""
    keys = [str(key) for key in keys]
    wanted = {(each.key, each.language): each for each in entries(REGISTRY[code], keys)}
    there = Entry.objects.filter(source=code, key__in=keys)
    known = {(key, language): (pk, digest) for pk, key, language, digest in there.values_list(*KNOWN)}
    gone = [pk for place, (pk, _digest) in known.items() if place not in wanted]
    changed = [each for place, each in wanted.items() if known.get(place, (None, ""))[1] != each.digest]
    Entry.objects.filter(pk__in=gone).delete()
    write(changed)
    if gone or changed:
        memory.renew()
    return len(gone) + len(changed)


KNOWN = ("pk", "key", "language", "digest")


def write(changed):
    for entry in changed:
        complete(entry)
    Entry.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["source", "key", "language"], update_fields=MADE_OF
    )
    learn(changed)


def entries(source, keys):
    """The entries these keys should have, not yet completed with what is searched."""
    for key, texts in source.texts(keys).items():
        written = {each.language: each for each in texts}
        french = written.get(SOURCE_LANGUAGE)
        for each in texts:
            yield entry_of(source.code, key, each, readers_of(each.language, written), french)


def readers_of(language, written):
    """A text is for the readers of its language; the French one also for those who have none in theirs."""
    missing = [code for code, _name in settings.LANGUAGES if code not in written]
    return [language, *missing] if language == SOURCE_LANGUAGE else [language]


def pair(reader, language):
    """A reader and the language of a text, in one word: the index answers for both at once."""
    return f"{reader}:{language}"


def entry_of(code, key, each, readers, french=None):
    """``french``: the same thing in French, whose title is what is written on papers, and known in every language."""
    entry = Entry(
        source=code,
        key=str(key),
        language=each.language,
        readers=[pair(reader, each.language) for reader in readers],
        kind=str(each.kind),
        pictogram=each.pictogram,
        title=each.title[:LONGEST_TITLE],
        summary=shortened(each.summary),
        body=each.body[:LONGEST_BODY],
        address=each.address,
    )
    entry.also = f"{french.title} {french.summary}" if french and french is not each else ""
    made_from = repr([MADE, entry.also, *(getattr(entry, name) for name in WRITTEN)])
    entry.digest = hashlib.sha256(made_from.encode()).hexdigest()
    return entry


def shortened(summary):
    summary = " ".join(summary.split())
    return summary if len(summary) <= LONGEST_SUMMARY else f"{summary[: LONGEST_SUMMARY - 1].rpartition(' ')[0]}…"


def complete(entry):
    """Title first, then the summary, then the rest, each in the writing of ``search.text``.

    What is done has a short summary, where the word one looks for often is ("Se marier": « préparez votre mariage »):
    it counts as a title.
    """
    configuration = CONFIGURATIONS.get(entry.language, PLAIN_CONFIGURATION)
    parts = [("A", entry.title), ("B", entry.summary), ("D", f"{entry.body} {entry.also}")]
    vectors = [
        SearchVector(Value(text.indexed_words(part, entry.language)), config=configuration, weight=weight)
        for weight, part in parts
    ]
    entry.folded_title = " ".join(text.words(entry.title, entry.language))
    entry.title_vector = vectors[0] + vectors[1] if entry.kind in DONE else vectors[0]
    entry.vector = vectors[0] + vectors[1] + vectors[2]


def learn(changed):
    """Add the words of these entries to those that can be proposed."""
    add_words(words_of(changed))


def words_of(some):
    """``{(language, folded word): the word as it is written}``."""
    found = {}
    for entry in some:
        for shown in text.WORD.findall(f"{entry.title} {entry.summary} {entry.body}"):
            word = text.fold(shown, entry.language)[: text.LONGEST_WORD]
            if is_proposed(word):
                found.setdefault((entry.language, word), shown.lower()[: text.LONGEST_WORD])
    return found


def add_words(found):
    words = [Word(language=language, word=word, shown=shown) for (language, word), shown in sorted(found.items())]
    Word.objects.bulk_create(words, ignore_conflicts=True, batch_size=2000)


def is_proposed(word):
    return len(word) >= SHORTEST_SHOWN and not text.IS_HAN.match(word) and not any(each.isdigit() for each in word)


def follow(code, keys):
    """What a signal calls. Publications that are one are read once, together."""
    if keys := list(keys):
        memory.gather(("search", code), keys, partial(read_again, code))


def read_again(code, keys):
    for some in batches(keys):
        refresh(code, some)


def check():
    """Read everything again and mend what differs; how many entries were wrong. Words nobody writes any more leave."""
    wrong = 0
    for source in REGISTRY.values():
        keys = list(map(str, source.keys()))
        strangers = Entry.objects.filter(source=source.code).exclude(key__in=keys)
        wrong += sum(refresh(source.code, some) for some in batches(keys)) + strangers.delete()[0]
    wrong += Entry.objects.exclude(source__in=list(REGISTRY)).delete()[0]
    forget_words()
    return wrong


def batches(keys):
    keys = iter(keys)
    while some := list(islice(keys, AT_ONCE)):
        yield some


@transaction.atomic
def rebuild():
    """Make the index anew; how many entries it has."""
    Entry.objects.all().delete()
    Word.objects.all().delete()
    check()
    return Entry.objects.count()


def forget_words():
    """Words of texts that were withdrawn or corrected are no longer proposed. Nothing is locked for long: people may
    be publishing."""
    known = {(language, word): pk for pk, language, word in Word.objects.values_list("pk", "language", "word")}
    entries = Entry.objects.only("language", "title", "summary", "body").order_by("pk")
    written = words_of(entries.iterator(chunk_size=AT_ONCE))
    for some in batches(pk for place, pk in known.items() if place not in written):
        Word.objects.filter(pk__in=some).delete()
    add_words({place: shown for place, shown in written.items() if place not in known})


def analyze():
    """Tell PostgreSQL how large the index has become."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry, search_word")
