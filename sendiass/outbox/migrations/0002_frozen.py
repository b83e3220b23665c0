"""Makes PostgreSQL hold to it that what was said, and to whom, stays as it was written."""

from django.db import migrations

FROZEN = (
    "id", "door", "kind", "channel", "subject", "reference", "recipient_name", "recipient_address", "body",
    "subject_kind", "subject_id", "key", "message_id", "written_by", "created_at",
)  # fmt: skip

FORWARD = f"""
CREATE FUNCTION outbox_message_stays_as_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF ({", ".join(f"NEW.{name}" for name in FROZEN)})
        IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in FROZEN)})
    THEN
        RAISE EXCEPTION 'A message stays as it was written'
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER outbox_message_stays_as_written BEFORE UPDATE ON outbox_message
    FOR EACH ROW EXECUTE FUNCTION outbox_message_stays_as_written();
ALTER TABLE outbox_message ENABLE ALWAYS TRIGGER outbox_message_stays_as_written;
"""

BACKWARD = """
DROP TRIGGER outbox_message_stays_as_written ON outbox_message;
DROP FUNCTION outbox_message_stays_as_written();
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_messages")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
