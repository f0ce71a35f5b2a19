"""Reads about counters."""

from django.db.models import Prefetch

from accounts.models import User

from .models import Device, Kiosk, Visit


def kiosks():
    """Every counter with its computer and whoever stands there, in a bounded number of queries."""
    going = Visit.objects.going().select_related("person", "agent")
    devices = Device.objects.filter(revoked_at=None).prefetch_related(Prefetch("visits", going, to_attr="going"))
    return Kiosk.objects.prefetch_related(Prefetch("devices", devices, to_attr="computers"))


def helpers_of(entries):
    """``{entry id: (agent's name, counter's name)}`` for the lines of the log written with an agent's help."""
    marked = {entry.pk: entry.data for entry in entries if "helped_by" in entry.data}
    if not marked:
        return {}
    people = User.objects.in_bulk({data["helped_by"] for data in marked.values()})
    names = dict(Kiosk.objects.filter(code__in={data["kiosk"] for data in marked.values()}).values_list("code", "name"))
    return {
        pk: (str(people.get(data["helped_by"], "")), names.get(data["kiosk"], data["kiosk"]))
        for pk, data in marked.items()
    }
