from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoworkingConfig(AppConfig):
    name = "coworking"
    verbose_name = "Réservations"

    def ready(self):
        from accounts import policy
        from journal import labels

        from . import rules
        from .models import Booking

        policy.register(
            "coworking.view_booking", Booking, policy.Clause(_("titulaire de la réservation"), rules.is_holder)
        )
        labels.register(
            {
                "booking.made": _("a réservé une place"),
                "booking.released": _("a rendu une place réservée"),
            }
        )
