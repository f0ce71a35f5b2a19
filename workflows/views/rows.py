"""What the pages show of a case, made once for agents, residents and print."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import labels, queries
from cases.enums import CaseState, PieceState
from cases.models import Case, Party, Piece
from cases.queries import PieceLine
from cases.requirements import visible_answers
from cases.texts import say
from vault.enums import ScanState

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

    @property
    def piece(self) -> Piece:
        return self.line.piece

    @property
    def title(self) -> str:
        return self.line.requirement.title

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


def people(case: Case) -> str:
    """Names of the parties, ``Awa Diallo · Camille Roux``."""
    return " · ".join(str(party.user) for party in case.parties.all())


def header(case: Case) -> dict:
    """Context of ``_case_header.html``."""
    return {
        "case": case,
        "procedure_name": say(case.procedure.names),
        "people": people(case),
        "case_tone": CASE_TONES[case.state],
        "legal_effect": case.procedure.get_legal_effect_display(),
        "legal_sentence": labels.legal_effect_sentence(case.procedure.legal_effect),
    }


def piece_rows(case: Case) -> list[PieceRow]:
    """Every piece asked for now, in the definition's order."""
    return [PieceRow(line) for line in queries.lines(queries.pieces_of(case))]


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
