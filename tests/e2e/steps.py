"""What the people of a story do, page after page."""

from datetime import timedelta

from django.utils import timezone
from viewflow.workflow.models import Task

from cases.enums import PLANNED
from cases.models import Case, Ceremony
from workflows import engine

from . import papers

IDENTITY, BIRTH, HOME = "Votre pièce d’identité", "Votre acte de naissance", "Votre justificatif de domicile"
WITNESSES = ["La pièce d’identité du premier témoin", "La pièce d’identité du deuxième témoin"]
ABOUT_ME = {"nationality": "french", "birth_record": "france", "previous": "none"}
AT_HOME = {"protected": "no", "interpreter": "no", "town": "Paris 19e", "arrondissement": "me", "housing": "own"}
TOGETHER = {"children": "no", "contract": "no", "witnesses": "2"}


def days_ago(days):
    return (timezone.localdate() - timedelta(days=days)).isoformat()


def answer(person, *screens, look=True):
    """Answer screen after screen; a screen may come back with the questions its answers opened."""
    for number, answers in enumerate(screens, 1):
        if look:
            person.look(f"questions-{number}-{person.name}")
        person.fill(**answers)
        person.press("Enregistrer et continuer")


def begin(person, procedure, *, look=True):
    person.open(f"/fr/demarches/{procedure}/")
    if look:
        person.look(f"procedure-{procedure}")
    person.page.get_by_role("button", name="Commencer en ligne").first.click()
    person.page.wait_for_url("**/questions/")


def provide(person, title, name, *, content=None, **answers):
    """Open a paper's page from the list, and give a file."""
    person.follow(title)
    person.give(papers.paper(name) if content is None else papers.upload(name, *content), **answers)
    person.press("Donner ce document")


def case_page(person, case):
    person.open(f"/fr/espace/dossiers/{case.public_id}/")


def papers_page(person, case):
    person.open(f"/fr/espace/dossiers/{case.public_id}/pieces/")


def agree(person, case):
    case_page(person, case)
    person.follow("Relire et donner mon accord")
    person.press("Je suis d’accord")


def take(agent, case):
    """Find the case in the inbox, and take its task."""
    agent.open("/agent/")
    row = agent.page.locator("tr", has_text=case.number)
    with agent.page.expect_navigation():
        row.get_by_role("button", name="Prendre").click()


def judge(agent, *, unreadable=(), remark=""):
    """Give a verdict on every paper of the check, then sign; ``unreadable`` is a paper's title and its owner."""
    for card in agent.page.locator("section.card").all():
        bad = bool(unreadable) and all(words in card.inner_text() for words in unreadable)
        card.locator(f"input[value={'unreadable' if bad else 'ok'}]").check()
        if bad:
            card.locator("input[type=text]").fill(remark)
    agent.press("Valider")


def decide(agent, outcome, **words):
    agent.fill(outcome=outcome, **words)
    agent.press("Valider")


def choose_date(person, case):
    """The first place offered."""
    case_page(person, case)
    person.follow("Continuer")
    person.page.locator("[name=place]").first.check()


def book(person, case):
    choose_date(person, case)
    person.press("Réserver cette date")


def reconfirm(person, case):
    case_page(person, case)
    person.follow("Continuer")
    person.press("Oui, nous serons là")


def time_passes(case):
    """The next deadline of the case is now."""
    timer = Task.objects.filter(process__case=case, status="SCHEDULED").order_by("scheduled").first()
    Task.objects.filter(pk=timer.pk).update(scheduled=timezone.now())
    assert engine.fire_due() >= 1


def the_day_comes(case):
    now = timezone.now()
    Ceremony.objects.filter(case=case, state__in=PLANNED).update(starts_at=now, reconfirm_before=now)


def only_case():
    return Case.objects.get()
