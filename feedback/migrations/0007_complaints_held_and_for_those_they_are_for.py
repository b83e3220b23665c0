"""What the data base itself holds of comments and complaints: their order, who handles them, and whom they are for (L32)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

SEQUENCE = "CREATE SEQUENCE feedback_comment_reference;"

WHO = """
CREATE FUNCTION stands_behind_the_comments() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') = 'comments'
$$;
CREATE FUNCTION triages_comments() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('manager', 'strategic_lead', 'administrator'), false)
$$;
CREATE FUNCTION keeps_complaints() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() IN ('manager', 'strategic_lead'), false)
$$;
CREATE FUNCTION keeps_managers_complaints() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(public.standing_role() = 'strategic_lead', false)
$$;
CREATE FUNCTION feedback_is_taken_on(of_comment uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM public.feedback_complaint WHERE comment_id = of_comment)
$$;
CREATE FUNCTION feedback_kept_from(of_comment uuid, of_worker uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM public.feedback_complaint one WHERE one.comment_id = of_comment AND (
            EXISTS (SELECT FROM public.feedback_complaintentry said
                    WHERE said.complaint_id = one.id AND said.step = 'named' AND said.worker_id = of_worker)
            OR one.case_id IN (SELECT public.cases_kept_from(of_worker))))
$$;
"""
NO_WHO = """
DROP FUNCTION feedback_kept_from(uuid, uuid); DROP FUNCTION feedback_is_taken_on(uuid);
DROP FUNCTION keeps_managers_complaints(); DROP FUNCTION keeps_complaints(); DROP FUNCTION triages_comments();
DROP FUNCTION stands_behind_the_comments();
"""

# Nothing is written down before it is, and a step not as of before, either.
CLOCK = """
CREATE FUNCTION feedback_not_ahead() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.sent_at > clock_timestamp() + interval '2 minutes'
       OR NEW.received_on > (clock_timestamp() AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'Nothing is said in the future'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'not_ahead', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_ahead BEFORE INSERT ON feedback_comment FOR EACH ROW EXECUTE FUNCTION feedback_not_ahead();
ALTER TABLE feedback_comment ENABLE ALWAYS TRIGGER not_ahead;

CREATE FUNCTION feedback_as_it_happens() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.recorded_at > clock_timestamp() + interval '2 minutes'
       OR NEW.recorded_at < clock_timestamp() - interval '10 minutes' THEN
        RAISE EXCEPTION 'It is written down at the moment it is said'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'as_it_happens', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER as_it_happens BEFORE INSERT ON feedback_commentanswer
    FOR EACH ROW EXECUTE FUNCTION feedback_as_it_happens();
CREATE TRIGGER as_it_happens BEFORE INSERT ON feedback_complaintentry
    FOR EACH ROW EXECUTE FUNCTION feedback_as_it_happens();
ALTER TABLE feedback_commentanswer ENABLE ALWAYS TRIGGER as_it_happens;
ALTER TABLE feedback_complaintentry ENABLE ALWAYS TRIGGER as_it_happens;
"""
NO_CLOCK = """
DROP TRIGGER as_it_happens ON feedback_complaintentry; DROP TRIGGER as_it_happens ON feedback_commentanswer;
DROP FUNCTION feedback_as_it_happens();
DROP TRIGGER not_ahead ON feedback_comment; DROP FUNCTION feedback_not_ahead();
"""

# A complaint is never settled as a comment; its dates run from the day it came in, and the law's 30 days hold.
COMPLAINTS = """
CREATE FUNCTION feedback_answer_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT FROM public.feedback_comment
               WHERE id = NEW.comment_id AND kind IN ('complaint', 'data_complaint'))
       OR EXISTS (SELECT FROM public.feedback_complaint WHERE comment_id = NEW.comment_id) THEN
        RAISE EXCEPTION 'A complaint is not settled as a comment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_fits', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_fits BEFORE INSERT ON feedback_commentanswer
    FOR EACH ROW EXECUTE FUNCTION feedback_answer_fits();
ALTER TABLE feedback_commentanswer ENABLE ALWAYS TRIGGER answer_fits;

CREATE FUNCTION feedback_complaint_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.received_on IS DISTINCT FROM (SELECT received_on FROM public.feedback_comment WHERE id = NEW.comment_id) THEN
        RAISE EXCEPTION 'The dates of a complaint run from the day it came in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_fits', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_fits BEFORE INSERT ON feedback_complaint
    FOR EACH ROW EXECUTE FUNCTION feedback_complaint_fits();
ALTER TABLE feedback_complaint ENABLE ALWAYS TRIGGER complaint_fits;
ALTER TABLE feedback_complaint ADD CONSTRAINT data_complaint_within_30_days
    CHECK (NOT about_data OR acknowledge_by - received_on <= 30);
"""
NO_COMPLAINTS = """
ALTER TABLE feedback_complaint DROP CONSTRAINT data_complaint_within_30_days;
DROP TRIGGER complaint_fits ON feedback_complaint; DROP FUNCTION feedback_complaint_fits();
DROP TRIGGER answer_fits ON feedback_commentanswer; DROP FUNCTION feedback_answer_fits();
"""

# Steps about one complaint wait for each other; then what is on record decides whether this one may be taken, and by whom.
# The moves are those of `feedback.rules.MOVES`.
STEPS = """
CREATE FUNCTION feedback_complaint_in_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    stage text := 'received';
    newest integer := 0;
    handler uuid;
    decided_by uuid;
    about uuid[];
    of_case uuid;
    wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('complaint:' || NEW.complaint_id::text, 0));
    SELECT one.stage, one.number INTO stage, newest FROM public.feedback_complaintentry one
        WHERE one.complaint_id = NEW.complaint_id ORDER BY one.number DESC LIMIT 1;
    stage := COALESCE(stage, 'received');
    SELECT one.worker_id INTO handler FROM public.feedback_complaintentry one
        WHERE one.complaint_id = NEW.complaint_id AND one.step IN ('handed', 'further')
        ORDER BY one.number DESC LIMIT 1;
    SELECT one.recorded_by_id INTO decided_by FROM public.feedback_complaintentry one
        WHERE one.complaint_id = NEW.complaint_id AND one.step = 'decided' ORDER BY one.number LIMIT 1;
    SELECT COALESCE(array_agg(one.worker_id), '{}') INTO about FROM public.feedback_complaintentry one
        WHERE one.complaint_id = NEW.complaint_id AND one.step = 'named';
    SELECT one.case_id INTO of_case FROM public.feedback_complaint one WHERE one.id = NEW.complaint_id;
    wrong := CASE
        WHEN NEW.number <> COALESCE(newest, 0) + 1 THEN 'Steps are numbered as they come'
        WHEN NEW.number = 1 AND NEW.step <> 'handed' THEN 'A complaint is given to somebody first'
        WHEN NEW.recorded_by_id = ANY (about) THEN 'Nobody sees to a complaint about themselves'
        WHEN NEW.step IN ('handed', 'named', 'note') AND (NEW.stage <> stage OR stage IN ('closed', 'ended'))
            THEN 'This leaves a complaint where it is, until it is closed'
        WHEN NEW.step NOT IN ('handed', 'named', 'note') AND (stage, NEW.step, NEW.stage) NOT IN (
            ('received', 'acknowledged', 'acknowledged'), ('acknowledged', 'looked_into', 'looked_into'),
            ('looked_into', 'decided', 'decided'), ('decided', 'closed', 'closed'), ('decided', 'further', 'further'),
            ('closed', 'further', 'further'), ('further', 'decided', 'decided_again'),
            ('decided_again', 'closed', 'ended'), ('withdrawn', 'closed', 'ended'),
            ('received', 'withdrawn', 'withdrawn'), ('acknowledged', 'withdrawn', 'withdrawn'),
            ('looked_into', 'withdrawn', 'withdrawn'), ('further', 'withdrawn', 'withdrawn'))
            THEN 'Another step comes first'
        WHEN NEW.step IN ('acknowledged', 'looked_into', 'decided', 'withdrawn', 'closed')
            AND handler IS NOT NULL AND handler <> NEW.recorded_by_id THEN 'Whoever handles a complaint does this'
        WHEN NEW.step IN ('handed', 'further') AND NEW.worker_id = ANY (about)
            THEN 'Nobody handles a complaint about themselves'
        WHEN NEW.step IN ('handed', 'further') AND of_case IN (SELECT public.cases_kept_from(NEW.worker_id))
            THEN 'Nobody handles a complaint about a case they have an interest in'
        WHEN (NEW.step = 'further' OR NEW.step = 'handed' AND stage = 'further') AND NEW.worker_id = decided_by
            THEN 'Somebody else looks at it the second time'
        WHEN NEW.step = 'named' AND NEW.worker_id = handler THEN 'Whoever it is about hands it over first'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_in_order', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_in_order BEFORE INSERT ON feedback_complaintentry
    FOR EACH ROW EXECUTE FUNCTION feedback_complaint_in_order();
ALTER TABLE feedback_complaintentry ENABLE ALWAYS TRIGGER complaint_in_order;
"""
NO_STEPS = (
    "DROP TRIGGER complaint_in_order ON feedback_complaintentry; DROP FUNCTION feedback_complaint_in_order();"
)

OF_THEIR_ROLE = (
    "((SELECT public.keeps_managers_complaints()) OR (NOT about_manager AND ((SELECT public.keeps_complaints()) "
    "OR (kind IN ('comment', 'compliment') AND (SELECT public.triages_comments()) "
    "AND NOT public.feedback_is_taken_on(id)))))"
)


class Migration(migrations.Migration):
    """Held against any statement the application's role can make; whoever a complaint is about is shown nothing of it."""

    dependencies = [
        ("feedback", "0006_comments_and_complaints"),
        ("cases", "0035_conflicts_by_their_index"),
    ]

    operations = [
        migrations.RunSQL(SEQUENCE, "DROP SEQUENCE feedback_comment_reference;"),
        migrations.RunSQL(WHO, NO_WHO),
        migrations.RunSQL(CLOCK, NO_CLOCK),
        migrations.RunSQL(COMPLAINTS, NO_COMPLAINTS),
        migrations.RunSQL(STEPS, NO_STEPS),
        AppendOnly("feedback_comment"),
        AppendOnly("feedback_commentanswer"),
        AppendOnly("feedback_complaint"),
        AppendOnly("feedback_complaintentry"),
        RowSecurity(
            "feedback_comment",
            f"(SELECT public.stands_behind_the_comments()) OR ({OF_THEIR_ROLE} "
            "AND NOT public.feedback_kept_from(id, public.standing_worker()))",
        ),
        RowSecurity(
            "feedback_commentanswer",
            "EXISTS (SELECT FROM public.feedback_comment one WHERE one.id = comment_id)",
        ),
        RowSecurity(
            "feedback_complaint",
            "(SELECT public.keeps_complaints()) "
            "AND EXISTS (SELECT FROM public.feedback_comment one WHERE one.id = comment_id)",
        ),
        RowSecurity(
            "feedback_complaintentry",
            "EXISTS (SELECT FROM public.feedback_complaint one WHERE one.id = complaint_id)",
        ),
    ]
