from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatesConfig(AppConfig):
    name = "gates"
    verbose_name = "Conseils d’écriture"

    def ready(self):
        from cms import groups, publication
        from journal import labels

        from . import signals

        groups.WRITTEN_BY_EDITORS += [("gates", "jargon"), ("gates", "toneexample")]
        publication.texts.append(signals.what_blocks)
        labels.register({"gates.levels_decided": _("a réglé les conseils d’écriture")})
        signals.connect()
