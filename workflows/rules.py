"""Who may do what in a circuit."""

from accounts.enums import CASE_WORKERS, COUNTER, Role
from cases.enums import LIVE, CaseState
from cases.mandates import helped_someone, mandate_over
from cases.rules import has_a_side, is_party

from .lanes import COUNTER_LANE, LANES


def may_do(user, node, case) -> bool:
    """Whether ``user`` may do the human step ``node`` of ``case``: the lane decides; agents may help residents.

    Who is one of the couple, or helps one of them, does the couple's steps (those with an act, for a helper), and none
    of the town hall's.
    """
    if case.state != CaseState.OPEN:
        return False
    if is_party(user, case):
        return node.lane.is_residents
    here = node.lane.allows(user, case) or (node.helped and COUNTER_LANE.allows(user, case))
    if here and not helped_someone(user, case):
        return True
    return node.entrusted is not None and mandate_over(user, case, node.entrusted) is not None


def entrusted(item):
    """The code of the mandate's act that a step takes, or None."""
    return getattr(node_of(item), "entrusted", None)


def can_claim(user, item) -> bool:
    """Whether ``user`` may take a work item. Residents never take one: their steps are theirs already."""
    node = node_of(item)
    return node is not None and user.is_agent and may_do(user, node, item.case) and not has_a_side(user, item.case)


def can_execute(user, item) -> bool:
    """Whether ``user`` may do it now: it is in the person's hands, in nobody's, or it is the residents'."""
    node = node_of(item)
    if node is None or not may_do(user, node, item.case):
        return False
    return node.lane.is_residents or item.owner_id in (None, user.pk)


def can_release(user, item) -> bool:
    return item.owner_id is not None and (item.owner_id == user.pk or leads(user, item.case))


def can_reassign(user, item) -> bool:
    """The team lead of the service, or whoever has it, while the step exists and is not the residents'."""
    node = node_of(item)
    if node is None or node.lane.is_residents:
        return False
    return leads(user, item.case) or item.owner_id == user.pk


def leads(user, case) -> bool:
    """Team lead of the case's service, cases with a side in them apart."""
    return user.has_role(Role.TEAM_LEAD, service=case.service.code) and not has_a_side(user, case)


def may_submit(user, case) -> bool:
    return case.state == CaseState.DRAFT and is_party(user, case)


def may_withdraw(user, case) -> bool:
    """A party, as long as the case lives."""
    return case.state in LIVE and is_party(user, case)


def may_cancel(user, case) -> bool:
    """Those who work on the service's cases, once it is in their hands; one's own is withdrawn, not cancelled."""
    works_here = user.has_role(*CASE_WORKERS, service=case.service.code)
    return case.state == CaseState.OPEN and works_here and not has_a_side(user, case)


def may_move(user, case) -> bool:
    """Put a stranded case back on its way: the team lead."""
    return case.state == CaseState.OPEN and leads(user, case)


def lanes_of(user):
    """``{(service code, lane code), ...}``: whose inboxes a person reads, from the person's roles."""
    pairs = set()
    for code, role in user.roles:
        if code == "accueil" and role in COUNTER | CASE_WORKERS:
            pairs.add((code, "counter"))
        if role in CASE_WORKERS:
            pairs.add((code, "registry"))
        if role == Role.TEAM_LEAD:
            pairs.add((code, "officiant"))
    return pairs


def node_of(item):
    """The step of a work item in the circuit as it is now; None when the circuit lost it."""
    from .flows import REGISTRY

    flow = REGISTRY.get(item.case.procedure.flow)
    node = flow.instance.node(item.node, no_obsolete=True) if flow else None
    return node if hasattr(node, "lane") and item.lane in LANES else None
