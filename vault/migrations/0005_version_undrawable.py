import django.utils.timezone
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # papers are many: nobody waits while their index is made

    dependencies = [
        ("vault", "0004_kinds_of_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="is_undrawable",
            field=models.BooleanField(default=False, help_text="its pictures were refused: they are not tried again"),
        ),
        migrations.AddField(
            model_name="version",
            name="scan_due_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="when the antivirus may be asked again"
            ),
        ),
        RemoveIndexConcurrently(model_name="version", name="version_to_scan"),
        AddIndexConcurrently(
            model_name="version",
            index=models.Index(
                condition=models.Q(("scan_state", "safe"), _negated=True),
                fields=["scan_due_at"],
                name="version_to_scan",
            ),
        ),
    ]
