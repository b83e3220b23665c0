"""Corrections beside meetings that were written up, which no statement can change, number wrongly or put elsewhere."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly

# A correction is of a meeting of its case that was written up, comes after what it corrects, and is the next version.
OF_A_HELD_MEETING = """
ALTER TABLE cases_meetingcorrection ADD CONSTRAINT correction_of_a_meeting_of_its_case
    FOREIGN KEY (meeting_id, case_id) REFERENCES cases_meeting (id, case_id);

CREATE FUNCTION cases_meeting_corrected() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE corrects public.cases_meeting%ROWTYPE;
BEGIN
    SELECT * INTO corrects FROM public.cases_meeting WHERE id = NEW.meeting_id;
    IF corrects.state IS DISTINCT FROM 'held' THEN
        RAISE EXCEPTION 'Only a meeting that was written up is corrected'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_corrected', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.version <> 2 + (SELECT count(*) FROM public.cases_meetingcorrection WHERE meeting_id = NEW.meeting_id) THEN
        RAISE EXCEPTION 'A correction is the next version'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_corrected', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.recorded_at < corrects.ended_at OR NEW.recorded_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'A correction comes after what it corrects, and now'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_corrected', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_corrected BEFORE INSERT ON cases_meetingcorrection
    FOR EACH ROW EXECUTE FUNCTION cases_meeting_corrected();
ALTER TABLE cases_meetingcorrection ENABLE ALWAYS TRIGGER meeting_corrected;
"""
NOT_OF_A_HELD_MEETING = """
DROP TRIGGER meeting_corrected ON cases_meetingcorrection;
DROP FUNCTION cases_meeting_corrected();
ALTER TABLE cases_meetingcorrection DROP CONSTRAINT correction_of_a_meeting_of_its_case;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_library_as_it_comes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingCorrection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("reason", sendiass.crypto.fields.SealedTextField(max_length=2000)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("support", "Support an individual"),
                            ("strategy", "Contribute on strategy"),
                            ("observe", "Observe only"),
                            ("decide", "Take part in a decision"),
                        ],
                        max_length=20,
                    ),
                ),
                ("observes_because", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                ("attended", sendiass.crypto.fields.SealedTextField(max_length=2000)),
                ("role_stated", models.BooleanField()),
                ("not_stated_because", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                (
                    "family_views",
                    models.CharField(
                        choices=[
                            ("themselves", "They put them themselves"),
                            ("by_us", "We put them, as theirs"),
                            ("in_writing", "In writing"),
                            ("not_put", "They were not put"),
                        ],
                        max_length=20,
                    ),
                ),
                ("family_words", sendiass.crypto.fields.SealedTextField(max_length=20000)),
                (
                    "professionals_views",
                    models.CharField(
                        choices=[
                            ("heard", "They were heard"),
                            ("not_heard", "They were not heard"),
                            ("none_there", "No professional was there"),
                        ],
                        max_length=20,
                    ),
                ),
                ("professionals_words", sendiass.crypto.fields.SealedTextField(max_length=20000, null=True)),
                ("agreed", sendiass.crypto.fields.SealedTextField(max_length=20000, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="cases.meeting",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "version"), name="one_correction_of_a_meeting_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("support", "strategy", "observe"))),
                        name="meeting_corrected_is_no_part_in_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("observes_because__isnull", False), ("role", "observe")),
                            models.Q(
                                models.Q(("role", "observe"), _negated=True),
                                ("observes_because__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_corrected_observer_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("not_stated_because__isnull", True), ("role_stated", True)),
                            models.Q(("not_stated_because__isnull", False), ("role_stated", False)),
                            _connector="OR",
                        ),
                        name="meeting_corrected_role_stated_or_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("family_views__in", ["themselves", "by_us", "in_writing", "not_put"])
                        ),
                        name="meeting_corrected_says_of_the_familys_views",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("professionals_views", "none_there"), ("professionals_words__isnull", True)
                            ),
                            models.Q(
                                ("professionals_views__in", ("heard", "not_heard")),
                                ("professionals_words__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_corrected_professionals_views_in_words_or_why_not",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OF_A_HELD_MEETING, NOT_OF_A_HELD_MEETING),
        AppendOnly("cases_meetingcorrection"),
    ]
