from django.apps import AppConfig


class LetterboxConfig(AppConfig):
    name = "letterbox"
    verbose_name = "Boîte aux lettres"
