"""Three rules of the demo, two of them at rest. Those that exist are left as people made them."""

from accounts.models import Service, User

from . import actions
from .models import Rule, Step

RULES = [
    (
        {"name": "Prévenir le service quand sa page change", "event": "published", "language": "fr", "is_active": True},
        [{"act": "notify", "subject": "La page « {titre} » vient d’être publiée : tout est-il juste ?"}],
    ),
    (
        {"name": "Relire une page arrivée à la fin de son temps", "event": "expired"},
        [
            {"act": "tag", "tag": "à remettre à jour"},
            {
                "act": "task",
                "subject": "Décider : remettre « {titre} » en ligne ?",
                "days": 7,
                "service": "communication",
            },
        ],
    ),
    (
        {"name": "Signaler les dossiers arrivés le week-end", "event": "case_sent", "weekdays": [5, 6]},
        [{"act": "notify", "subject": "Le dossier {titre} est arrivé pendant le week-end."}],
    ),
]


def load():
    """Write what is missing, in the administrator's name."""
    administrator = User.objects.filter(username="admin").first()
    if administrator is None:
        return
    for fields, steps in RULES:
        if not Rule.objects.filter(name=fields["name"]).exists():
            actions.save(rule=Rule(**fields), steps=[made(step) for step in steps], actor=administrator)


def made(step):
    service = Service.objects.filter(code=step["service"]).first() if "service" in step else None
    return Step(**{**step, "service": service})
