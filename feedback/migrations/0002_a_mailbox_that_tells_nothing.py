"""The mailbox is emptied for everybody who put something in at once, and what came out says nothing of whose it is (SECURITY 6)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

# To take some out is to make the table anew: what stays in it lies by its random ids, not by when it came, and no dead
# row is left behind. Whoever puts something in meanwhile waits.
TAKE = """
CREATE FUNCTION feedback_handles_questionnaires() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') = 'questionnaires'
$$;
CREATE FUNCTION feedback_take_from_mailbox(of_batch uuid) RETURNS SETOF bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE taken bytea[]; others public.feedback_shutanswer[];
BEGIN
    IF NOT public.feedback_handles_questionnaires() THEN
        RAISE EXCEPTION 'Only the questionnaires take answers out of the mailbox'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    LOCK TABLE public.feedback_shutanswer IN ACCESS EXCLUSIVE MODE;
    SELECT array_agg(one.content ORDER BY one.id) INTO taken
        FROM public.feedback_shutanswer one WHERE one.batch_id = of_batch;
    SELECT array_agg(one ORDER BY one.id) INTO others
        FROM public.feedback_shutanswer one WHERE one.batch_id <> of_batch;
    TRUNCATE public.feedback_shutanswer;
    INSERT INTO public.feedback_shutanswer SELECT one.* FROM unnest(others) one;
    RETURN QUERY SELECT unnest(taken);
END $$;
"""
LEAVE = "DROP FUNCTION feedback_take_from_mailbox(uuid); DROP FUNCTION feedback_handles_questionnaires();"

HELD = """
CREATE FUNCTION feedback_held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE broken text;
BEGIN
    IF TG_TABLE_NAME = 'feedback_shutanswer' THEN
        IF NOT EXISTS (SELECT FROM public.feedback_batch WHERE id = NEW.batch_id AND state = 'open') THEN
            broken := 'The mailbox of a batch takes answers while it is open';
        END IF;
    ELSIF TG_TABLE_NAME = 'feedback_anonymousanswer' THEN
        IF NOT EXISTS (SELECT FROM public.feedback_batch batch
                       JOIN public.feedback_question asked ON asked.questionnaire_id = batch.questionnaire_id
                       WHERE batch.id = NEW.batch_id AND batch.state = 'open' AND asked.id = NEW.question_id) THEN
            broken := 'Answers come out once, to questions that were asked';
        END IF;
    ELSIF TG_TABLE_NAME = 'feedback_question' THEN
        IF EXISTS (SELECT FROM public.feedback_batch WHERE questionnaire_id = NEW.questionnaire_id) THEN
            broken := 'What was asked stays as it was asked';
        END IF;
    ELSIF TG_TABLE_NAME = 'feedback_questionnaire' THEN
        IF (NEW.id, NEW.audience, NEW.is_short, NEW.version, NEW.recorded_at, NEW.recorded_by_id)
           IS DISTINCT FROM (OLD.id, OLD.audience, OLD.is_short, OLD.version, OLD.recorded_at, OLD.recorded_by_id)
           OR OLD.retired_at IS NOT NULL THEN
            broken := 'A version of a questionnaire is only retired';
        END IF;
    ELSIF (NEW.id, NEW.code, NEW.questionnaire_id, NEW.from_on, NEW.public_key)
          IS DISTINCT FROM (OLD.id, OLD.code, OLD.questionnaire_id, OLD.from_on, OLD.public_key) THEN
        broken := 'A batch stays what it was opened as';
    ELSIF OLD.state <> 'open' THEN
        broken := 'A batch is settled once';
    ELSIF NEW.until_on < OLD.until_on OR NEW.rolled NOT IN (OLD.rolled, OLD.rolled + 1) THEN
        broken := 'A batch goes on, one period at a time';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION '%', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'feedback_held', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
WHEN = {
    "feedback_shutanswer": "INSERT",
    "feedback_anonymousanswer": "INSERT",
    "feedback_question": "INSERT",
    "feedback_questionnaire": "UPDATE",
    "feedback_batch": "UPDATE",
}


def _hold(table: str, event: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER feedback_held BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION feedback_held(); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER feedback_held;",
        f"DROP TRIGGER feedback_held ON {table};",
    )


class Migration(migrations.Migration):
    """Nobody reads the mailbox; what came out of it the manager reads first."""

    dependencies = [("feedback", "0001_questionnaires"), ("cases", "0035_conflicts_by_their_index")]

    operations = [
        migrations.RunSQL(TAKE, LEAVE),
        migrations.RunSQL(HELD, "DROP FUNCTION feedback_held();"),
        *[_hold(table, event) for table, event in WHEN.items()],
        AppendOnly("feedback_question"),
        AppendOnly("feedback_anonymousanswer"),
        RowSecurity("feedback_shutanswer", "(SELECT public.feedback_handles_questionnaires())"),
        RowSecurity(
            "feedback_anonymousanswer",
            "(SELECT public.feedback_handles_questionnaires()) OR (SELECT public.sees_all_cases())",
        ),
    ]
