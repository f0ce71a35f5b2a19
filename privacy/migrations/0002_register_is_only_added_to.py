"""The register of the erased is only ever added to, whoever asks."""

from django.db import migrations

GUARD = """
CREATE FUNCTION privacy_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'privacy: the register of the erased is only added to (%)', TG_OP;
END $$;
CREATE TRIGGER privacy_register BEFORE UPDATE OR DELETE ON privacy_erasedperson
    FOR EACH ROW EXECUTE FUNCTION privacy_refuse();
"""
UNDO = "DROP TRIGGER privacy_register ON privacy_erasedperson; DROP FUNCTION privacy_refuse();"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
