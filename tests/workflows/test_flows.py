"""What every circuit must hold, whatever it is about."""

import json
from pathlib import Path

import pytest
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.nodes import StartHandle, TimerBoundary, View

from workflows.flows import REGISTRY
from workflows.flows.nodes import HumanStep
from workflows.lanes import LANES

FLOWS = pytest.mark.parametrize("flow", REGISTRY.values(), ids=REGISTRY.keys())
SNAPSHOT = Path(__file__).with_name("nodes.json")


def humans(flow):
    return [node for node in flow.instance.nodes() if isinstance(node, View)]


@FLOWS
def test_every_step_can_be_reached(flow):
    nodes = list(flow.instance.nodes())
    reached, waiting = set(), [node for node in nodes if isinstance(node, StartHandle)]
    while waiting:
        node = waiting.pop()
        if node.name not in reached:
            reached.add(node.name)
            waiting += [edge.dst for edge in node._outgoing()] + node._boundary_events
    assert reached == {node.name for node in nodes}


@FLOWS
def test_one_hand_at_a_time(flow):
    assert isinstance(flow.lock_impl, SelectForUpdateLock)
    assert (flow.lock_impl.nowait, flow.lock_impl.attempts) == (False, 1)


@FLOWS
def test_every_human_step_says_who_what_and_how(flow):
    for node in humans(flow):
        assert isinstance(node, HumanStep), node
        assert node.lane in LANES.values()
        assert all(str(words) for words in (node.title, node.help, node.now, node.action))
        assert node.branches or node._next


@FLOWS
def test_the_frieze_covers_every_human_step(flow):
    covered = {name for milestone in flow.milestones for name in milestone.nodes}
    assert {node.name for node in humans(flow)} <= covered
    assert covered <= {node.name for node in flow.instance.nodes()}


@FLOWS
def test_deadlines_belong_to_their_own_circuit(flow):
    for node in flow.instance.nodes():
        assert all(boundary.flow_class is flow for boundary in node._boundary_events)
        if isinstance(node, TimerBoundary):
            assert node in node._attached_to._boundary_events


def test_no_circuit_inherits_from_another():
    for flow in REGISTRY.values():
        assert not [other for other in REGISTRY.values() if other is not flow and issubclass(flow, other)]


def test_a_step_is_not_renamed_without_its_migration():
    """Rows keep these names: a rename needs ``Task.objects.filter(flow_task=old).update(...)`` in a migration."""
    names = {str(flow): sorted(node.name for node in flow.instance.nodes()) for flow in REGISTRY.values()}
    assert names == json.loads(SNAPSHOT.read_text())
