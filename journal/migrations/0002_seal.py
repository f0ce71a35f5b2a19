"""The chain: lines are sealed by the database at commit, and nothing but that ever changes them.

Sealing is done in two steps, both deferred to the commit. The first step only touches the line, which puts the second
at the very end of the commit's work: whoever holds the chain's lock then waits for nobody (foreign keys are checked
at commit too, and may wait for a row that another transaction, itself waiting for the chain, has locked).
"""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION journal_touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE journal_entry SET previous = '' WHERE id = NEW.id AND seq IS NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION journal_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head journal_chainhead%ROWTYPE;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('journal_chainhead'));
    IF NOT EXISTS (SELECT FROM journal_entry WHERE id = NEW.id AND seq IS NULL) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO head FROM journal_chainhead;
    IF NOT FOUND THEN
        IF EXISTS (SELECT FROM journal_entry WHERE seq IS NOT NULL) THEN
            RAISE EXCEPTION 'journal: the head of the chain is missing';
        END IF;
        INSERT INTO journal_chainhead (seq, hash) VALUES (0, '') RETURNING * INTO head;
    END IF;
    UPDATE journal_entry
        SET seq = head.seq + 1,
            previous = head.hash,
            hash = encode(sha256(convert_to(head.hash || E'\n' || (head.seq + 1) || E'\n' || payload, 'UTF8')), 'hex')
        WHERE id = NEW.id;
    UPDATE journal_chainhead
        SET seq = head.seq + 1, hash = (SELECT hash FROM journal_entry WHERE id = NEW.id)
        WHERE id = head.id;
    RETURN NULL;
END $$;

CREATE FUNCTION journal_guard_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq IS NOT NULL OR NEW.previous <> '' OR NEW.hash <> '' THEN
        RAISE EXCEPTION 'journal: a line is numbered and sealed by the database';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION journal_guard_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seq IS NULL AND pg_trigger_depth() > 1
        AND (to_jsonb(OLD) - '{seq,previous,hash}'::text[]) = (to_jsonb(NEW) - '{seq,previous,hash}'::text[])
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'journal: a line of the log is never changed';
END $$;

CREATE FUNCTION journal_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'journal: only a new line moves the head of the chain';
END $$;

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal: the log is never emptied (% on %)', TG_OP, TG_TABLE_NAME;
END $$;
"""

TRIGGERS = """
CREATE CONSTRAINT TRIGGER journal_touch AFTER INSERT ON journal_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_touch();
CREATE CONSTRAINT TRIGGER journal_seal AFTER UPDATE ON journal_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.seq IS NULL) EXECUTE FUNCTION journal_seal();

CREATE TRIGGER journal_guard_insert BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_guard_insert();
CREATE TRIGGER journal_guard_update BEFORE UPDATE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_guard_update();
CREATE TRIGGER journal_refuse_delete BEFORE DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_refuse_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

CREATE TRIGGER journal_guard_head BEFORE INSERT OR UPDATE ON journal_chainhead
    FOR EACH ROW EXECUTE FUNCTION journal_guard_head();
CREATE TRIGGER journal_refuse_delete BEFORE DELETE ON journal_chainhead
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_refuse_truncate BEFORE TRUNCATE ON journal_chainhead
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""

REMOVE = """
DROP FUNCTION journal_touch, journal_seal, journal_guard_insert, journal_guard_update, journal_guard_head,
    journal_refuse CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, REMOVE)]
