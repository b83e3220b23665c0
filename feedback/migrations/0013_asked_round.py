"""How many of the team and of schools were sent a questionnaire's address, once each (L11)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sendiass.database.append_only import AppendOnly

# A row more lets a mailbox take two answers more: only while it is open, and only where nobody is invited one by one.
WHOM = """
CREATE FUNCTION feedback_asked_round() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.feedback_batch batch
                   JOIN public.feedback_questionnaire asks ON asks.id = batch.questionnaire_id
                   WHERE batch.id = NEW.batch_id AND batch.state = 'open' AND asks.audience IN ('school', 'team')) THEN
        RAISE EXCEPTION 'Only the team and schools are sent an open questionnaire all alike'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'asked_round', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER asked_round BEFORE INSERT ON feedback_askedround
    FOR EACH ROW EXECUTE FUNCTION feedback_asked_round();
ALTER TABLE feedback_askedround ENABLE ALWAYS TRIGGER asked_round;
"""
ANYBODY = "DROP TRIGGER asked_round ON feedback_askedround; DROP FUNCTION feedback_asked_round();"


class Migration(migrations.Migration):
    """A row says that there was one more, and of whom nothing."""

    dependencies = [
        ("feedback", "0012_a_reason_more"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AskedRound",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_round",
                        to="feedback.batch",
                    ),
                ),
            ],
            options={"ordering": ["asked_at", "id"]},
        ),
        AppendOnly("feedback_askedround"),
        migrations.RunSQL(WHOM, ANYBODY),
    ]
