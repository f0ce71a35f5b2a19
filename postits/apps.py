from django.apps import AppConfig


class PostitsConfig(AppConfig):
    name = "postits"
    verbose_name = "Post-its"
