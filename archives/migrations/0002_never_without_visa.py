"""The database itself refuses that a closed case, or what a complete one rests on, goes without a visa of the archives."""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION archives_is_closed(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT $1 IN ('done', 'withdrawn', 'cancelled')
$$;

CREATE FUNCTION archives_has_visa(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM archives_disposalline line
        JOIN archives_disposallist list ON list.id = line.list_id
        LEFT JOIN archives_transfer transfer ON transfer.list_id = list.id
        WHERE line.case_id = $1 AND line.is_standing AND list.state = 'approved' AND list.visa_at IS NOT NULL
            AND (line.decision = 'destroy' OR (line.decision = 'transfer' AND transfer.state = 'acknowledged'))
    )
$$;

CREATE FUNCTION archives_is_held(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM archives_hold hold
        WHERE hold.lifted_at IS NULL AND (
            hold.case_id = $1
            OR hold.person_id IN (SELECT user_id FROM cases_party WHERE case_id = $1)
            OR hold.document_id IN (
                SELECT version.document_id FROM vault_version version
                JOIN vault_evidence evidence ON evidence.source_id = version.id
                JOIN cases_case c ON c.binder_id = evidence.binder_id
                WHERE c.id = $1 AND evidence.erased_at IS NULL
            )
        )
    )
$$;

CREATE FUNCTION archives_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'archives: cases are never emptied at once';
    ELSIF TG_OP = 'DELETE' THEN
        IF archives_is_closed(OLD.state) OR OLD.state = 'destroyed' THEN
            RAISE EXCEPTION 'archives: a closed case is never deleted' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state = 'destroyed' THEN
            RAISE EXCEPTION 'archives: a case does not begin destroyed' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF OLD.state = 'destroyed' AND NEW.state <> 'destroyed' THEN
        RAISE EXCEPTION 'archives: a destroyed case does not come back' USING ERRCODE = 'check_violation';
    ELSIF archives_is_closed(OLD.state) AND NOT archives_is_closed(NEW.state) AND NEW.state <> 'destroyed' THEN
        RAISE EXCEPTION 'archives: a closed case is not opened again' USING ERRCODE = 'check_violation';
    ELSIF NEW.state = 'destroyed' AND OLD.state <> 'destroyed' THEN
        IF NOT archives_is_closed(OLD.state) OR NOT archives_has_visa(OLD.id) THEN
            RAISE EXCEPTION 'archives: no case is destroyed without a visa' USING ERRCODE = 'check_violation';
        END IF;
        IF archives_is_held(OLD.id) THEN
            RAISE EXCEPTION 'archives: this case is under a legal hold' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION archives_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_case WHERE id = OLD.case_id AND archives_is_closed(state)) THEN
        RAISE EXCEPTION 'archives: what a closed case holds does not go without a visa' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION archives_guard_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN  -- the key has no such column: it is only ever deleted
        IF OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL THEN
            RETURN NEW;
        END IF;
    END IF;
    IF EXISTS (
        SELECT FROM cases_case
        WHERE binder_id = OLD.binder_id AND archives_is_closed(state) AND completed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'archives: what a closed case rests on does not go without a visa'
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
"""

PARTS = ["cases_party", "cases_act", "cases_piece", "cases_certificate", "cases_banns", "cases_ceremony"]
TRIGGERS = """
CREATE TRIGGER archives_guard_case BEFORE INSERT OR UPDATE OR DELETE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION archives_guard_case();
CREATE TRIGGER archives_refuse_truncate BEFORE TRUNCATE ON cases_case
    FOR EACH STATEMENT EXECUTE FUNCTION archives_guard_case();
CREATE TRIGGER archives_guard_copy BEFORE UPDATE OF erased_at OR DELETE ON vault_evidence
    FOR EACH ROW EXECUTE FUNCTION archives_guard_copy();
CREATE TRIGGER archives_guard_key BEFORE DELETE ON vault_keyset
    FOR EACH ROW WHEN (OLD.binder_id IS NOT NULL) EXECUTE FUNCTION archives_guard_copy();
""" + "".join(
    f"CREATE TRIGGER archives_guard_part BEFORE DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION archives_guard_part();\n"
    for table in PARTS
)
UNDO = (
    """
DROP TRIGGER archives_guard_case ON cases_case;
DROP TRIGGER archives_refuse_truncate ON cases_case;
DROP TRIGGER archives_guard_copy ON vault_evidence;
DROP TRIGGER archives_guard_key ON vault_keyset;
"""
    + "".join(f"DROP TRIGGER archives_guard_part ON {table};\n" for table in PARTS)
    + """
DROP FUNCTION archives_guard_copy();
DROP FUNCTION archives_guard_part();
DROP FUNCTION archives_guard_case();
DROP FUNCTION archives_is_held(bigint);
DROP FUNCTION archives_has_visa(bigint);
DROP FUNCTION archives_is_closed(text);
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("archives", "0001_initial"),
        ("cases", "0005_destroyed"),
        ("vault", "0003_sharing_uploads_previews"),
    ]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
