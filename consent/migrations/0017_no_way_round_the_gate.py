"""Ways round the gate, closed: a message that says it may have left, a booking after the yes, a yes without end (L24)."""

from django.db import migrations

# Whether what was said may be acted on now. FOR SHARE makes an ending wait for us, or us for it.
PERMITTED = """
CREATE OR REPLACE FUNCTION consent_still_permitted(of_disclosure uuid) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    yes public.consent_sharingpermission%ROWTYPE;
    moment timestamptz := clock_timestamp();
BEGIN
    SELECT permission.* INTO yes FROM public.consent_sharingpermission permission
        JOIN public.consent_disclosure said ON said.permission_id = permission.id
        WHERE said.id = of_disclosure FOR SHARE OF permission;
    RETURN yes.id IS NOT NULL AND moment >= yes.from_at AND moment < yes.until_at
       AND (yes.ended_at IS NULL OR moment < yes.ended_at)
       AND public.consent_decided_by_others(yes, moment) IS NULL;
END $$;
"""

# A message to an agency goes from state to state as `outbox.rules.MOVES` has it, or to *stuck* where its gate fails.
SENDING = """
CREATE OR REPLACE FUNCTION consent_gate_of_sending() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' THEN
            RAISE EXCEPTION 'A message to an agency begins by waiting'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_of_sending', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('waiting', 'being_sent'), ('waiting', 'posted'), ('waiting', 'cancelled'), ('waiting', 'stuck'),
        ('being_sent', 'sent'), ('being_sent', 'waiting'), ('being_sent', 'unsure'), ('being_sent', 'stuck'),
        ('unsure', 'waiting'), ('unsure', 'sent'), ('unsure', 'stuck'), ('unsure', 'cancelled'),
        ('stuck', 'waiting'), ('stuck', 'cancelled')) THEN
        RAISE EXCEPTION 'A message to an agency that is % does not become %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_of_sending', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.state NOT IN ('being_sent', 'posted') THEN
        RETURN NEW;
    END IF;
    IF NOT public.consent_still_permitted(NEW.disclosure_id) THEN
        RAISE EXCEPTION 'The permission does not hold when the message leaves'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gate_of_sending', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER gate_of_sending ON outbox_message;
CREATE TRIGGER gate_of_sending BEFORE UPDATE ON outbox_message FOR EACH ROW
    WHEN (NEW.door = 'third_party' AND NEW.state IS DISTINCT FROM OLD.state)
    EXECUTE FUNCTION consent_gate_of_sending();
ALTER TABLE outbox_message ENABLE ALWAYS TRIGGER gate_of_sending;
"""

# Whoever sends an interpreter is told now: under a yes that still holds when the booking is written down.
BOOKING = """
CREATE FUNCTION consent_interpreter_permitted() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT public.consent_still_permitted(NEW.disclosure_id) THEN
        RAISE EXCEPTION 'The permission does not hold when the interpreter is booked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interpreter_permitted', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interpreter_permitted BEFORE INSERT ON consent_interpreterbooking
    FOR EACH ROW EXECUTE FUNCTION consent_interpreter_permitted();
ALTER TABLE consent_interpreterbooking ENABLE ALWAYS TRIGGER interpreter_permitted;
"""

FINITE = """
ALTER TABLE consent_sharingpermission ADD CONSTRAINT permission_begins_and_ends
    CHECK (isfinite(given_at) AND isfinite(from_at) AND isfinite(until_at) AND isfinite(coalesce(ended_at, from_at)));
ALTER TABLE consent_disclosure ADD CONSTRAINT disclosure_at_a_moment CHECK (isfinite(happened_at));
"""


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [("consent", "0016_letters_held")]

    operations = [
        migrations.RunSQL(PERMITTED, migrations.RunSQL.noop),
        migrations.RunSQL(SENDING, migrations.RunSQL.noop),
        migrations.RunSQL(
            BOOKING,
            "DROP TRIGGER interpreter_permitted ON consent_interpreterbooking;"
            " DROP FUNCTION consent_interpreter_permitted();",
        ),
        migrations.RunSQL(
            FINITE,
            "ALTER TABLE consent_sharingpermission DROP CONSTRAINT permission_begins_and_ends;"
            " ALTER TABLE consent_disclosure DROP CONSTRAINT disclosure_at_a_moment;",
        ),
    ]
