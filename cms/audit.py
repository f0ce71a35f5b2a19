"""The accessibility audit that the statement shows: what was checked, by what, and what was found.

Kept beside the code, because it rests on the tests named here: whoever changes one changes the other, and the day.
"""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

DATE = date(2026, 11, 25)

HELD, PARTLY, UNKNOWN, NONE = _("Conforme"), _("En partie"), _("Pas encore vérifié"), _("Sans objet")
KINDS = [(HELD, "ok"), (PARTLY, "warning"), (UNKNOWN, "warning"), (NONE, "neutral")]


class Check(NamedTuple):
    asked: str
    how: str
    result: str
    tests: str = ""
    limit: str = ""

    @property
    def kind(self):
        return next(kind for result, kind in KINDS if result is self.result)


AXE = _("Les règles automatiques d’axe, dans un vrai navigateur, sur les pages que les tests parcourent")
EACH_PAGE = _("Chaque page publique, dans les six langues, est lue par les tests")

CHECKS = [
    Check(_("Les images ont un texte, ou se taisent quand elles décorent"), AXE, HELD, "tests/e2e"),
    Check(
        _("Les couleurs contrastent assez, dans les deux thèmes"),
        _("Calcul sur toutes les couleurs du site"),
        HELD,
        "tests/ui/test_tokens.py",
    ),
    Check(
        _("La page dit sa langue et son sens de lecture, chaque passage dans une autre langue aussi"),
        EACH_PAGE,
        HELD,
        "tests/crawl",
    ),
    Check(
        _("Tout se fait sans JavaScript, pour les tâches des habitants"),
        _("Parcours sans script"),
        HELD,
        "tests/e2e/test_without_script.py",
    ),
    Check(
        _("Tout se fait au clavier"),
        _("Des parcours au clavier seul, dans un vrai navigateur"),
        PARTLY,
        "tests/e2e/test_keyboard.py",
        _("Essayé sur les parcours principaux, pas encore sur chaque page."),
    ),
    Check(
        _("Les champs ont une étiquette, les erreurs disent quoi corriger et gardent ce qui était écrit"),
        AXE,
        HELD,
        "tests/ui/test_forms.py",
    ),
    Check(
        _("La page tient sur un téléphone de 390 points de large, sans glisser de côté"),
        _("Mesuré à 390 et 1280 points"),
        HELD,
        "tests/e2e/visitor.py",
    ),
    Check(_("Les titres se suivent, les régions de la page sont nommées"), AXE, HELD, "tests/e2e"),
    Check(_("Les tableaux nomment leurs colonnes"), AXE, HELD, "tests/e2e"),
    Check(
        _("Le site se lit avec un lecteur d’écran"),
        AXE,
        UNKNOWN,
        "tests/e2e",
        _("Pas encore éprouvé avec NVDA, JAWS ni VoiceOver par des personnes qui s’en servent."),
    ),
    Check(
        _("Les documents à télécharger sont accessibles"),
        _("La structure des PDF est lue par les tests"),
        PARTLY,
        "tests/ui/test_printing.py",
        _("Titres, listes et tableaux sont nommés dans les PDF du site ; pas dans le livret à plier."),
    ),
    Check(
        _("Les vidéos ont des sous-titres et une transcription"),
        EACH_PAGE,
        NONE,
        "tests/crawl",
        _("Le site n’a pas de vidéo."),
    ),
]

LIMITS = [
    _("Les règles automatiques trouvent une partie des obstacles seulement : le reste demande des personnes."),
    _("Les papiers déposés sont rendus tels quels : un papier scanné n’est pas lisible par un lecteur d’écran."),
    _("Il n’y a encore ni langue des signes, ni version en facile à lire et à comprendre."),
    _("Les textes en wolof et en bambara n’ont pas encore été relus par des personnes dont c’est la langue."),
]
