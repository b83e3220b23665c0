"""What the data base itself holds of passing on: what was heard stays owed until one answer, true of it (L25)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

# What was heard belongs to a contact of the same case and agency and has a task there; its end is of the same case.
WHOLE = """
ALTER TABLE consent_heard ADD CONSTRAINT heard_in_its_contact
    FOREIGN KEY (disclosure_id, case_id, agency_id) REFERENCES consent_disclosure (id, case_id, agency_id);
ALTER TABLE consent_heard ADD CONSTRAINT heard_owed_on_its_case
    FOREIGN KEY (task_id, case_id) REFERENCES cases_task (id, case_id);
ALTER TABLE consent_passedon ADD CONSTRAINT passed_on_within_its_case
    FOREIGN KEY (heard_id, case_id) REFERENCES consent_heard (id, case_id);
"""
NOT_WHOLE = """
ALTER TABLE consent_heard DROP CONSTRAINT heard_in_its_contact;
ALTER TABLE consent_heard DROP CONSTRAINT heard_owed_on_its_case;
ALTER TABLE consent_passedon DROP CONSTRAINT passed_on_within_its_case;
"""

HEARD_IS_OWED = """
CREATE FUNCTION consent_heard_is_owed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_task WHERE id = NEW.task_id AND rule = 'pass_on'
                   AND due_on = NEW.due_on AND done_at IS NULL AND withdrawn_at IS NULL) THEN
        RAISE EXCEPTION 'What was heard is an open task to pass it on, due the same day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'heard_is_owed', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER heard_is_owed BEFORE INSERT ON consent_heard
    FOR EACH ROW EXECUTE FUNCTION consent_heard_is_owed();
ALTER TABLE consent_heard ENABLE ALWAYS TRIGGER heard_is_owed;
"""

# Someone of the family who is on the case was told, on a day that has come and not before it was heard.
PASSED_ON_TRULY = """
CREATE FUNCTION consent_passed_on_truly() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE heard_on date;
BEGIN
    SELECT (said.happened_at AT TIME ZONE 'Europe/London')::date INTO heard_on
        FROM public.consent_heard one JOIN public.consent_disclosure said ON said.id = one.disclosure_id
        WHERE one.id = NEW.heard_id;
    IF NEW.happened_on < heard_on
       OR NEW.happened_on > ((clock_timestamp() + interval '2 minutes') AT TIME ZONE 'Europe/London')::date
       OR NEW.recorded_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'It is passed on after it was heard, and not in the future'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'passed_on_truly', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.told_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.cases_caseperson WHERE case_id = NEW.case_id AND person_id = NEW.told_id
        AND removed_at IS NULL AND role IN ('child_or_young_person', 'parent_carer')) THEN
        RAISE EXCEPTION 'It is passed on to the family on the case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'passed_on_truly', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER passed_on_truly BEFORE INSERT ON consent_passedon
    FOR EACH ROW EXECUTE FUNCTION consent_passed_on_truly();
ALTER TABLE consent_passedon ENABLE ALWAYS TRIGGER passed_on_truly;
"""

# The task and what it stands for end together: never the one without the other.
DONE_WITH_IT = """
CREATE FUNCTION consent_done_with_it() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_task task JOIN public.consent_heard one ON one.task_id = task.id
                   WHERE one.id = NEW.heard_id AND task.done_at IS NOT NULL) THEN
        RAISE EXCEPTION 'What is passed on is no longer to do'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'done_with_it', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER done_with_it AFTER INSERT ON consent_passedon
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION consent_done_with_it();
ALTER TABLE consent_passedon ENABLE ALWAYS TRIGGER done_with_it;

CREATE FUNCTION consent_owed_until_passed_on() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF to_jsonb(NEW) - '{worker_id,done_at,done_by_id}'::text[]
       IS DISTINCT FROM to_jsonb(OLD) - '{worker_id,done_at,done_by_id}'::text[]
       OR (OLD.done_at IS NOT NULL AND NEW.done_at IS DISTINCT FROM OLD.done_at) THEN
        RAISE EXCEPTION 'A task to pass something on changes only whose it is, and by being done'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'owed_until_passed_on', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.done_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.consent_passedon done JOIN public.consent_heard one ON one.id = done.heard_id
        WHERE one.task_id = NEW.id) THEN
        RAISE EXCEPTION 'This is to do until it is passed on'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'owed_until_passed_on', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER owed_until_passed_on BEFORE UPDATE ON cases_task FOR EACH ROW
    WHEN (OLD.rule = 'pass_on' OR NEW.rule = 'pass_on') EXECUTE FUNCTION consent_owed_until_passed_on();
ALTER TABLE cases_task ENABLE ALWAYS TRIGGER owed_until_passed_on;
"""


def _undo(table: str, name: str) -> str:
    """SQL that takes a trigger and its function away again."""
    return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION consent_{name}();"


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0003_what_they_were_told_and_said")]

    operations = [
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        migrations.RunSQL(HEARD_IS_OWED, _undo("consent_heard", "heard_is_owed")),
        migrations.RunSQL(PASSED_ON_TRULY, _undo("consent_passedon", "passed_on_truly")),
        migrations.RunSQL(
            DONE_WITH_IT,
            _undo("consent_passedon", "done_with_it") + _undo("cases_task", "owed_until_passed_on"),
        ),
        AppendOnly("consent_heard"),
        AppendOnly("consent_passedon"),
    ]
