"""Which papers of somebody's vault would do for a procedure, before anything is begun."""

from dataclasses import dataclass

from vault.enums import ScanState
from vault.models import Document
from vault.queries import documents_of
from vault.validity import problem

from .requirements import Requirement


@dataclass(frozen=True)
class Fit:
    """A requirement and the paper that answers it best; ``problem`` says why it would not do, None when it would."""

    requirement: Requirement
    document: Document | None
    problem: str | None = None


def fits(user, requirements):
    """A ``Fit`` for each requirement, in order; the vault is read once."""
    papers = {}
    for document in documents_of(user):
        if document.last.scan_state != ScanState.REFUSED:
            papers.setdefault(document.type.code, []).append(document)
    return [_best(requirement, papers) for requirement in requirements]


def _best(requirement, papers):
    known = [document for code in requirement.document_types for document in papers.get(code, [])]
    judged = [
        Fit(requirement, document, problem(document, max_age_days=requirement.max_age_days)) for document in known
    ]
    good = next((fit for fit in judged if fit.problem is None), None)
    return good or (judged[0] if judged else Fit(requirement, None))
