"""Samples of case files, what was found in them, and for whom the rows are."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

MINE = "worker_id = public.standing_worker()"
CHECKS = "(SELECT public.sees_all_cases())"
# Whoever checks files sees those of no case that is shut to them; whose work it is, those of a case that is theirs still.
OF_A_FILE = (
    f"({CHECKS} AND case_id NOT IN (SELECT public.cases_shut_to(public.standing_worker()))) "
    f"OR ({MINE} AND case_id = ANY ((SELECT public.cases_given_ids())::uuid[]))"
)
TABLES = ("filecheck", "filefinding", "filecheckoutcome", "filecheckreply")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0039_policy_read"),
        ("governance", "0004_training_and_joining"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FileCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.intervention"
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
            ],
        ),
        migrations.CreateModel(
            name="FileCheckOutcome",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                ("for_supervision", models.BooleanField()),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome",
                        to="governance.filecheck",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FileCheckReply",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=5000)),
                ("at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="governance.filecheck",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FileSample",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("size", models.PositiveSmallIntegerField()),
                ("seed", models.CharField(max_length=40)),
                ("drawn_from", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
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
            ],
        ),
        migrations.AddField(
            model_name="filecheck",
            name="sample",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="governance.filesample"
            ),
        ),
        migrations.CreateModel(
            name="FileFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "promise",
                    models.CharField(
                        choices=[
                            ("statement", "The statement of impartiality was shared"),
                            ("options", "The options were laid out in balance"),
                            ("legal_basis", "Advice rests on the law it names"),
                            ("permission", "Nobody was spoken with before the family said yes"),
                            ("passed_on", "What an agency said was passed on to the family"),
                            ("role", "The worker said at the meeting what their role is"),
                            ("language", "The language is neutral"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("kept", "Kept"),
                            ("partly", "Partly kept"),
                            ("not_kept", "Not kept"),
                            ("does_not_arise", "Does not arise here"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=2000)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="governance.filecheck",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "promise"), name="file_promise_found_once"),
                    models.CheckConstraint(
                        condition=models.Q(("worker", models.F("by")), _negated=True),
                        name="nobody_checks_their_own_file",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="filesample",
            constraint=models.CheckConstraint(
                condition=models.Q(("worker", models.F("by")), _negated=True),
                name="nobody_draws_their_own_files",
            ),
        ),
        migrations.AddConstraint(
            model_name="filecheck",
            constraint=models.UniqueConstraint(fields=("intervention",), name="file_drawn_once"),
        ),
        migrations.AddConstraint(
            model_name="filecheck",
            constraint=models.UniqueConstraint(fields=("sample", "place"), name="file_has_its_place"),
        ),
        AppendOnly("governance_filesample"),
        RowSecurity("governance_filesample", f"{CHECKS} OR {MINE}"),
        *(AppendOnly(f"governance_{table}") for table in TABLES),
        *(RowSecurity(f"governance_{table}", OF_A_FILE) for table in TABLES),
    ]
