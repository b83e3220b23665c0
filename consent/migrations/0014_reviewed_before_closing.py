"""A case does not close while something shared on it to keep someone safe waits for a second person (SECURITY 5)."""

from django.db import migrations

# Sharing to keep someone safe waits for no case: only the closing is looked at, and it waits for what is being written.
REVIEWED_FIRST = """
CREATE FUNCTION consent_reviewed_before_closing() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM public.consent_safeguardingdisclosure shared WHERE shared.case_id = NEW.id
               AND NOT EXISTS (SELECT FROM public.consent_safeguardingreview WHERE disclosure_id = shared.id)) THEN
        RAISE EXCEPTION 'What was shared to keep someone safe is reviewed before its case closes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reviewed_before_closing', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reviewed_before_closing BEFORE UPDATE ON cases_case FOR EACH ROW
    WHEN (NEW.status = 'closed' AND OLD.status <> 'closed') EXECUTE FUNCTION consent_reviewed_before_closing();
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER reviewed_before_closing;
"""
CLOSED_ANYHOW = """
DROP TRIGGER reviewed_before_closing ON cases_case;
DROP FUNCTION consent_reviewed_before_closing();
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0013_what_came_unasked")]

    operations = [migrations.RunSQL(REVIEWED_FIRST, CLOSED_ANYHOW)]
