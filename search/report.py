"""What is asked for and what is not found: words, how often and when; never who."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from .models import Question

LONGEST = 80
DIGITS_OF_SOMEBODY = 6  # a telephone, a file, a card: no word of ours
NEW_WORDS_A_DAY = 2000  # a robot that asks anything fills a day, not the disk
KEPT_DAYS = 365
SHOWN = 100

# Losing the last second of a count when the power fails is nothing; waiting for the disk at each search is.
NOTE = """
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true) AS mode), known AS (
  UPDATE search_question SET times = times + 1, is_empty = %(is_empty)s, last_on = %(today)s
  WHERE language = %(language)s AND words = %(words)s AND (SELECT mode FROM quick) = 'off' RETURNING 1)
INSERT INTO search_question (language, words, times, is_empty, first_on, last_on)
SELECT %(language)s, %(words)s, 1, %(is_empty)s, %(today)s, %(today)s
WHERE NOT EXISTS (SELECT FROM known) AND (SELECT count(*) FROM (
  SELECT FROM search_question WHERE first_on = %(today)s LIMIT %(most)s) AS new) < %(most)s
ON CONFLICT (language, words) DO UPDATE SET times = search_question.times + 1"""


def note(words, language, *, is_empty):
    """Count one search: one query. Words that may say who somebody is are not kept."""
    words = words.lower()
    if len(words) > LONGEST or is_personal(words):
        return
    facts = {"words": words, "language": language, "is_empty": is_empty}
    with connection.cursor() as cursor:
        cursor.execute(NOTE, facts | {"today": timezone.localdate(), "most": NEW_WORDS_A_DAY})


def is_personal(words):
    return "@" in words or sum(letter.isdigit() for letter in words) >= DIGITS_OF_SOMEBODY


def unanswered():
    return Question.objects.filter(is_empty=True).order_by("-times", "words")[:SHOWN]


def most_frequent():
    return Question.objects.order_by("-times", "words")[:SHOWN]


def forget():
    """Words nobody has asked for in a year leave; how many did."""
    oldest = timezone.localdate() - timedelta(days=KEPT_DAYS)
    return Question.objects.filter(last_on__lt=oldest).delete()[0]
