from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The house itself: settings, addresses, and the commands that concern every app."""

    name = "config"
