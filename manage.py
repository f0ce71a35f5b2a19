#!/usr/bin/env python
"""Run one of the site's commands, with the embedded database up when no other is named."""

import os
import sys
from contextlib import nullcontext

from config.local.postgres import Cluster, running
from config.local.setup import VAR_DIR
from config.local.supervisor import MARK

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    provided = os.environ.get("DATABASE_URL") or os.environ.get(MARK)
    database = nullcontext() if provided else running(Cluster(VAR_DIR / "postgres"))
    with database:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
