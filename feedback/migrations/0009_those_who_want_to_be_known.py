"""Those who answered and want to be known, apart from every answer, and what came of it (L30)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

HELD = """
CREATE FUNCTION feedback_known_held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.feedback_batch WHERE id = NEW.batch_id AND state = 'open') THEN
        RAISE EXCEPTION 'Those who want to be known come out once, with their batch'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'feedback_known_held', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER feedback_known_held BEFORE INSERT ON feedback_contactrequest
    FOR EACH ROW EXECUTE FUNCTION feedback_known_held();
ALTER TABLE feedback_contactrequest ENABLE ALWAYS TRIGGER feedback_known_held;
"""
LEAVE = "DROP TRIGGER feedback_known_held ON feedback_contactrequest; DROP FUNCTION feedback_known_held();"
SHOWN = "(SELECT public.feedback_handles_questionnaires()) OR (SELECT public.sees_all_cases())"


class Migration(migrations.Migration):
    """Shown to whoever sees the answers."""

    dependencies = [("feedback", "0008_invitations")]

    operations = [
        migrations.CreateModel(
            name="ContactRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", sendiass.crypto.fields.SealedTextField(default="", max_length=200)),
                ("contact", sendiass.crypto.fields.SealedTextField(default="", max_length=200)),
                ("about", sendiass.crypto.fields.SealedTextField(default="", max_length=500)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_requests",
                        to="feedback.batch",
                    ),
                ),
            ],
            options={"ordering": ["batch", "id"]},
        ),
        migrations.CreateModel(
            name="ContactOutcome",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=1000)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome",
                        to="feedback.contactrequest",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(HELD, LEAVE),
        AppendOnly("feedback_contactrequest"),
        AppendOnly("feedback_contactoutcome"),
        RowSecurity("feedback_contactrequest", SHOWN),
        RowSecurity("feedback_contactoutcome", SHOWN),
    ]
