"""Unusual reading, what was found by whoever looked into it, and which days were looked through."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly

# Whoever looks into a finding names whose reading it is; a check on the row says that this is somebody else. A day is
# looked through when it is over.
WHOLE = """
ALTER TABLE cases_lookedinto ADD CONSTRAINT looked_into_of_its_finding
    FOREIGN KEY (finding_id, worker_id) REFERENCES cases_unusualreading (id, worker_id);
ALTER TABLE cases_unusualreading ADD CONSTRAINT found_once_the_day_was_over
    CHECK (day < (found_at AT TIME ZONE 'Europe/London')::date);
ALTER TABLE cases_daylookedthrough ADD CONSTRAINT looked_through_once_it_was_over
    CHECK (day < (at AT TIME ZONE 'Europe/London')::date);
"""
UNDONE = """
ALTER TABLE cases_daylookedthrough DROP CONSTRAINT looked_through_once_it_was_over;
ALTER TABLE cases_unusualreading DROP CONSTRAINT found_once_the_day_was_over;
ALTER TABLE cases_lookedinto DROP CONSTRAINT looked_into_of_its_finding;
"""


class Migration(migrations.Migration):
    """Three tables that only grow."""

    dependencies = [
        ("cases", "0023_rows_for_those_they_are_for"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DayLookedThrough",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField(unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="UnusualReading",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("many_cases", "Many cases in a day"),
                            ("many_searches", "Many searches in a day"),
                            ("out_of_hours", "Outside working hours"),
                            ("own_surname", "Their own family name"),
                            ("closed_cases", "Closed cases that were never theirs"),
                            ("break_glass", "Repeated emergency access"),
                        ],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField()),
                ("number", models.PositiveIntegerField()),
                ("least", models.PositiveIntegerField()),
                ("usual", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "cases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "found_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="LookedInto",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("explained", "Explained"), ("to_talk_about", "To be talked about")],
                        max_length=20,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looked_into",
                        to="cases.unusualreading",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="unusualreading",
            index=models.Index(fields=["-day", "found_at", "id"], name="unusual_reading_newest"),
        ),
        migrations.AddConstraint(
            model_name="unusualreading",
            constraint=models.UniqueConstraint(
                fields=("worker", "rule", "day"), name="found_unusual_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="unusualreading",
            constraint=models.UniqueConstraint(fields=("id", "worker"), name="unusual_reading_of_worker"),
        ),
        migrations.AddConstraint(
            model_name="unusualreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "rule__in",
                        [
                            "many_cases",
                            "many_searches",
                            "out_of_hours",
                            "own_surname",
                            "closed_cases",
                            "break_glass",
                        ],
                    )
                ),
                name="unusual_by_a_known_rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="unusualreading",
            constraint=models.CheckConstraint(
                condition=models.Q(("least__gte", 1), ("number__gte", models.F("least"))),
                name="unusual_from_its_least_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="unusualreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cases__len", 0), ("rule", "many_searches")),
                    models.Q(
                        models.Q(("rule", "many_searches"), _negated=True), ("cases__len", models.F("number"))
                    ),
                    _connector="OR",
                ),
                name="unusual_counts_its_cases",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookedinto",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("worker")), _negated=True),
                name="nobody_judges_their_own_reading",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookedinto",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["explained", "to_talk_about"])),
                name="looked_into_in_known_words",
            ),
        ),
        migrations.RunSQL(WHOLE, UNDONE),
        AppendOnly("cases_daylookedthrough"),
        AppendOnly("cases_unusualreading"),
        AppendOnly("cases_lookedinto"),
    ]
