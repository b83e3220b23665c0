"""Mail to an agency may turn out not to have been delivered, once it has left; a person then decides (decision 44).

Sent again, it meets the gate again. The function stays one that reads past the second wall (0018).
"""

from django.db import migrations


def _gate(sent: str) -> str:
    """The trigger's function, with what may become of what was sent."""
    return f"""
CREATE OR REPLACE FUNCTION consent_gate_of_sending() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
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
        ('being_sent', 'returned'),
        ('unsure', 'waiting'), ('unsure', 'sent'), ('unsure', 'stuck'), ('unsure', 'cancelled'), ('unsure', 'returned'),
        {sent},
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
"""


class Migration(migrations.Migration):
    """Every other move is held as before."""

    dependencies = [
        ("consent", "0023_mail_that_came_back"),
        ("outbox", "0006_carriers"),
    ]

    operations = [
        migrations.RunSQL(
            _gate("('sent', 'returned'), ('sent', 'stuck')"),
            _gate("('sent', 'returned')"),
        )
    ]
