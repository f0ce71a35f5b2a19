"""What a change of the tables costs those who work meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex, CreateModel

LONG = {("journal", "entry"), ("vault", "version")}
"""The tables every page writes to or waits for: a lock on them stops the site."""


def test_an_index_of_a_long_table_is_made_while_people_write_to_it():
    made = [
        (key, operation)
        for key, migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()
        if key[0] in {app for app, _model in LONG}
        for operation in indexes_on_what_is_there(migration)
    ]
    assert {key[0] for key, _operation in made} == {"journal", "vault"}
    assert [key for key, operation in made if not isinstance(operation, AddIndexConcurrently)] == []


def indexes_on_what_is_there(migration):
    """The indexes a migration adds to the long tables it did not create itself."""
    new = {operation.name.lower() for operation in migration.operations if isinstance(operation, CreateModel)}
    for operation in migration.operations:
        if isinstance(operation, AddIndex):
            name = operation.model_name.lower()
            if (migration.app_label, name) in LONG and name not in new:
                yield operation
