"""The settings of a worker started by a test: the objects are in the test's folder."""

import os

from config.settings.test import *  # noqa: F403

STORAGES["vault"]["OPTIONS"]["location"] = os.environ["TEST_OBJECTS"]  # noqa: F405
