from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ui"
    verbose_name = "Design system"

    def ready(self):
        from .forms import speak_kindly

        speak_kindly()
