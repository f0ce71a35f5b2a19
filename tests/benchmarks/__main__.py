"""`make bench`, or `make bench ARGS="inbox task"`: one JSON object a line."""

import json
import os
import sys
from importlib import import_module

NAMES = ("public_page", "page_cache", "task", "upload", "keys", "inbox", "search")


def main(names):
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from config.management.commands.prepare import collect_static

    production_name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    failed = 0
    try:
        collect_static()
        call_command("demo", stdout=sys.stderr)
        for name in names or NAMES:
            failed += not measured(name)
    finally:
        connection.creation.destroy_test_db(production_name, verbosity=0)
    return 1 if failed else 0


def measured(name):
    """Print the figures of one benchmark; one that breaks is told and does not stop the others."""
    try:
        for what, value, unit, limit, ratio in import_module(f"tests.benchmarks.{name}").figures():
            line = {
                "name": what,
                "value": round(value, 2),
                "unit": unit,
                "limit": round(limit, 2),
                "ratio": round(ratio, 3),
            }
            print(json.dumps(line), flush=True)
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
