from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Messages"

    def ready(self):
        from journal import labels

        labels.register(
            {
                "message.undelivered": _("n’a pas pu remettre un message"),
                "message.retried": _("a relancé un envoi"),
                "message.preference_changed": _("a choisi comment recevoir ses messages"),
            }
        )
