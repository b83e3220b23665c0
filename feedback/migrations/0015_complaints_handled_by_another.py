"""Nobody handles a complaint about a case that is or was theirs, whomever it names (L32)."""

from django.db import migrations

HANDLED = """
CREATE FUNCTION feedback_complaint_handled_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.feedback_complaint one
        JOIN public.cases_allocation given ON given.case_id = one.case_id
        WHERE one.id = NEW.complaint_id AND given.worker_id = NEW.worker_id
    ) THEN
        RAISE EXCEPTION 'Nobody handles a complaint about a case that is or was theirs'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_handled_by_another', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_handled_by_another BEFORE INSERT ON feedback_complaintentry FOR EACH ROW
    WHEN (NEW.step IN ('handed', 'further')) EXECUTE FUNCTION feedback_complaint_handled_by_another();
ALTER TABLE feedback_complaintentry ENABLE ALWAYS TRIGGER complaint_handled_by_another;
"""
BY_ANYBODY = """
DROP TRIGGER complaint_handled_by_another ON feedback_complaintentry;
DROP FUNCTION feedback_complaint_handled_by_another();
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [
        ("feedback", "0014_settled_by_the_service_and_decided_once"),
        ("cases", "0042_ready_on_the_day"),
    ]

    operations = [migrations.RunSQL(HANDLED, BY_ANYBODY)]
