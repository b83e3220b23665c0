"""Who words what is asked: drafts, the board's criteria in versions, and translations that somebody corrected (L11, L30, L31)."""

import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sendiass.database.append_only import AppendOnly

ORDER = ("reach", "help", "impartial", "difference", "satisfied", "recommend")
"""Those that came with the software, in the order of their file."""

KEPT = """
CREATE FUNCTION feedback_wording_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE broken text;
BEGIN
    IF TG_TABLE_NAME = 'feedback_criterion' THEN
        IF OLD.retired_at IS NOT NULL OR NEW.retired_at IS NULL
           OR (NEW.id, NEW.key, NEW.version, NEW.number, NEW.name, NEW.words, NEW.agreed_on, NEW.minute,
               NEW.recorded_at, NEW.recorded_by_id)
           IS DISTINCT FROM (OLD.id, OLD.key, OLD.version, OLD.number, OLD.name, OLD.words, OLD.agreed_on, OLD.minute,
               OLD.recorded_at, OLD.recorded_by_id) THEN
            broken := 'A criterion stays as the board agreed it, and is only retired';
        END IF;
    ELSIF TG_TABLE_NAME = 'feedback_question' THEN
        IF EXISTS (SELECT FROM public.feedback_criterion WHERE id = NEW.criterion_id AND retired_at IS NOT NULL) THEN
            broken := 'A question measures a criterion that the board has now';
        ELSIF EXISTS (SELECT FROM public.feedback_questionnaire
                      WHERE id = NEW.questionnaire_id AND retired_at IS NOT NULL) THEN
            broken := 'A retired version stays as it was';
        END IF;
    ELSIF EXISTS (SELECT FROM public.feedback_questionnaire
                  WHERE id = NEW.questionnaire_id AND retired_at IS NOT NULL) THEN
        broken := 'A version that is retired is asked of nobody else';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION '%', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'feedback_wording_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
"""
WHEN = {"feedback_criterion": "UPDATE", "feedback_question": "INSERT", "feedback_batch": "INSERT"}


def _number(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    criteria = apps.get_model("feedback", "Criterion").objects.using(schema_editor.connection.alias)
    for number, key in enumerate(ORDER, start=1):
        criteria.filter(key=key).update(number=number)


def _hold(table: str, event: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER feedback_wording_kept BEFORE {event} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION feedback_wording_kept(); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER feedback_wording_kept;",
        f"DROP TRIGGER feedback_wording_kept ON {table};",
    )


class Migration(migrations.Migration):
    """Held against any statement the application's role can make."""

    dependencies = [
        ("feedback", "0010_what_becomes_of_what_families_say"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Phrase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("ur", "اردو"),
                            ("gu", "ગુજરાતી"),
                            ("pl", "Polski"),
                            ("so", "Soomaali"),
                            ("pa", "ਪੰਜਾਬੀ"),
                        ],
                        max_length=2,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60)),
                ("english", models.CharField(max_length=500)),
                ("says", models.CharField(max_length=1000)),
                ("is_reviewed", models.BooleanField()),
                ("number", models.PositiveIntegerField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["language", "name", "english", "number"],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("parent_carer", "Parents and carers"),
                            ("young_person", "Young people"),
                            ("child", "Children"),
                            ("school", "Schools"),
                            ("team", "The team"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_short", models.BooleanField(default=False)),
                ("revision", models.PositiveIntegerField()),
                ("asked", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["audience", "is_short"],
            },
        ),
        migrations.AlterModelOptions(
            name="criterion",
            options={"ordering": ["number", "key"]},
        ),
        migrations.AddField(
            model_name="criterion",
            name="agreed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="criterion",
            name="minute",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="criterion",
            name="number",
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="criterion",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="criterion",
            name="key",
            field=models.CharField(max_length=40),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(fields=("key", "version"), name="criterion_version_once"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)), fields=("key",), name="criterion_one_in_use"
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_on__isnull", True), ("minute", "")),
                    models.Q(("agreed_on__isnull", False), models.Q(("minute", ""), _negated=True)),
                    _connector="OR",
                ),
                name="criterion_agreed_on_a_day_in_a_minute",
            ),
        ),
        migrations.AddField(
            model_name="phrase",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="questionnairedraft",
            name="changed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="phrase",
            constraint=models.UniqueConstraint(
                fields=("language", "name", "english", "number"), name="phrase_one_after_the_other"
            ),
        ),
        migrations.AddConstraint(
            model_name="phrase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("says", ""), _negated=True), models.Q(("language", "en"), _negated=True)
                ),
                name="phrase_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionnairedraft",
            constraint=models.UniqueConstraint(
                fields=("audience", "is_short"), name="questionnaire_one_draft"
            ),
        ),
        migrations.RunPython(_number, migrations.RunPython.noop),
        AppendOnly("feedback_phrase"),
        migrations.RunSQL(KEPT, "DROP FUNCTION feedback_wording_kept();"),
        *[_hold(table, event) for table, event in WHEN.items()],
    ]
