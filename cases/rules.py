"""Who may do what in a case: small predicates, registered with the policy in ``apps.py``."""

from accounts.enums import CASE_WORKERS, COUNTER, Role
from vault.sharing import standing

from .enums import CLOSED, LIVE, PLANNED, CaseState, PieceState
from .mandates import MESSAGES, PREPARE, helped_someone, mandate_over


def is_party(user, case) -> bool:
    """One of the two people of the case."""
    return any(party.user_id == user.pk for party in case.parties.all())


def has_a_side(user, case) -> bool:
    """One of the two, or somebody who helped one of them since the case began: never the town hall's hand in it."""
    return is_party(user, case) or helped_someone(user, case)


def handles(user, case) -> bool:
    """An agent of the case's service or of reception, while the case is open; nobody with a side in it."""
    here = user.has_role(*CASE_WORKERS, *COUNTER, service=case.service.code)
    received = here or user.has_role(*COUNTER, service="accueil")
    return case.state == CaseState.OPEN and received and not has_a_side(user, case)


def celebrates(user, case) -> bool:
    """The officiant booked for the ceremony to come of this open case."""
    return (
        case.state == CaseState.OPEN
        and user.is_agent
        and case.ceremonies.filter(state__in=PLANNED, officiant__resource__user_id=user.pk).exists()
        and not has_a_side(user, case)
    )


def keeps_record(user, case) -> bool:
    """An agent of the case's service, once the case is closed; one that was never sent stays the couple's."""
    sent = case.state in CLOSED and case.submitted_at is not None
    return sent and user.has_role(*CASE_WORKERS, service=case.service.code) and not has_a_side(user, case)


def may_revoke_certificate(user, case) -> bool:
    """The team lead of the service, never for a case of one's own."""
    return user.has_role(Role.TEAM_LEAD, service=case.service.code) and not has_a_side(user, case)


def leads(user, procedure) -> bool:
    """The team lead of the service that holds the procedure."""
    return user.has_role(Role.TEAM_LEAD, service=procedure.service.code)


def administers(user, procedure) -> bool:
    return user.is_administrator


def may_edit_answers(user, case) -> bool:
    """A party, until the file was checked complete."""
    return takes_answers(case) and is_party(user, case)


def may_edit_answers_for(user, case) -> bool:
    """Whoever a party lets prepare the case."""
    return takes_answers(case) and mandate_over(user, case, PREPARE) is not None


def takes_answers(case) -> bool:
    return case.state in LIVE and case.completed_at is None


def may_invite(user, case) -> bool:
    return case.state == CaseState.DRAFT and is_party(user, case)


def may_annotate(user, case) -> bool:
    return case.state in LIVE and is_party(user, case)


def may_annotate_for(user, case) -> bool:
    """Whoever a party lets write."""
    return case.state in LIVE and mandate_over(user, case, MESSAGES) is not None


def works_on(user, case) -> bool:
    """Any agent who has a part in the open case."""
    return handles(user, case) or celebrates(user, case)


def owns_piece(user, piece) -> bool:
    """The person the piece is asked of."""
    return piece.party_id is not None and piece.party.user_id == user.pk


def shares_piece(user, piece) -> bool:
    """A party, for a piece asked of the couple."""
    return piece.party_id is None and is_party(user, piece.case)


def works_on_piece(user, piece) -> bool:
    return works_on(user, piece.case)


def is_changeable(piece) -> bool:
    """Not once the case is closed, nor once the piece was seen complete; until it is sent one may change one's mind."""
    seen = piece.state == PieceState.COMPLETE and piece.case.state != CaseState.DRAFT
    return piece.case.state in LIVE and not seen


def may_provide_own(user, piece) -> bool:
    return is_changeable(piece) and owns_piece(user, piece)


def may_provide_shared(user, piece) -> bool:
    return is_changeable(piece) and shares_piece(user, piece)


def prepares_piece(user, piece) -> bool:
    """Whoever the person asked, or one of the two for a common piece, lets prepare the case."""
    mandate = mandate_over(user, piece.case, PREPARE)
    return mandate is not None and (piece.party_id is None or piece.party.user_id == mandate.giver_id)


def may_provide_for(user, piece) -> bool:
    return is_changeable(piece) and prepares_piece(user, piece)


def may_provide_as_agent(user, piece) -> bool:
    return is_changeable(piece) and handles(user, piece.case)


def reads_as_agent(user, version) -> bool:
    """An agent with a part in an open case that this very version was given to, while it is still given."""
    pieces = version.pieces.filter(case__state=CaseState.OPEN, case__binder__in=binders_reading(version.document))
    pieces = pieces.select_related("case__service")
    return user.is_agent and any(works_on(user, piece.case) for piece in pieces)


def binders_reading(document):
    """The binders of cases that may read a document now."""
    return standing().filter(document=document, binder__isnull=False).values("binder")


def reads_evidence_as_agent(user, evidence) -> bool:
    """An agent with a part in the open case that keeps the copy, or of its service once the case is closed."""
    case = getattr(evidence.binder, "case", None)
    return case is not None and user.is_agent and (works_on(user, case) or keeps_record(user, case))


def reads_as_party(user, version) -> bool:
    """The other person of the couple, for a paper given for both, while the case lives."""
    return version.pieces.filter(party=None, case__state__in=LIVE, case__parties__user_id=user.pk).exists()
