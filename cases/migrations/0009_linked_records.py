"""Two records linked as one human being's: once at a time, by somebody, and undone only once."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields

# A link keeps what it said: it may be undone, and nothing else about it may change.
UNDONE_ONCE = """
CREATE FUNCTION cases_link_is_undone_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF OLD.undone_at IS NOT NULL
        OR (OLD.id, OLD.one_id, OLD.other_id, OLD.reason, OLD.at, OLD.by_id)
            IS DISTINCT FROM (NEW.id, NEW.one_id, NEW.other_id, NEW.reason, NEW.at, NEW.by_id) THEN
        RAISE EXCEPTION 'A link of two records may only be undone, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'link_is_undone_once', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER link_is_undone_once BEFORE UPDATE ON cases_sameperson
    FOR EACH ROW EXECUTE FUNCTION cases_link_is_undone_once();
ALTER TABLE cases_sameperson ENABLE ALWAYS TRIGGER link_is_undone_once;
"""


class Migration(migrations.Migration):
    """One table, whose rows are added and undone."""

    dependencies = [
        ("cases", "0008_schools_of_the_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SamePerson",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reason", sendiass.crypto.fields.SealedTextField(max_length=500)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("one", "other"),
                        name="two_records_linked_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="linked_records_stand_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__gte", models.F("at")), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_link_is_undone_later_and_by_someone",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            UNDONE_ONCE,
            "DROP TRIGGER link_is_undone_once ON cases_sameperson; DROP FUNCTION cases_link_is_undone_once();",
        ),
    ]
