"""The demo's counter, its scanner's folder, and the resident's six digits."""

from pathlib import Path

from django.conf import settings

from accounts.models import User

from . import actions, entering
from .models import Kiosk, Pin

PIN = "481526"


def load():
    """Make what is missing: the counter ``hall``, and digits for the demo's resident."""
    Path(settings.KIOSK_SCANNER_ROOT, "hall").mkdir(parents=True, exist_ok=True)
    if not Kiosk.objects.filter(code="hall").exists():
        kiosk = Kiosk(
            code="hall", name="Borne du hall", place="Rez-de-chaussée, près de l’accueil", scanner_folder="hall"
        )
        actions.save(kiosk=kiosk, actor=User.objects.filter(username="admin").first())
    resident = User.objects.filter(username="resident").first()
    if resident and not Pin.objects.filter(user=resident).exists():
        entering.choose_pin(user=resident, digits=PIN)
