from django.db import migrations


class Migration(migrations.Migration):
    """The sequence behind case numbers: no two cases can take the same one."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE cases_number", "DROP SEQUENCE cases_number"),
    ]
