"""Makers of the access matrix for the addresses of ``letterbox``: see tests/access_objects.py."""

from tests.access_objects import Owned


def _a_mail(cast):
    from letterbox.models import Mail

    alice = cast("alice")
    mail = Mail.objects.create(
        owner=alice, sender_address="a@b.example", subject="Bonjour", size=1, fingerprint=str(Mail.objects.count())
    )
    return Owned({"public_id": mail.public_id}, alice, cast("outsider"))


def _a_file(cast):
    from letterbox.models import File, Mail

    made = _a_mail(cast)
    mail = Mail.objects.get(public_id=made.kwargs["public_id"])
    file = File.objects.create(
        mail=mail,
        file_name="a.pdf",
        object_name=f"none/{mail.pk}",
        content_type="application/pdf",
        size=1,
        pages=1,
    )
    return Owned({"public_id": file.public_id}, made.owner, made.stranger)


OBJECTS = {f"letterbox:{name}": _a_mail for name in ("mail", "open", "delete", "drop_files")}
OBJECTS |= {f"letterbox:{name}": _a_file for name in ("download", "keep", "drop")}
NO_OBJECT = {}
