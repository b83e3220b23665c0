"""What the data base itself holds of meetings: a place that suits everyone or its reason (L18), and a final record."""

from django.db import migrations

# The place is looked at as it is when the meeting is planned there; nobody changes it meanwhile.
PLACE = """
CREATE FUNCTION cases_meeting_place() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE at_it public.cases_venue%ROWTYPE;
BEGIN
    IF NEW.venue_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO at_it FROM public.cases_venue WHERE id = NEW.venue_id FOR SHARE;
    IF at_it.retired_on IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.venue_id IS DISTINCT FROM OLD.venue_id) THEN
        RAISE EXCEPTION 'This place is used no more'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_place', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.kind = 'ours' AND NEW.why_elsewhere = ''
       AND NOT (at_it.whose IN ('ours', 'neutral') AND at_it.has_private_room = 'yes'
                AND at_it.has_step_free_access = 'yes') THEN
        RAISE EXCEPTION 'A place that is not neutral, private and accessible needs its reason'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_place', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_place BEFORE INSERT OR UPDATE OF kind, venue_id, why_elsewhere ON cases_meeting
    FOR EACH ROW EXECUTE FUNCTION cases_meeting_place();
ALTER TABLE cases_meeting ENABLE ALWAYS TRIGGER meeting_place;
"""

# It begins planned, changes until it is written up or cancelled, and never after; nothing is written up ahead of time.
FINAL = """
CREATE FUNCTION cases_meeting_final() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'planned' THEN
            RAISE EXCEPTION 'A meeting begins planned'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_final', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'planned' THEN
        RAISE EXCEPTION 'A meeting that was written up or cancelled is never changed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'meeting_final', TABLE = TG_TABLE_NAME;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.planned_at, NEW.planned_by_id, NEW.once)
       IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.planned_at, OLD.planned_by_id, OLD.once) THEN
        RAISE EXCEPTION 'A meeting stays about its case'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'meeting_final', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.ended_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'A meeting is not written up in the future'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_final', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_final BEFORE INSERT OR UPDATE ON cases_meeting
    FOR EACH ROW EXECUTE FUNCTION cases_meeting_final();
ALTER TABLE cases_meeting ENABLE ALWAYS TRIGGER meeting_final;
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("cases", "0014_places_and_meetings")]

    operations = [
        migrations.RunSQL(
            PLACE, "DROP TRIGGER meeting_place ON cases_meeting; DROP FUNCTION cases_meeting_place();"
        ),
        migrations.RunSQL(
            FINAL, "DROP TRIGGER meeting_final ON cases_meeting; DROP FUNCTION cases_meeting_final();"
        ),
    ]
