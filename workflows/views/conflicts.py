"""The kind page for who comes second: nothing was lost, and here is who was first."""

from functools import wraps

from django.shortcuts import render

from workflows.conflicts import Conflict, TaskDone


def tells_conflicts(view):
    """Answer 409 when somebody else has the task, or has already done it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Conflict as conflict:
            return conflict_page(request, conflict)

    return guarded


def conflict_page(request, conflict):
    is_agents = request.path.startswith("/agent/")
    context = {
        "base": "ui/agent.html" if is_agents else "ui/space.html",
        "is_agents": is_agents,
        "is_done": isinstance(conflict, TaskDone),
        "sentence": conflict.sentence,
        "at": conflict.at,
    }
    return render(request, "workflows/conflict.html", context, status=409)
