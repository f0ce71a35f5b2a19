import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letterbox", "0002_asked_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="address",
            name="digest",
            field=models.CharField(help_text="HMAC of it: kept after the person has gone", max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name="address",
            name="user",
            field=models.ForeignKey(
                help_text="none once erased",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="town_hall_addresses",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.UniqueConstraint(
                condition=models.Q(("local", ""), _negated=True),
                fields=("local",),
                name="letterbox_address_once",
                violation_error_message="Cette adresse est déjà à quelqu’un.",
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("user__isnull", False), models.Q(("local", ""), ("retired_at__isnull", False)), _connector="OR"
                ),
                name="letterbox_erased_is_nobodys",
                violation_error_message="Une adresse ouverte est à quelqu’un.",
            ),
        ),
    ]
