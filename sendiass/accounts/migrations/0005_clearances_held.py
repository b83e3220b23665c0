"""Makes PostgreSQL hold to it that a manager clears others for new cases, and that what was said stays said (L17).

The migrating role, which owns the tables, is not bound: it could drop the triggers as well.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_clearance_held() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_catalog.pg_class WHERE oid = TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.withdrawn_at IS NOT NULL OR NEW.replaced_at IS NOT NULL THEN
            RAISE EXCEPTION 'A clearance begins standing'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'clearance_begins_standing';
        END IF;
        IF NEW.until_on < (NEW.given_at AT TIME ZONE 'Europe/London')::date THEN
            RAISE EXCEPTION 'The last day of a clearance is no earlier than its first'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'clearance_has_days';
        END IF;
        PERFORM FROM accounts_user WHERE id = NEW.given_by_id AND is_active AND role = 'manager' FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Only a manager clears somebody for new cases'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'cleared_by_a_manager';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.worker_id, NEW.given_at, NEW.given_by_id, NEW.reason)
        IS DISTINCT FROM (OLD.id, OLD.worker_id, OLD.given_at, OLD.given_by_id, OLD.reason)
        OR NEW.until_on IS DISTINCT FROM OLD.until_on THEN
        RAISE EXCEPTION 'A clearance is not rewritten'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clearance_is_not_rewritten';
    END IF;
    IF OLD.withdrawn_at IS NOT NULL OR OLD.replaced_at IS NOT NULL THEN
        RAISE EXCEPTION 'A clearance ends once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clearance_ends_once';
    END IF;
    IF NEW.withdrawn_by_id IS NOT NULL THEN
        PERFORM FROM accounts_user WHERE id = NEW.withdrawn_by_id AND is_active AND role = 'manager' FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'Only a manager withdraws a clearance'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawn_by_a_manager';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER held BEFORE INSERT OR UPDATE ON accounts_clearance
    FOR EACH ROW EXECUTE FUNCTION accounts_clearance_held();
CREATE TRIGGER kept BEFORE DELETE ON accounts_clearance
    FOR EACH ROW EXECUTE FUNCTION accounts_are_kept();
ALTER TABLE accounts_clearance ENABLE ALWAYS TRIGGER held;
ALTER TABLE accounts_clearance ENABLE ALWAYS TRIGGER kept;
"""

BACKWARD = """
DROP TRIGGER held ON accounts_clearance;
DROP TRIGGER kept ON accounts_clearance;
DROP FUNCTION accounts_clearance_held();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_clearance")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
