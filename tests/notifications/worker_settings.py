"""The settings of a worker started by a test: its mails go to the test's server, its templates come from there too."""

import os

from config.settings.test import *  # noqa: F403

TEMPLATES[0]["DIRS"] = [os.environ["TEST_TEMPLATES"]]  # noqa: F405
