"""What an agency told us unasked: a contact in which nothing was said, whose every word is owed to the family (L25)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly

WHOLE = """
ALTER TABLE consent_heard ADD CONSTRAINT heard_in_its_approach
    FOREIGN KEY (approach_id, case_id, agency_id) REFERENCES consent_approach (id, case_id, agency_id);
CREATE TRIGGER not_ahead BEFORE INSERT ON consent_approach FOR EACH ROW EXECUTE FUNCTION consent_not_ahead();
ALTER TABLE consent_approach ENABLE ALWAYS TRIGGER not_ahead;
"""
NOT_WHOLE = """
ALTER TABLE consent_heard DROP CONSTRAINT heard_in_its_approach;
DROP TRIGGER not_ahead ON consent_approach;
"""

# An approach in which nothing was heard is none, and could hide that something was said.
HEARD_IN_IT = """
CREATE FUNCTION consent_something_was_heard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.consent_heard WHERE approach_id = NEW.id) THEN
        RAISE EXCEPTION 'What an agency said when it approached us is owed to the family'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'something_was_heard', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER something_was_heard AFTER INSERT ON consent_approach
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION consent_something_was_heard();
ALTER TABLE consent_approach ENABLE ALWAYS TRIGGER something_was_heard;
"""
NOTHING_HEARD = (
    "DROP TRIGGER something_was_heard ON consent_approach; DROP FUNCTION consent_something_was_heard();"
)

PASSED_ON_TRULY = """
CREATE OR REPLACE FUNCTION consent_passed_on_truly() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE heard_on date;
BEGIN
    SELECT ({moment} AT TIME ZONE 'Europe/London')::date INTO heard_on
        FROM public.consent_heard one {contacts}
        WHERE one.id = NEW.heard_id;
    IF NEW.happened_on < heard_on
       OR NEW.happened_on > ((clock_timestamp() + interval '2 minutes') AT TIME ZONE 'Europe/London')::date
       OR NEW.recorded_at > clock_timestamp() + interval '2 minutes' THEN
        RAISE EXCEPTION 'It is passed on after it was heard, and not in the future'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'passed_on_truly', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.told_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.cases_caseperson WHERE case_id = NEW.case_id AND person_id = NEW.told_id
        AND removed_at IS NULL AND role IN ('child_or_young_person', 'parent_carer')) THEN
        RAISE EXCEPTION 'It is passed on to the family on the case'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'passed_on_truly', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
AFTER_EITHER = PASSED_ON_TRULY.format(
    moment="coalesce(said.happened_at, came.happened_at)",
    contacts="LEFT JOIN public.consent_disclosure said ON said.id = one.disclosure_id"
    " LEFT JOIN public.consent_approach came ON came.id = one.approach_id",
)
AFTER_WHAT_WAS_SAID = PASSED_ON_TRULY.format(
    moment="said.happened_at",
    contacts="JOIN public.consent_disclosure said ON said.id = one.disclosure_id",
)


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [
        ("consent", "0012_what_part_one_has_in_a_meeting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approach",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("call", "Phone call"),
                            ("video", "Video call"),
                            ("meeting", "Meeting"),
                            ("email", "Email"),
                            ("letter", "Letter"),
                        ],
                        max_length=20,
                    ),
                ),
                ("spoke_to", sendiass.crypto.fields.SealedTextField(max_length=500)),
                (
                    "told",
                    models.CharField(
                        choices=[("said", "Yes, I told them"), ("not_possible", "No, it was not possible")],
                        max_length=20,
                    ),
                ),
                ("not_told_because", sendiass.crypto.fields.SealedTextField(max_length=2000, null=True)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approaches",
                        to="cases.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approaches",
                        to="cases.case",
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
                "verbose_name_plural": "approaches",
                "ordering": ["-happened_at", "id"],
                "indexes": [models.Index(fields=["case", "-happened_at"], name="approach_by_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "case", "agency"), name="approach_with_its_agency"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("not_told_because__isnull", True), ("told", "said")),
                            models.Q(("not_told_because__isnull", False), ("told", "not_possible")),
                            _connector="OR",
                        ),
                        name="approach_says_what_they_were_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recorded_at__gte", models.F("happened_at"))),
                        name="approach_recorded_once_it_happened",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="heard",
            name="disclosure",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heard",
                to="consent.disclosure",
            ),
        ),
        migrations.AddField(
            model_name="heard",
            name="approach",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heard",
                to="consent.approach",
            ),
        ),
        migrations.AddConstraint(
            model_name="heard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approach__isnull", False), ("disclosure__isnull", True)),
                    models.Q(("approach__isnull", True), ("disclosure__isnull", False)),
                    _connector="OR",
                ),
                name="heard_in_one_contact",
            ),
        ),
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        migrations.RunSQL(HEARD_IN_IT, NOTHING_HEARD),
        migrations.RunSQL(AFTER_EITHER, AFTER_WHAT_WAS_SAID),
        AppendOnly("consent_approach"),
    ]
