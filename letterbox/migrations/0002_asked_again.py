import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letterbox", "0001_addresses_and_mail"),
        ("vault", "0005_version_undrawable"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="file",
            name="letterbox_to_scan",
        ),
        migrations.AddField(
            model_name="file",
            name="scan_due_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="when the antivirus may be asked again"
            ),
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(
                condition=models.Q(("object_name__isnull", False), models.Q(("scan_state", "safe"), _negated=True)),
                fields=["scan_due_at"],
                name="letterbox_to_scan",
            ),
        ),
    ]
