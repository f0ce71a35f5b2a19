"""Papers given before shares existed: their live cases go on reading them, and will keep a copy."""

from django.db import migrations

LIVE = ("draft", "open")


def share_what_was_given(apps, schema_editor):
    Binder, Share = apps.get_model("vault", "Binder"), apps.get_model("vault", "Share")
    Case = apps.get_model("cases", "Case")
    for case in Case.objects.filter(state__in=LIVE, binder=None, pieces__version__isnull=False).distinct():
        case.binder = Binder.objects.create()
        case.save(update_fields=["binder"])
        given = case.pieces.filter(version__isnull=False).select_related("version__document")
        for document in {piece.version.document for piece in given}:
            Share.objects.create(
                document=document, binder=case.binder, purpose=f"Dossier {case.number}", given_by_id=document.owner_id
            )


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_binder")]
    operations = [migrations.RunPython(share_what_was_given, migrations.RunPython.noop)]
