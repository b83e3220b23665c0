"""What the data base holds of letters: none leaves once its permission does not hold, whoever says so (L24, SECURITY 5)."""

from django.db import migrations

from sendiass.database.append_only import AppendOnly

# A message to an agency is under a disclosure; a letter, its message and its tasks are of that disclosure and case.
WHOLE = """
ALTER TABLE outbox_message ADD CONSTRAINT message_under_a_disclosure
    FOREIGN KEY (disclosure_id) REFERENCES consent_disclosure (id);
ALTER TABLE consent_disclosure ADD CONSTRAINT disclosure_of_case UNIQUE (id, case_id);
ALTER TABLE consent_letter ADD CONSTRAINT letter_of_its_disclosure
    FOREIGN KEY (disclosure_id, case_id) REFERENCES consent_disclosure (id, case_id);
ALTER TABLE consent_letter ADD CONSTRAINT letter_carried_by_its_message
    FOREIGN KEY (message_id, disclosure_id) REFERENCES outbox_message (id, disclosure_id);
ALTER TABLE consent_letter ADD CONSTRAINT letter_to_post_on_its_case
    FOREIGN KEY (task_id, case_id) REFERENCES cases_task (id, case_id);
ALTER TABLE consent_lettertask ADD CONSTRAINT told_of_a_letter_of_the_case
    FOREIGN KEY (letter_id, case_id) REFERENCES consent_letter (id, case_id);
ALTER TABLE consent_lettertask ADD CONSTRAINT told_by_a_task_of_the_case
    FOREIGN KEY (task_id, case_id) REFERENCES cases_task (id, case_id);
"""
NOT_WHOLE = """
ALTER TABLE outbox_message DROP CONSTRAINT message_under_a_disclosure;
ALTER TABLE consent_letter DROP CONSTRAINT letter_of_its_disclosure;
ALTER TABLE consent_disclosure DROP CONSTRAINT disclosure_of_case;
ALTER TABLE consent_letter DROP CONSTRAINT letter_carried_by_its_message;
ALTER TABLE consent_letter DROP CONSTRAINT letter_to_post_on_its_case;
ALTER TABLE consent_lettertask DROP CONSTRAINT told_of_a_letter_of_the_case;
ALTER TABLE consent_lettertask DROP CONSTRAINT told_by_a_task_of_the_case;
"""

# Why a permission is somebody else's to give by that moment; null where it is not. The permission is held by the caller.
DECIDED_BY_OTHERS = """
CREATE OR REPLACE FUNCTION consent_decided_by_others(yes public.consent_sharingpermission, moment timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE leaves_on date;
BEGIN
    IF yes.standing = 'parent_of_child' THEN
        SELECT compulsory_school_age_ends_on INTO leaves_on FROM public.cases_person
            WHERE id = yes.about_id FOR SHARE;
        IF moment >= (leaves_on + yes.days_of_grace + 1)::timestamp AT TIME ZONE 'Europe/London' THEN
            RETURN 'The young person decides for themselves';
        END IF;
    ELSIF yes.standing = 'alternative_person' AND EXISTS (
        SELECT FROM public.consent_capacitydecision relied, public.consent_capacitydecision later
        WHERE relied.id = yes.capacity_id AND later.case_id = yes.case_id AND later.person_id = yes.about_id
          AND later.agency_id = yes.agency_id AND later.outcome = 'can_decide'
          AND (later.decided_on, later.recorded_at, later.id)
              > (relied.decided_on, relied.recorded_at, relied.id)
          AND moment >= later.recorded_at
    ) THEN
        RETURN 'The young person was found able to decide this';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION consent_gate_of_age() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    yes public.consent_sharingpermission%ROWTYPE;
    why text;
BEGIN
    SELECT * INTO yes FROM public.consent_sharingpermission WHERE id = NEW.permission_id FOR SHARE;
    why := public.consent_decided_by_others(yes, NEW.happened_at);
    IF why IS NOT NULL THEN
        RAISE EXCEPTION '%', why
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_of_age', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""

# The gate once more, when the message leaves. FOR SHARE makes an ending wait for us, or us for it.
SENDING = """
CREATE FUNCTION consent_gate_of_sending() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    yes public.consent_sharingpermission%ROWTYPE;
    moment timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' THEN
            RAISE EXCEPTION 'A message to an agency begins by waiting'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_of_sending', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    SELECT permission.* INTO yes FROM public.consent_sharingpermission permission
        JOIN public.consent_disclosure said ON said.permission_id = permission.id
        WHERE said.id = NEW.disclosure_id FOR SHARE OF permission;
    IF yes.id IS NULL OR moment < yes.from_at OR moment >= yes.until_at OR moment >= yes.ended_at
       OR public.consent_decided_by_others(yes, moment) IS NOT NULL THEN
        RAISE EXCEPTION 'The permission does not hold when the message leaves'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_of_sending', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gate_of_sending_begins BEFORE INSERT ON outbox_message FOR EACH ROW
    WHEN (NEW.door = 'third_party') EXECUTE FUNCTION consent_gate_of_sending();
CREATE TRIGGER gate_of_sending BEFORE UPDATE ON outbox_message FOR EACH ROW
    WHEN (NEW.door = 'third_party' AND NEW.state IN ('being_sent', 'sent', 'posted')
          AND OLD.state IN ('waiting', 'stuck', 'cancelled'))
    EXECUTE FUNCTION consent_gate_of_sending();
ALTER TABLE outbox_message ENABLE ALWAYS TRIGGER gate_of_sending_begins;
ALTER TABLE outbox_message ENABLE ALWAYS TRIGGER gate_of_sending;
"""
NOT_SENDING = """
DROP TRIGGER gate_of_sending_begins ON outbox_message;
DROP TRIGGER gate_of_sending ON outbox_message;
DROP FUNCTION consent_gate_of_sending();
"""

# What waits to be posted is to do until it was posted or stopped.
POSTED = """
CREATE FUNCTION consent_to_post_until_posted() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF (NEW.done_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL) AND EXISTS (
        SELECT FROM public.consent_letter letter JOIN public.outbox_message message ON message.id = letter.message_id
        WHERE letter.task_id = NEW.id AND message.state = 'waiting') THEN
        RAISE EXCEPTION 'A letter is to post until it was posted or stopped'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'to_post_until_posted', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER to_post_until_posted BEFORE UPDATE ON cases_task FOR EACH ROW
    WHEN (OLD.rule = 'post_letter') EXECUTE FUNCTION consent_to_post_until_posted();
ALTER TABLE cases_task ENABLE ALWAYS TRIGGER to_post_until_posted;
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0015_letters")]

    operations = [
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        migrations.RunSQL(DECIDED_BY_OTHERS, migrations.RunSQL.noop),
        migrations.RunSQL(SENDING, NOT_SENDING),
        migrations.RunSQL(
            POSTED,
            "DROP TRIGGER to_post_until_posted ON cases_task; DROP FUNCTION consent_to_post_until_posted();",
        ),
        AppendOnly("consent_letter"),
        AppendOnly("consent_lettertask"),
    ]
