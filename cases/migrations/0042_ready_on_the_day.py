"""Nor is a case given to a volunteer once a training has ended that came before their first case (L17)."""

from django.db import migrations

# Whoever says that somebody is ready holds their account, and so does this. That there is no clearance without it, the
# clearance's own trigger holds.
READY = """
CREATE FUNCTION cases_ready_on_the_day() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND ROW(NEW.case_id, NEW.worker_id) IS NOT DISTINCT FROM ROW(OLD.case_id, OLD.worker_id)
       AND (OLD.until_at IS NULL OR NEW.until_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    PERFORM FROM public.accounts_user WHERE id = NEW.worker_id AND role = 'volunteer' FOR SHARE;
    IF NOT FOUND THEN
        RETURN NEW;
    END IF;
    PERFORM FROM public.accounts_readiness
        WHERE worker_id = NEW.worker_id AND ended_at IS NULL
            AND until_on < GREATEST((NEW.from_at AT TIME ZONE 'Europe/London')::date,
                                    (statement_timestamp() AT TIME ZONE 'Europe/London')::date)
        FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION 'What comes before a first case is to be done again'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ready_on_the_day', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ready_on_the_day BEFORE INSERT OR UPDATE OF case_id, worker_id, until_at ON cases_allocation
    FOR EACH ROW EXECUTE FUNCTION cases_ready_on_the_day();
ALTER TABLE cases_allocation ENABLE ALWAYS TRIGGER ready_on_the_day;
"""
NOT_ASKED = "DROP TRIGGER ready_on_the_day ON cases_allocation; DROP FUNCTION cases_ready_on_the_day();"


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [
        ("cases", "0041_policy_said_by_those_who_may"),
        ("accounts", "0007_ready_until"),
    ]

    operations = [migrations.RunSQL(READY, NOT_ASKED)]
