import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# The unit of a booking is one of its resource: the database says so too.
BOTH = """
ALTER TABLE coworking_booking ADD CONSTRAINT booking_unit_of_resource
FOREIGN KEY (unit_id, resource_id) REFERENCES coworking_unit (id, resource_id)"""
ALONE = "ALTER TABLE coworking_booking DROP CONSTRAINT booking_unit_of_resource"


class Migration(migrations.Migration):
    dependencies = [("coworking", "0004_units_hours")]

    operations = [
        migrations.AlterField(
            model_name="booking",
            name="occupied",
            field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
        ),
        migrations.AlterField(
            model_name="booking",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="coworking.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=django.contrib.postgres.indexes.GistIndex(
                condition=models.Q(("state", "held")), fields=["resource", "occupied"], name="booking_of_resource"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state", "held")),
                expressions=[("unit", "="), ("occupied", "&&")],
                name="booking_no_overlap",
                violation_error_message="Ce créneau vient d’être pris.",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("occupied__contains", models.F("during"))), name="booking_within_occupied"
            ),
        ),
        migrations.RunSQL(BOTH, ALONE),
    ]
