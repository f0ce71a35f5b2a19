"""The site under test."""

from .dev import *  # noqa: F403

DEBUG = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405
WHITENOISE_AUTOREFRESH = True
PAGE_CACHE = False  # a test looks at the page made for it
PAGE_CACHE_SECONDS = 0
ACCESS_STRICT = True
