from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

INDEX = "CREATE INDEX case_search_trigrams ON cases_case USING gin (search_text gin_trgm_ops)"


class Migration(migrations.Migration):
    """Search in the inbox by any part of a name or number, at any number of cases."""

    dependencies = [("workflows", "0001_initial"), ("cases", "0001_initial")]

    operations = [TrigramExtension(), migrations.RunSQL(INDEX, "DROP INDEX case_search_trigrams")]
