"""What each person has to do next, in one sentence and one button."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cases import queries as cases
from cases.enums import LIVE, CaseState
from cases.mandates import PREPARE
from workflows import queries
from workflows.rules import entrusted


@dataclass
class NextStep:
    """``url`` empty: nothing to do but wait; ``post``: the button sends, rather than opens a page."""

    sentence: str
    label: str = ""
    url: str = ""
    pictogram: str = "arrow-right"
    post: bool = False
    case: object = None
    deadline: object = None

    @property
    def title(self):
        return self.sentence


def next_steps_of(user, known=None) -> list[NextStep]:
    """Steps that wait for this person, over all live cases; ``known`` are the person's cases when read already."""
    found = cases.cases_of(user).filter(state__in=LIVE) if known is None else known
    steps = [next_step(case, user) for case in found if case.state in LIVE]
    return [step for step in steps if step and step.url]


def next_step(case, user) -> NextStep | None:
    """What ``user``, a party, does next in ``case``; None once it is closed."""
    if case.state == CaseState.DRAFT:
        step = draft_step(case, cases.party_of(case, user))
    elif case.state == CaseState.OPEN:
        step = open_step(case, user)
    else:
        return None
    step.case = case
    return step


def draft_step(case, party) -> NextStep:
    at = [case.public_id]
    if cases.unanswered(case, party):
        return NextStep(
            _("Répondez à quelques questions : elles disent quels papiers préparer."),
            _("Répondre"),
            reverse("cases:questions", args=at),
            "pencil",
        )
    if not cases.other_party(case, party) and not cases.open_invitation(case):
        return NextStep(
            _("Invitez l’autre personne : ce dossier se prépare à deux."),
            _("Inviter"),
            reverse("cases:invite", args=at),
            "users",
        )
    if has_missing_pieces(case, party):
        return NextStep(
            _("Réunissez vos papiers, un par un, quand vous voulez."),
            _("Voir les papiers"),
            reverse("cases:pieces", args=at),
            "file-text",
        )
    return closing_step(case, party)


def has_missing_pieces(case, party) -> bool:
    own = cases.progress(case, pieces=cases.own_pieces(case, party))
    return own.provided < own.needed


def closing_step(case, party) -> NextStep:
    """Consent, then wait for the other person, then send."""
    if party.consented_at is None:
        return NextStep(
            _("Vos papiers sont là. Relisez et donnez votre accord pour l’envoi."),
            _("Relire et donner mon accord"),
            reverse("cases:consent", args=[case.public_id]),
            "check",
        )
    obstacles = cases.obstacles(case)
    if obstacles:
        return NextStep(" ".join(obstacles))
    return NextStep(
        _("Tout est prêt : envoyez le dossier à la mairie."),
        _("Envoyer le dossier"),
        reverse("workflows:submit", args=[case.public_id]),
        "send",
        post=True,
    )


def helpers_step(case, party, mandate) -> NextStep | None:
    """What ``mandate`` lets its helper do next for ``party``; what only she may do is said, without a button."""
    if case.state == CaseState.DRAFT:
        return _helpers_draft(case, party, mandate)
    if case.state != CaseState.OPEN:
        return None
    item = next((item for item in queries.open_items(case) if item.service_id is None), None)
    if item is None:
        return NextStep(queries.now_sentence(case))
    if item.node == "complete_file" and PREPARE in mandate.acts and has_missing_pieces(case, party):
        return _papers_step(case)
    if entrusted(item) in mandate.acts:
        url = reverse("workflows:resident_task", args=[case.public_id, item.task_id])
        return NextStep(str(queries.title_of(item)), _("Continuer"), url, deadline=item.deadline)
    return _theirs(party)


def _helpers_draft(case, party, mandate):
    if PREPARE not in mandate.acts:
        return _theirs(party)
    if cases.unanswered(case, party):
        return NextStep(
            _("Répondez à quelques questions : elles disent quels papiers préparer."),
            _("Répondre"),
            reverse("cases:questions", args=[case.public_id]),
            "pencil",
        )
    return _papers_step(case) if has_missing_pieces(case, party) else _theirs(party)


def _papers_step(case):
    url = reverse("cases:pieces", args=[case.public_id])
    return NextStep(_("Réunissez les papiers, un par un."), _("Voir les papiers"), url, "file-text")


def _theirs(party):
    return NextStep(_("La suite est à %(name)s, depuis son espace.") % {"name": party.user.get_short_name()})


def open_step(case, user) -> NextStep:
    items = queries.open_items(case)
    mine = next((item for item in items if item.service_id is None and not already_said(item, user)), None)
    if mine is None:
        return NextStep(queries.now_sentence(case))
    return NextStep(
        str(queries.title_of(mine)),
        _("Continuer"),
        reverse("workflows:resident_task", args=[case.public_id, mine.task_id]),
        deadline=mine.deadline,
    )


def already_said(item, user) -> bool:
    """Whether this spouse has reconfirmed and only the other is waited for."""
    if item.node != "reconfirm":
        return False
    ceremony = cases.planned_ceremony(item.case)
    return bool(ceremony) and ceremony.reconfirmations.filter(party__user=user).exists()
