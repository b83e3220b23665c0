"""Nobody whose role has to be cleared is given a case without a clearance that counts, by whichever way (L17).

A clearance that ends takes no case from anybody: only what gives one asks for it. Which roles: the volunteers, whom the
policy names; a profile may name more, and those the application holds to it (docs/decisions/0035).
"""

from django.db import migrations

# An ended allocation is not opened again without one, either. Whoever gives a clearance holds its worker's account, and
# so does this, until it has seen which counts; a withdrawal holds the clearance itself.
CLEARED = """
CREATE FUNCTION cases_cleared_first() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND ROW(NEW.case_id, NEW.worker_id) IS NOT DISTINCT FROM ROW(OLD.case_id, OLD.worker_id)
       AND (OLD.until_at IS NULL OR NEW.until_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    PERFORM FROM public.accounts_user
        WHERE id = NEW.worker_id AND role = ANY (string_to_array(TG_ARGV[0], ' ')) FOR SHARE;
    IF NOT FOUND THEN
        RETURN NEW;
    END IF;
    PERFORM FROM public.accounts_clearance
        WHERE worker_id = NEW.worker_id AND withdrawn_at IS NULL AND replaced_at IS NULL
            AND (until_on IS NULL OR until_on >= GREATEST(
                (NEW.from_at AT TIME ZONE 'Europe/London')::date,
                (statement_timestamp() AT TIME ZONE 'Europe/London')::date))
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'This worker has no clearance for new cases'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cleared_first', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cleared_first BEFORE INSERT OR UPDATE OF case_id, worker_id, until_at ON cases_allocation
    FOR EACH ROW EXECUTE FUNCTION cases_cleared_first('volunteer');
ALTER TABLE cases_allocation ENABLE ALWAYS TRIGGER cleared_first;
"""
NOT_CLEARED = """
DROP TRIGGER cleared_first ON cases_allocation;
DROP FUNCTION cases_cleared_first();
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [
        ("cases", "0030_what_tells_of_cases"),
        ("accounts", "0005_clearances_held"),
    ]

    operations = [migrations.RunSQL(CLEARED, NOT_CLEARED)]
