"""What is written down when a case closes, and the address a caller gave for the questionnaire (L22, L30)."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

CASE = import_module("cases.migrations.0023_rows_for_those_they_are_for").CASE


BEFORE = """
CREATE OR REPLACE FUNCTION stands_for_the_service() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(current_setting('app.service', true), '') IN (
        'breaches', 'conflicts', 'demonstration', 'import', 'outbox', 'readings', 'search', 'set-up', 'sweeps')
$$;
"""
# Whoever asks families what they thought finds the cases that closed.
NOW = BEFORE.replace("'import',", "'import', 'invitations',")


class Migration(migrations.Migration):
    """Outcomes and who is asked are written once; an address has a key of its own."""

    dependencies = [
        ("cases", "0035_conflicts_by_their_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(NOW, BEFORE),
        migrations.CreateModel(
            name="AimOutcome",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "came_of_it",
                    models.CharField(
                        choices=[
                            ("reached", "They have what they wanted"),
                            ("partly", "They have part of it"),
                            ("not_reached", "They do not have it"),
                            ("changed", "They want something else by now"),
                            ("not_said", "They have not told us"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=20000)),
                ("because", sendiass.crypto.fields.SealedTextField(max_length=2000, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "aim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.aim"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="cases.statuschange",
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
                "ordering": ["recorded_at", "id"],
                "indexes": [models.Index(fields=["case"], name="aim_outcome_by_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("closing", "aim"), name="aim_judged_once_at_a_closing"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("because__isnull", False), ("came_of_it", "not_said")),
                            models.Q(
                                models.Q(("came_of_it", "not_said"), _negated=True), ("because__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="aim_not_judged_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AskedAtClosing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("child_or_young_person", "Child or young person"),
                            ("parent_carer", "Parent or carer"),
                            ("other", "Someone else"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "not_asked_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("safeguarding", "No: a letter or email might put somebody at risk"),
                            ("death", "No: somebody has died"),
                            ("not_wanted", "No: they do not want to be asked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="cases.statuschange",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"
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
                "ordering": ["recorded_at", "id"],
                "indexes": [models.Index(fields=["case"], name="asked_at_closing_by_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("closing", "person"), name="asked_once_at_a_closing")
                ],
            },
        ),
        migrations.CreateModel(
            name="WhereToAsk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("address", sendiass.crypto.fields.SealedTextField(max_length=254)),
                ("added_at", models.DateTimeField()),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enquiry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="where_to_ask",
                        to="cases.enquiry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "where to ask",
                "indexes": [
                    models.Index(
                        condition=models.Q(("forgotten_at__isnull", True)),
                        fields=["added_at"],
                        name="where_to_ask_kept",
                    )
                ],
            },
        ),
        AppendOnly("cases_aimoutcome"),
        AppendOnly("cases_askedatclosing"),
        RowSecurity("cases_aimoutcome", CASE),
        RowSecurity("cases_askedatclosing", CASE),
        RowSecurity(
            "cases_wheretoask", "EXISTS (SELECT FROM public.cases_enquiry asked WHERE asked.id = enquiry_id)"
        ),
    ]
