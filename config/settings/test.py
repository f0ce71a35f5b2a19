"""The site under test."""

from .dev import *  # noqa: F403

DEBUG = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405
WHITENOISE_AUTOREFRESH = True
ACCESS_STRICT = True
