"""What the data base itself holds of advice: no option alone without its reason, no closing without options (Y03, Y10)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

# Options and choices are of advice of their own case, as it was first logged and as it stands now.
OF_ADVICE = """
CREATE FUNCTION cases_is_advice_of(advice uuid, of_case uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.cases_intervention given
                   LEFT JOIN public.cases_enquiry asked ON asked.id = given.enquiry_id
                   WHERE given.id = advice AND given.original_id IS NULL
                     AND (given.case_id = of_case OR asked.case_id = of_case))
       AND 'advice' = ANY (SELECT unnest(newest.kinds) FROM (
               SELECT kinds FROM public.cases_intervention
               WHERE id = advice OR original_id = advice ORDER BY version DESC LIMIT 1) AS newest);
$$;

CREATE FUNCTION cases_option_of_advice() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT public.cases_is_advice_of(NEW.intervention_id, NEW.case_id) THEN
        RAISE EXCEPTION 'Options are of advice given in their case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'option_of_advice', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER option_of_advice BEFORE INSERT ON cases_adviceoption
    FOR EACH ROW EXECUTE FUNCTION cases_option_of_advice();
ALTER TABLE cases_adviceoption ENABLE ALWAYS TRIGGER option_of_advice;
CREATE TRIGGER option_of_advice BEFORE INSERT ON cases_optionchoice
    FOR EACH ROW EXECUTE FUNCTION cases_option_of_advice();
ALTER TABLE cases_optionchoice ENABLE ALWAYS TRIGGER option_of_advice;

ALTER TABLE cases_optionchoice ADD CONSTRAINT choice_of_its_options
    FOREIGN KEY (option_id, intervention_id, case_id) REFERENCES cases_adviceoption (id, intervention_id, case_id);
"""
NOT_OF_ADVICE = """
ALTER TABLE cases_optionchoice DROP CONSTRAINT choice_of_its_options;
DROP TRIGGER option_of_advice ON cases_optionchoice;
DROP TRIGGER option_of_advice ON cases_adviceoption;
DROP FUNCTION cases_option_of_advice();
DROP FUNCTION cases_is_advice_of(uuid, uuid);
"""

# Asked when the transaction ends: two at least, or one that says why there was no other.
TWO_OR_WHY = """
CREATE FUNCTION cases_two_options_or_why() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF (SELECT count(*) < 2 AND bool_and(only_because IS NULL)
        FROM public.cases_adviceoption WHERE intervention_id = NEW.intervention_id) THEN
        RAISE EXCEPTION 'Advice lays two options before a family, or says why there was only one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_options_or_why', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER two_options_or_why AFTER INSERT ON cases_adviceoption
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_two_options_or_why();
ALTER TABLE cases_adviceoption ENABLE ALWAYS TRIGGER two_options_or_why;
"""

# The task is done by its options, and withdrawn only once the entry is advice no longer; it stays the same task.
TASK_OF_OPTIONS = """
CREATE FUNCTION cases_task_of_options() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE wrong text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.rule IS DISTINCT FROM 'advice_options' THEN
            RETURN NEW;
        END IF;
        IF NOT public.cases_is_advice_of(NEW.intervention_id, NEW.case_id) THEN
            wrong := 'A task for options is about advice of its case';
        ELSIF NEW.done_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL THEN
            wrong := 'A task for options begins open';
        END IF;
    ELSIF 'advice_options' NOT IN (OLD.rule, NEW.rule) THEN
        RETURN NEW;
    ELSIF (NEW.rule, NEW.case_id, NEW.intervention_id)
          IS DISTINCT FROM (OLD.rule, OLD.case_id, OLD.intervention_id) THEN
        wrong := 'A task for options stays about its advice';
    ELSIF OLD.done_at IS NOT NULL AND NEW.done_at IS DISTINCT FROM OLD.done_at
          OR OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
        wrong := 'A task that has ended stays so';
    ELSIF NEW.done_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.cases_adviceoption WHERE intervention_id = NEW.intervention_id) THEN
        wrong := 'A task for options is done by writing them down';
    ELSIF NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL
          AND public.cases_is_advice_of(NEW.intervention_id, NEW.case_id) THEN
        wrong := 'A task for options stays while its entry is advice';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'task_of_options', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_of_options BEFORE INSERT OR UPDATE ON cases_task
    FOR EACH ROW EXECUTE FUNCTION cases_task_of_options();
ALTER TABLE cases_task ENABLE ALWAYS TRIGGER task_of_options;
"""

# By what was given, not by the tasks: a case does not close over advice whose options nobody wrote down.
CLOSED_WITH_OPTIONS = """
CREATE FUNCTION cases_closed_with_options() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM public.cases_intervention given
               WHERE given.case_id = NEW.id AND given.original_id IS NULL
                 AND public.cases_is_advice_of(given.id, NEW.id)
                 AND NOT EXISTS (SELECT FROM public.cases_adviceoption WHERE intervention_id = given.id)) THEN
        RAISE EXCEPTION 'A case does not close over advice without its options'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_with_options', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_with_options BEFORE UPDATE OF status ON cases_case FOR EACH ROW
    WHEN (NEW.status = 'closed' AND OLD.status <> 'closed') EXECUTE FUNCTION cases_closed_with_options();
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER closed_with_options;
"""


def _undo(table: str, name: str) -> str:
    """SQL that takes a trigger and its function away again."""
    return f"DROP TRIGGER {name} ON {table}; DROP FUNCTION cases_{name}();"


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("cases", "0016_options_and_signposting")]

    operations = [
        migrations.RunSQL(OF_ADVICE, NOT_OF_ADVICE),
        migrations.RunSQL(TWO_OR_WHY, _undo("cases_adviceoption", "two_options_or_why")),
        migrations.RunSQL(TASK_OF_OPTIONS, _undo("cases_task", "task_of_options")),
        migrations.RunSQL(CLOSED_WITH_OPTIONS, _undo("cases_case", "closed_with_options")),
        AppendOnly("cases_legalreference"),
        AppendOnly("cases_adviceoption"),
        AppendOnly("cases_optionchoice"),
        AppendOnly("cases_signposting"),
    ]
