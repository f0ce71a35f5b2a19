"""What the counters keep about a person, for *Mes données*."""

from django.utils.translation import gettext_lazy as _

from privacy.extracts import Chapter, Line, fields_of
from privacy.holdings import HOUSE, Holding
from ui.dates import local_datetime

from .models import Pin, TextedCode, Visit


def count(user):
    return Visit.objects.filter(person=user).count()


def export(user):
    visits = Visit.objects.filter(person=user).select_related("device__kiosk").order_by("pk")
    return Chapter(
        Line(f"{visit.device.kiosk} · {local_datetime(visit.opened_at)}", fields_of(visit)) for visit in visits
    )


def erase(user):
    """The codes and the passages; their lines in the log stay, without a name."""
    for model, field in ((Pin, "user"), (TextedCode, "user"), (Visit, "person")):
        model.objects.filter(**{field: user}).delete()


VISITS = Holding(
    "visits",
    "monitor",
    _("Vos passages aux bornes du hall, et votre code de borne"),
    HOUSE,
    _("Pour ouvrir votre espace dans le hall, et savoir qui vous a aidé"),
    _("Jusqu’à ce que votre espace soit effacé"),
    count,
    export,
    erase,
)
