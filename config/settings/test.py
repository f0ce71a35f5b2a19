"""The site under test."""

from .dev import *  # noqa: F403

DEBUG = False
