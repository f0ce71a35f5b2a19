from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The house itself: settings, addresses, and the commands that concern every app."""

    name = "config"

    def ready(self):
        from config import checks  # noqa: F401 registers them
