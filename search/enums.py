"""What the index knows of languages, and its bounds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SOURCE_LANGUAGE = "fr"
# PostgreSQL's stemmers. The other languages are cut into words, and brought to one writing, by ``search.text``.
CONFIGURATIONS = {"fr": "pg_catalog.french", "en": "pg_catalog.english"}
PLAIN_CONFIGURATION = "pg_catalog.simple"

LONGEST_QUERY = 200  # characters
MOST_WORDS = 12  # of a query; the rest is not looked at
MOST_RESULTS = 200
PER_PAGE = 10
MOST_SUGGESTIONS = 8


class Kind(TextChoices):
    """What a result is, as its card says."""

    SERVICE = "service", _("Service")
    PROCEDURE = "procedure", _("À faire en ligne")
    SITUATION = "situation", _("Guide")
    PAGE = "page", _("Page")
    COMMANDMENT = "commandment", _("Engagement")
    PLACE = "place", _("Lieu")
    NOTION = "notion", _("Mot expliqué")
    CALL = "call", _("Appel à projets")
