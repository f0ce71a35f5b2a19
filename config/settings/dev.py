"""The site on one's own machine: embedded servers, demo accounts, no TLS."""

from .base import *  # noqa: F403

DEBUG = env.bool("DEBUG", default=False)  # noqa: F405
SECRET_KEY = env("SECRET_KEY", default="only-for-a-machine-of-one's-own")  # noqa: F405
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DEMO = True
