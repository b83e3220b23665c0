"""A batch is settled by the service alone, and whether somebody was asked is decided once (L30, SECURITY 6).

Whoever opened a page could else end a batch by plain SQL, upon which its key is destroyed with every answer in it; or
write that somebody was asked who never was.
"""

from django.db import migrations

SETTLED = """
CREATE FUNCTION feedback_settled_by_the_service() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT public.feedback_handles_questionnaires() THEN
        RAISE EXCEPTION 'Only the questionnaires settle a batch'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settled_by_the_service', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settled_by_the_service BEFORE UPDATE ON feedback_batch
    FOR EACH ROW EXECUTE FUNCTION feedback_settled_by_the_service();
ALTER TABLE feedback_batch ENABLE ALWAYS TRIGGER settled_by_the_service;
"""
BY_ANYBODY = """
DROP TRIGGER settled_by_the_service ON feedback_batch;
DROP FUNCTION feedback_settled_by_the_service();
"""
DECIDED = """
CREATE FUNCTION feedback_invitation_decided_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF to_jsonb(NEW) - 'reminded_on' <> to_jsonb(OLD) - 'reminded_on'
        OR OLD.reminded_on IS NOT NULL OR NEW.reminded_on IS NULL THEN
        RAISE EXCEPTION 'Whether somebody is asked is decided once, and they are asked once more'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invitation_decided_once', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invitation_decided_once BEFORE UPDATE ON feedback_invitation
    FOR EACH ROW EXECUTE FUNCTION feedback_invitation_decided_once();
ALTER TABLE feedback_invitation ENABLE ALWAYS TRIGGER invitation_decided_once;
"""
DECIDED_AGAIN = """
DROP TRIGGER invitation_decided_once ON feedback_invitation;
DROP FUNCTION feedback_invitation_decided_once();
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("feedback", "0013_asked_round")]

    operations = [migrations.RunSQL(SETTLED, BY_ANYBODY), migrations.RunSQL(DECIDED, DECIDED_AGAIN)]
