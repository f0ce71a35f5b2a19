"""The rows that are slow to make, made once a process: taken from the database, and put back quickly."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"""
MAY = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"

_kept = {}


def loaded(name, load):
    """Have the database as ``load()`` leaves it. Within a transaction that is rolled back at the end."""
    if name in _kept:
        put_back(_kept[name])
        forget_what_processes_remember()
        return
    before = take()
    load()
    if may_put_back():
        _kept[name] = {table: rows for table, rows in take().items() if rows != before[table]}


def loaded_whole(name, load):
    """The same outside a transaction, on a database that tests empty of everything, kinds of things included."""
    if name in _kept:
        with transaction.atomic():
            put_back(_kept[name])
        ContentType.objects.clear_cache()
        forget_what_processes_remember()
        return
    load()
    if may_put_back():
        _kept[name] = take()


def take():
    """``{table: its rows, as COPY writes them}``."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {table: rows_of(cursor, table) for (table,) in cursor.fetchall()}


def rows_of(cursor, table):
    with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(some) for some in copy)


def may_put_back():
    """Whether triggers can be held back: that takes a superuser, as tests have on the server they start."""
    with connection.cursor() as cursor:
        cursor.execute(MAY)
        return cursor.fetchone()[0]


def put_back(rows):
    """Make these tables hold these rows and no other, without their triggers. Sequences are beyond them already."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in rows:
            cursor.execute(f'DELETE FROM "{table}"')
        for table, lines in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(lines)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def forget_what_processes_remember():
    from wagtail.models import Site

    from cms import memory

    Site.clear_site_root_paths_cache()
    memory.renew()
