"""The site on one's own machine: embedded servers, demo accounts, no TLS."""

from config.translations import compile_stale

from .base import *  # noqa: F403
from .base import BASE_DIR, LOCALE_PATHS, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="only-for-a-machine-of-one's-own")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver", *env.list("ALLOWED_HOSTS", default=[])]
DEMO = True
compile_stale(BASE_DIR / "locales", LOCALE_PATHS[0])
ACCESS_STRICT = True

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}  # noqa: F405
vars().update(env.email_url("EMAIL_URL", default="filemail:///"))
if not env("EMAIL_URL", default=""):
    EMAIL_FILE_PATH = VAR_DIR / "mail"
