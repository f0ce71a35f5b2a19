"""Asking the index: one query finds, orders and counts; another one proposes a spelling where words answer badly."""

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db import connection

from cms import routing

from . import asking, index, marking, text
from .enums import MOST_RESULTS, MOST_SUGGESTIONS, PER_PAGE, Kind

# How many titles, and how many texts, are weighed for one language: a word that is everywhere stays quick.
TITLES, TEXTS = 200, 200
NEAREST = 8  # words looked at for each mistyped one
LIKENESS = 0.7  # of two words, from which one may have been meant for the other

LOOK = """
  (SELECT id, {weight} + 2 + ts_rank('{{0.1, 0.2, 0.5, 1}}', title_vector, {asked}, 1) + {bonus} AS rank,
   {asked}::text AS asked
   FROM search_entry WHERE readers @> ARRAY[%(readers_{language})s]::varchar[]
   AND title_vector @@ {asked} LIMIT {titles})
  UNION ALL
  (SELECT id, {weight} + ts_rank('{{0.1, 0.2, 0.5, 1}}', vector, {asked}, 1) + {bonus} AS rank,
   {asked}::text AS asked
   FROM search_entry WHERE readers @> ARRAY[%(readers_{language})s]::varchar[]
   AND vector @@ {asked} LIMIT {texts})"""
ASKED = {
    "every": "to_tsquery('{configuration}', %(every_{language})s)",
    "some": "to_tsquery('{configuration}', %(some_{language})s)",
    "beginning": """(to_tsquery('{configuration}', %(beginning_{language})s)
      || (to_tsquery('{configuration}', %(rest_{language})s)
          && to_tsquery('pg_catalog.simple', %(last_{language})s)))""",
}
# Letters inside a title, where no word begins with them.
INSIDE = """
  UNION ALL
  (SELECT id, 0.5 AS rank, '' AS asked FROM search_entry WHERE readers @> ARRAY[%(readers_{language})s]::varchar[]
   AND folded_title LIKE %(inside_{language})s LIMIT {titles})"""
# What is done, and who does it, before what is said of it.
BONUS = "(CASE kind WHEN 'procedure' THEN 1 WHEN 'situation' THEN 0.7 WHEN 'service' THEN 0.5 ELSE 0 END)"
WHAT = ("every", "some", "beginning", "rest", "last")
SHOWN = """
  shown AS (SELECT id, rank, asked, count(*) OVER () AS total FROM (
    SELECT id, max(rank) AS rank, max(asked) AS asked FROM found
    GROUP BY id ORDER BY 2 DESC, 1 LIMIT %(most)s) AS best
    ORDER BY rank DESC, id OFFSET %(start)s LIMIT %(number)s)
SELECT entry.source, entry.kind, entry.pictogram, entry.language, entry.title, entry.summary, entry.body, entry.address,
  shown.asked, shown.total
FROM shown JOIN search_entry AS entry USING (id) ORDER BY shown.rank DESC, shown.id"""
NEAR = """
SELECT asked.word, near.word, near.shown FROM unnest(%s::text[]) AS asked(word), LATERAL (
  SELECT word, shown FROM search_word WHERE language = ANY(%s) ORDER BY word <-> asked.word LIMIT %s) AS near"""


@dataclass(frozen=True)
class Result:
    """Something found. ``title`` and ``text``: ``[(piece, whether it was asked for), ...]``."""

    kind: str
    pictogram: str
    language: str
    url: str
    title: list
    text: list
    is_translated: bool

    @property
    def dir(self):
        return routing.direction(self.language)

    @property
    def kind_name(self):
        return Kind(self.kind).label if self.kind in Kind else ""


@dataclass
class Answer:
    """``total``: results in all, ``MOST_RESULTS`` at most; ``is_exact``: they hold all the words; ``proposed``: a
    spelling that may have been meant; ``is_corrected``: these are the results of that spelling."""

    results: list = field(default_factory=list)
    total: int = 0
    is_exact: bool = False
    proposed: str = ""
    is_corrected: bool = False


def search(query, reader, page=1):
    """What answers, by pages of ``PER_PAGE``; five queries at most, one where texts hold all the words."""
    answer = look(query, reader, page)
    if answer.is_exact:
        return answer
    proposed = spelling(query, reader)
    if proposed and not answer.total:
        corrected = look(proposed, reader, page)
        if corrected.total:
            corrected.proposed, corrected.is_corrected = proposed, True
            return corrected
    answer.proposed = proposed if answer.total else ""
    return answer


def look(query, reader, page=1):
    """The texts that hold every word; where there are none, those that hold some."""
    asked = asking.asked(query, reader)
    if not asked:
        return Answer()
    named = parameters(asked, reader, start=(page - 1) * PER_PAGE, number=PER_PAGE)
    exact = page_of(exactly(asked), named)
    rows = exact or (page_of(loosely(asked), named) if page == 1 or not holds(exactly(asked), named) else [])
    if not rows:
        return Answer()
    marks = {each.language: each.words for each in asked}
    results = [result_of(row, reader, marks[row[3]]) for row in rows]
    return Answer(results=results, total=rows[0][9], is_exact=bool(exact))


def exactly(asked):
    return " UNION ALL ".join(look_in(each, "every", 10) for each in asked)


def loosely(asked):
    return " UNION ALL ".join(look_in(each, "some", 0) + look_inside(each) for each in asked)


def page_of(found, named):
    return fetch(f"WITH found AS ({found}), {SHOWN}", named)


def holds(found, named):
    """Whether something answers on another page than this one."""
    return bool(page_of(found, named | {"start": 0, "number": 1}))


def look_in(each, what, weight):
    language = name_of(each.language)
    return LOOK.format(
        asked=ASKED[what].format(configuration=each.configuration, language=language),
        language=language,
        weight=weight,
        bonus=BONUS,
        titles=TITLES,
        texts=TEXTS,
    )


def look_inside(each):
    return INSIDE.format(language=name_of(each.language), titles=TITLES)


def parameters(asked, reader, *, start, number):
    named = {}
    for each in asked:
        named |= {f"{what}_{name_of(each.language)}": getattr(each, what) for what in WHAT}
    named |= {f"inside_{name_of(each.language)}": f"%{' '.join(each.words)}%" for each in asked}
    named |= {f"readers_{name_of(each.language)}": index.pair(reader, each.language) for each in asked}
    return named | {"most": MOST_RESULTS, "start": start, "number": number}


def name_of(language):
    return language.replace("-", "_")


def fetch(statement, named):
    with connection.cursor() as cursor:
        cursor.execute(statement, named)
        return cursor.fetchall()


def result_of(row, reader, words):
    _source, kind, pictogram, language, title, summary, body, address, asked, _total = row
    mark = marking.marker(words, asked, language)
    return Result(
        kind=kind,
        pictogram=pictogram,
        language=language,
        url=routing.seen_from(reader, address),
        title=marking.pieces(title, mark),
        text=marking.passage(summary, body, mark),
        is_translated=language == reader,
    )


def suggestions(query, reader):
    """The titles that hold these words, the last one being written: one query."""
    asked = asking.asked(query, reader)
    if not asked:
        return []
    looks = " UNION ALL ".join(look_in(each, "beginning", 0) for each in asked)
    rows = page_of(looks, parameters(asked, reader, start=0, number=MOST_SUGGESTIONS))
    marks = {each.language: each.words for each in asked}
    return [result_of(row, reader, marks[row[3]]) for row in rows]


def spelling(query, reader):
    """``query`` with each word that nobody writes replaced by the nearest that somebody does; "" when none is near."""
    asked = [(each.language, word) for each in asking.asked(query, reader) for word in each.words]
    words = list(dict.fromkeys(word for _language, word in asked if is_spelt(word)))
    if not words:
        return ""
    languages = list(dict.fromkeys(language for language, _word in asked))
    near = {}
    for word, known, shown in fetch(NEAR, [words, languages, NEAREST]):
        near.setdefault(word, []).append((likeness(word, known), shown))
    better = {word: max(found)[1] for word, found in near.items() if LIKENESS <= max(found)[0] < 1}
    return corrected(query, reader, better)


def is_spelt(word):
    return len(word) >= 3 and not text.IS_HAN.match(word) and not any(each.isdigit() for each in word)


def likeness(asked, known):
    """1 for the same word; a word mistyped begins, most often, with the right letter."""
    return SequenceMatcher(None, asked, known).ratio() - (asked[0] != known[0]) * 0.1


def corrected(query, reader, better):
    pieces = query.split()
    changed = [better.get("".join(text.words(piece, reader)), piece) for piece in pieces]
    return " ".join(changed) if changed != pieces else ""
