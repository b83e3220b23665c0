"""What the data base itself holds of safeguarding and breaches: a second person, the clock, and that nothing is unsaid."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

# A review names who wrote down what it reviews; a check on its own row says that this is somebody else.
WHOLE = """
ALTER TABLE consent_safeguardingreview ADD CONSTRAINT review_of_its_disclosure
    FOREIGN KEY (disclosure_id, case_id, recorder_id)
    REFERENCES consent_safeguardingdisclosure (id, case_id, recorded_by_id);
ALTER TABLE consent_safeguardingaddition ADD CONSTRAINT addition_of_its_disclosure
    FOREIGN KEY (disclosure_id, case_id) REFERENCES consent_safeguardingdisclosure (id, case_id);
ALTER TABLE consent_breach ADD CONSTRAINT breach_clock_of_72_hours
    CHECK (extract(epoch FROM notify_by) - extract(epoch FROM aware_at) = 259200);
ALTER TABLE consent_breach ADD CONSTRAINT breach_known_once_it_happened
    CHECK (happened_on <= (aware_at AT TIME ZONE 'Europe/London')::date);
ALTER TABLE consent_safeguardingdisclosure ADD CONSTRAINT safeguarding_review_owed_within_days
    CHECK (review_due_on - (recorded_at AT TIME ZONE 'Europe/London')::date BETWEEN 1 AND 7);
"""
NOT_WHOLE = """
ALTER TABLE consent_safeguardingreview DROP CONSTRAINT review_of_its_disclosure;
ALTER TABLE consent_safeguardingaddition DROP CONSTRAINT addition_of_its_disclosure;
ALTER TABLE consent_breach DROP CONSTRAINT breach_clock_of_72_hours;
ALTER TABLE consent_breach DROP CONSTRAINT breach_known_once_it_happened;
ALTER TABLE consent_safeguardingdisclosure DROP CONSTRAINT safeguarding_review_owed_within_days;
"""

# Nothing is written down before it is. What answers to a clock is not written down as of before, either.
NOT_AHEAD = """
CREATE FUNCTION consent_not_ahead() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.recorded_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'It is not written down in the future'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'not_ahead', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_ahead BEFORE INSERT ON consent_safeguardingdisclosure
    FOR EACH ROW EXECUTE FUNCTION consent_not_ahead();
CREATE TRIGGER not_ahead BEFORE INSERT ON consent_safeguardingaddition
    FOR EACH ROW EXECUTE FUNCTION consent_not_ahead();
CREATE TRIGGER not_ahead BEFORE INSERT ON consent_breach FOR EACH ROW EXECUTE FUNCTION consent_not_ahead();
ALTER TABLE consent_safeguardingdisclosure ENABLE ALWAYS TRIGGER not_ahead;
ALTER TABLE consent_safeguardingaddition ENABLE ALWAYS TRIGGER not_ahead;
ALTER TABLE consent_breach ENABLE ALWAYS TRIGGER not_ahead;

CREATE FUNCTION consent_as_it_happens() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.recorded_at > clock_timestamp() + interval '2 minutes'
       OR NEW.recorded_at < clock_timestamp() - interval '10 minutes' THEN
        RAISE EXCEPTION 'It is written down at the moment it is said'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'as_it_happens', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER as_it_happens BEFORE INSERT ON consent_safeguardingreview
    FOR EACH ROW EXECUTE FUNCTION consent_as_it_happens();
CREATE TRIGGER as_it_happens BEFORE INSERT ON consent_breachentry
    FOR EACH ROW EXECUTE FUNCTION consent_as_it_happens();
ALTER TABLE consent_safeguardingreview ENABLE ALWAYS TRIGGER as_it_happens;
ALTER TABLE consent_breachentry ENABLE ALWAYS TRIGGER as_it_happens;
"""
AHEAD = """
DROP TRIGGER not_ahead ON consent_safeguardingdisclosure;
DROP TRIGGER not_ahead ON consent_safeguardingaddition;
DROP TRIGGER not_ahead ON consent_breach;
DROP FUNCTION consent_not_ahead();
DROP TRIGGER as_it_happens ON consent_safeguardingreview;
DROP TRIGGER as_it_happens ON consent_breachentry;
DROP FUNCTION consent_as_it_happens();
"""

# Steps about one breach wait for each other; then what is on record decides whether this one may be taken.
STEPS = """
CREATE FUNCTION consent_breach_in_order() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    clock_ends timestamptz;
    ended text;
    risk text;
    notifying text;
    wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('breach:' || NEW.breach_id::text, 0));
    SELECT notify_by INTO clock_ends FROM public.consent_breach WHERE id = NEW.breach_id;
    SELECT step INTO ended FROM public.consent_breachentry
        WHERE breach_id = NEW.breach_id AND step IN ('closed', 'reopened') ORDER BY recorded_at DESC, id DESC LIMIT 1;
    SELECT outcome INTO risk FROM public.consent_breachentry
        WHERE breach_id = NEW.breach_id AND step = 'assessed' ORDER BY recorded_at DESC, id DESC LIMIT 1;
    SELECT outcome INTO notifying FROM public.consent_breachentry
        WHERE breach_id = NEW.breach_id AND step = 'decided' ORDER BY recorded_at DESC, id DESC LIMIT 1;
    wrong := CASE
        WHEN (ended IS NOT DISTINCT FROM 'closed') <> (NEW.step = 'reopened') THEN 'A closed breach is opened again first'
        WHEN NEW.step = 'decided' AND risk IS NULL THEN 'The decision rests on an assessment'
        WHEN NEW.step = 'decided' AND NEW.outcome = 'not' AND risk <> 'unlikely' THEN 'A risk to people is told to the ICO'
        WHEN NEW.step = 'notified' AND NEW.happened_at > clock_ends AND NEW.delay IS NULL THEN 'A late notice gives its reasons'
        WHEN NEW.step = 'closed' AND (risk IS NULL OR notifying IS NULL) THEN 'A breach is closed once it is decided'
        WHEN NEW.step = 'closed' AND notifying = 'not' AND risk <> 'unlikely' THEN 'A risk to people is told to the ICO'
        WHEN NEW.step = 'closed' AND notifying = 'tell' AND NOT EXISTS (SELECT FROM public.consent_breachentry
            WHERE breach_id = NEW.breach_id AND step = 'notified') THEN 'The ICO is told before a breach is closed'
        WHEN NEW.step = 'closed' AND risk = 'high' AND NOT EXISTS (SELECT FROM public.consent_breachentry
            WHERE breach_id = NEW.breach_id AND step = 'people') THEN 'High risk: whether the people were told is on record'
    END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'breach_in_order', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER breach_in_order BEFORE INSERT ON consent_breachentry
    FOR EACH ROW EXECUTE FUNCTION consent_breach_in_order();
ALTER TABLE consent_breachentry ENABLE ALWAYS TRIGGER breach_in_order;
"""
NO_STEPS = "DROP TRIGGER breach_in_order ON consent_breachentry; DROP FUNCTION consent_breach_in_order();"

# Only what a review did not agree with is entered from there.
FROM_A_REVIEW = """
CREATE FUNCTION consent_breach_of_a_review() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.safeguarding_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.consent_safeguardingreview
            WHERE disclosure_id = NEW.safeguarding_id AND outcome = 'not_agreed') THEN
        RAISE EXCEPTION 'The review did not find a breach'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'breach_of_a_review', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER breach_of_a_review BEFORE INSERT ON consent_breach
    FOR EACH ROW EXECUTE FUNCTION consent_breach_of_a_review();
ALTER TABLE consent_breach ENABLE ALWAYS TRIGGER breach_of_a_review;
"""
FROM_ANYWHERE = (
    "DROP TRIGGER breach_of_a_review ON consent_breach; DROP FUNCTION consent_breach_of_a_review();"
)


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0007_safeguarding_and_breaches")]

    operations = [
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        migrations.RunSQL(NOT_AHEAD, AHEAD),
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(FROM_A_REVIEW, FROM_ANYWHERE),
        AppendOnly("consent_safeguardingdisclosure"),
        AppendOnly("consent_safeguardingaddition"),
        AppendOnly("consent_safeguardingreview"),
        AppendOnly("consent_breach"),
        AppendOnly("consent_breachcase"),
        AppendOnly("consent_breachentry"),
    ]
