"""Whom we asked what they thought, and whom not and why (L30)."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from sendiass.database.row_security import RowSecurity

of_case = import_module("cases.migrations.0023_rows_for_those_they_are_for").of_case


class Migration(migrations.Migration):
    """One for each person at each closing, shown with their case."""

    dependencies = [
        ("cases", "0036_closings"),
        ("feedback", "0007_complaints_held_and_for_those_they_are_for"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
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
                (
                    "state",
                    models.CharField(choices=[("sent", "Asked"), ("not_sent", "Not asked")], max_length=10),
                ),
                (
                    "because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("safeguarding", "It might have put somebody at risk"),
                            ("death", "Somebody has died"),
                            ("not_wanted", "They did not want to be asked"),
                            ("no_safe_address", "No email or postal address of theirs is marked safe"),
                            ("may_not_know", "They may not know that there was a case"),
                            ("erased", "Nothing is kept any more of who they are"),
                            ("asked_lately", "They were asked not long before"),
                        ],
                        max_length=20,
                    ),
                ),
                ("channel", models.CharField(blank=True, max_length=10)),
                ("decided_at", models.DateTimeField()),
                ("reminded_on", models.DateField(blank=True, null=True)),
                (
                    "asked",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to="cases.askedatclosing",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="feedback.batch",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "enquiry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to="cases.enquiry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.person",
                    ),
                ),
            ],
            options={
                "ordering": ["decided_at", "id"],
                "indexes": [
                    models.Index(fields=["person", "-decided_at"], name="invitation_by_person"),
                    models.Index(fields=["case"], name="invitation_by_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asked__isnull", False),
                                ("case__isnull", False),
                                ("enquiry__isnull", True),
                                ("person__isnull", False),
                            ),
                            models.Q(
                                ("asked__isnull", True), ("enquiry__isnull", False), ("person__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="invitation_follows_a_closing_or_a_call",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("batch__isnull", False),
                                ("because", ""),
                                ("state", "sent"),
                                models.Q(("channel", ""), _negated=True),
                            ),
                            models.Q(
                                ("batch__isnull", True),
                                ("channel", ""),
                                ("state", "not_sent"),
                                models.Q(("because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_is_sent_or_says_why_not",
                    ),
                ],
            },
        ),
        RowSecurity("feedback_invitation", of_case("case_id")),
    ]
