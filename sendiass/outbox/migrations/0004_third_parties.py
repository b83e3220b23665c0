"""Mail and letters to other agencies: each under a disclosure, which stays as it was written like the rest."""

from django.db import migrations, models
from django.db.models import Q

BEFORE = (
    "id", "door", "kind", "channel", "subject", "reference", "recipient_name", "recipient_address", "body",
    "subject_kind", "subject_id", "key", "message_id", "written_by", "created_at",
)  # fmt: skip
FROZEN = (*BEFORE, "disclosure_id")


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
    """A message leaves to another agency only with a disclosure's id."""

    dependencies = [("outbox", "0003_records_refused")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="disclosure_id",
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="cancelled_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("wrong_address", "The address is wrong"),
                    ("told_another_way", "They have been told another way"),
                    ("not_needed", "It is no longer needed"),
                    ("records_refused", "They said no to records being kept"),
                    ("not_safe", "It is not safe to write to this address"),
                    ("permission_ended", "The family's permission no longer holds"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(door="third_party", disclosure_id__isnull=False)
                | (~Q(door="third_party") & Q(disclosure_id__isnull=True)),
                name="message_to_an_agency_has_its_disclosure",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["id", "disclosure_id"], name="message_of_its_disclosure"
            ),
        ),
        migrations.RunSQL(_stays_as_written(FROZEN), _stays_as_written(BEFORE)),
    ]
