"""What one may entrust of the steps of a case: choosing the date. Sending and saying yes have no act."""

from django.utils.translation import gettext_lazy as _

from cases.mandates import CASES
from mandates.registry import Act

DATES = "dates"
ACT = Act(DATES, CASES, _("choisir la date et la salle"), "calendar")
