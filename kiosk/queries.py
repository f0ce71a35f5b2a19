"""Reads about counters."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from workflows.elsewhere import Waiting

from .enums import HALL
from .models import Device, Kiosk, Visit


def kiosks():
    """Every counter with its computer and whoever stands there, in a bounded number of queries."""
    going = Visit.objects.going().select_related("person", "agent")
    devices = Device.objects.filter(revoked_at=None).prefetch_related(Prefetch("visits", going, to_attr="going"))
    return Kiosk.objects.prefetch_related(Prefetch("devices", devices, to_attr="computers"))


def calls(user):
    """What the inbox of an agent of the hall says of the counters where somebody calls."""
    if not any(role in HALL for _service, role in user.roles):
        return []
    words = _("On appelle un agent à la borne « %(name)s » (%(place)s).")
    bare = _("On appelle un agent à la borne « %(name)s ».")
    return [
        Waiting((words if kiosk.place else bare) % {"name": kiosk.name, "place": kiosk.place}, kiosk_url(kiosk))
        for kiosk in Kiosk.objects.filter(called_at__isnull=False).order_by("called_at")
    ]


def kiosk_url(kiosk):
    return reverse("kiosk:kiosk", args=[kiosk.code])


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
