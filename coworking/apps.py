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
                "booking.moved": _("a changé l’heure d’une réservation"),
                "booking.released": _("a rendu une place réservée"),
                "booking.arrived": _("est arrivé à sa place réservée"),
                "booking.missed": _("n’est pas venu à sa place réservée"),
            }
        )
