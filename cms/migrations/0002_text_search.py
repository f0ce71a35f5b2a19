"""One search configuration per language: accents folded, then the stemmer PostgreSQL has for it."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

STEMMERS = {"fr": "french", "en": "english", "ar": "arabic", "simple": "simple"}


def create(apps, schema_editor):
    for code, base in STEMMERS.items():
        dictionary = "simple" if base == "simple" else f"{base}_stem"
        schema_editor.execute(f"CREATE TEXT SEARCH CONFIGURATION mairie_{code} (COPY = pg_catalog.{base})")
        schema_editor.execute(
            f"ALTER TEXT SEARCH CONFIGURATION mairie_{code} "
            f"ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {dictionary}"
        )


def drop(apps, schema_editor):
    for code in STEMMERS:
        schema_editor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS mairie_{code}")


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial")]
    operations = [TrigramExtension(), UnaccentExtension(), migrations.RunPython(create, drop)]
