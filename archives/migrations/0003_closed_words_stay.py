"""The database itself refuses that the answers and the texts of a closed case be written over."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION archives_guard_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_case WHERE id = OLD.case_id AND archives_is_closed(state) AND submitted_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'archives: the words of a closed case are not written over' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION archives_guard_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'archives: the answers of a closed case are not written over' USING ERRCODE = 'check_violation';
END $$;
"""

# What was never sent is nobody's record: it may be emptied with the person who is erased.
TRIGGERS = """
CREATE TRIGGER archives_guard_answers BEFORE UPDATE OF answers ON cases_case FOR EACH ROW
    WHEN (OLD.state IN ('done', 'withdrawn', 'cancelled') AND NEW.state <> 'destroyed' AND OLD.submitted_at IS NOT NULL
        AND NEW.answers IS DISTINCT FROM OLD.answers)
    EXECUTE FUNCTION archives_guard_answers();
CREATE TRIGGER archives_guard_words BEFORE UPDATE OF answers ON cases_party FOR EACH ROW
    WHEN (NEW.answers IS DISTINCT FROM OLD.answers) EXECUTE FUNCTION archives_guard_words();
CREATE TRIGGER archives_guard_words BEFORE UPDATE OF text, verb, data, at ON cases_act FOR EACH ROW
    WHEN ((NEW.text, NEW.verb, NEW.data, NEW.at) IS DISTINCT FROM (OLD.text, OLD.verb, OLD.data, OLD.at))
    EXECUTE FUNCTION archives_guard_words();
"""

UNDO = """
DROP TRIGGER archives_guard_answers ON cases_case;
DROP TRIGGER archives_guard_words ON cases_party;
DROP TRIGGER archives_guard_words ON cases_act;
DROP FUNCTION archives_guard_answers();
DROP FUNCTION archives_guard_words();
"""


class Migration(migrations.Migration):
    dependencies = [("archives", "0002_never_without_visa"), ("cases", "0006_versions_of_staff")]
    operations = [migrations.RunSQL(FUNCTION + TRIGGERS, UNDO)]
