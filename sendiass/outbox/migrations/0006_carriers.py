"""Who carries a message, whether it arrived, and whether others may see it; texts, and letters printed for us."""

from django.db import migrations, models
from django.db.models import Q

BEFORE = (
    "id", "door", "kind", "channel", "subject", "reference", "recipient_name", "recipient_address", "body",
    "subject_kind", "subject_id", "key", "message_id", "written_by", "created_at", "disclosure_id",
)  # fmt: skip
FROZEN = (*BEFORE, "is_discreet")
OF_MAIL = ["waiting", "being_sent", "sent", "unsure", "stuck", "returned", "cancelled"]
OF_LETTERS = ["waiting", "posted", "cancelled"]
OF_PRINTED_FOR_US = ["being_sent", "sent", "unsure", "stuck"]


def _stays_as_written(frozen: tuple[str, ...]) -> str:
    """The trigger's function, which holds these columns."""
    return f"""
CREATE OR REPLACE FUNCTION outbox_message_stays_as_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF ({", ".join(f"NEW.{name}" for name in frozen)})
        IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in frozen)})
    THEN
        RAISE EXCEPTION 'A message stays as it was written'
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_returned_mail")]

    operations = [
        migrations.AddField("message", "is_discreet", models.BooleanField(default=False)),
        migrations.AddField("message", "delivered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "message",
            "carrier",
            models.CharField(
                blank=True,
                choices=[("mail_server", "The mail server"), ("notify", "GOV.UK Notify")],
                default="",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "message",
            "channel",
            models.CharField(
                choices=[("email", "Email"), ("post", "Letter"), ("text", "Text message")], max_length=10
            ),
        ),
        migrations.RemoveConstraint("message", "message_state_fits_its_channel"),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(channel__in=["email", "text"], state__in=OF_MAIL)
                | Q(channel="post", state__in=OF_LETTERS)
                | Q(channel="post", carrier="notify", state__in=OF_PRINTED_FOR_US),
                name="message_state_fits_its_channel",
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(state__in=["sent", "returned"]),
                name="delivered_message_had_left",
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["claimed_at"],
                condition=Q(carrier="notify", state__in=["sent", "unsure"], delivered_at__isnull=True),
                name="message_to_ask_about",
            ),
        ),
        migrations.RunSQL(_stays_as_written(FROZEN), _stays_as_written(BEFORE)),
    ]
