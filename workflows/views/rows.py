"""What the pages show of a case, made once for agents, residents and print."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from viewflow.workflow.status import PROCESS

from cases import labels, queries
from cases.enums import CaseState, PieceState
from cases.models import Case, Party, Piece
from cases.queries import PieceLine
from cases.requirements import visible_answers
from cases.texts import say, say_of_others
from vault.enums import ScanState

A_YEAR = 365
CASE_TONES = {
    CaseState.DRAFT: "neutral",
    CaseState.OPEN: "info",
    CaseState.DONE: "ok",
    CaseState.WITHDRAWN: "neutral",
    CaseState.CANCELLED: "danger",
    CaseState.DESTROYED: "neutral",
}
PIECE_TONES = {
    PieceState.MISSING: "neutral",
    PieceState.PROVIDED: "info",
    PieceState.COMPLETE: "ok",
    PieceState.RETURNED: "warning",
}
SCAN_TONES = {ScanState.SAFE: "ok", ScanState.REFUSED: "danger"}


@dataclass
class PieceRow:
    """A piece with the words of its requirement in the reader's language."""

    line: PieceLine
    for_agent: bool = False

    @property
    def piece(self) -> Piece:
        return self.line.piece

    @property
    def title(self) -> str:
        requirement = self.line.requirement
        return say_of_others(requirement.titles) if self.for_agent else requirement.title

    @property
    def why(self) -> str:
        return self.line.requirement.why

    @property
    def warning(self) -> str | None:
        return self.line.warning

    @property
    def tone(self) -> str:
        return PIECE_TONES[self.piece.state]

    @property
    def scan_tone(self) -> str:
        return SCAN_TONES.get(self.piece.version.scan_state, "warning")

    @property
    def is_readable(self) -> bool:
        return bool(self.piece.version) and self.piece.version.scan_state == ScanState.SAFE

    @property
    def age(self) -> str:
        """How long ago the paper was made, in days as long as rules count in days, then in years."""
        days = (timezone.localdate() - self.piece.version.document.issued_on).days
        if days < A_YEAR:
            return ngettext("%(n)d jour", "%(n)d jours", days) % {"n": days}
        return ngettext("%(n)d an", "%(n)d ans", days // A_YEAR) % {"n": days // A_YEAR}

    @property
    def whose(self) -> str:
        return str(self.piece.party.user) if self.piece.party else _("Pour les deux")


@dataclass
class CaseRow:
    """A case as one line of a list."""

    case: Case

    @property
    def name(self) -> str:
        return say(self.case.procedure.names)

    @property
    def pictogram(self) -> str:
        return self.case.procedure.pictogram

    @property
    def people(self) -> str:
        return people(self.case)

    @property
    def tone(self) -> str:
        return CASE_TONES[self.case.state]

    @property
    def state(self) -> str:
        return state_said(self.case)


def people(case: Case) -> str:
    """Names of the parties, ``Awa Diallo · Camille Roux``."""
    return " · ".join(str(party.user) for party in case.parties.all())


def state_said(case: Case) -> str:
    """How the case stands. Closed by the town hall at the end of its circuit, rather than out of it, it is refused."""
    if case.state == CaseState.CANCELLED and case.process and case.process.status == PROCESS.DONE:
        return _("Refusé après examen")
    return case.get_state_display()


def header(case: Case) -> dict:
    """Context of ``_case_header.html``."""
    return {
        "case": case,
        "procedure_name": say(case.procedure.names),
        "people": people(case),
        "case_tone": CASE_TONES[case.state],
        "case_state": state_said(case),
        "legal_effect": case.procedure.get_legal_effect_display(),
        "legal_sentence": labels.legal_effect_sentence(case.procedure.legal_effect),
    }


def piece_rows(case: Case) -> list[PieceRow]:
    """For agents, every piece asked for now: those of each person in the definition's order, then the couple's."""
    rows = [PieceRow(line, for_agent=True) for line in queries.lines(queries.pieces_of(case))]
    return sorted(rows, key=lambda row: row.piece.party_id is None)


def liaison_lines(case: Case, viewer) -> list:
    """Lines of the liaison sheet, each act with its sentence as ``label``."""
    lines = list(queries.liaison(case, viewer))
    for line in lines:
        line.label = labels.act_sentence(line) if line.verb else ""
    return lines


def answer_rows(case: Case, party: Party | None) -> list[tuple[str, str]]:
    """``[(question, answer), ...]`` in words: the party's own, or the couple's when ``party`` is None."""
    definition = case.version.definition
    visible = visible_answers(definition, {**case.answers, **(party.answers if party else {})})
    return [
        (say(question["label"]), labels.answer_said(question, visible[question["code"]]))
        for question in definition["questions"]
        if question["code"] in visible and (question["scope"] == "party") == bool(party)
    ]
