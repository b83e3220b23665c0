import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("words", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_by",
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
                "ordering": ["recorded_at", "key"],
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
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
                ("version", models.PositiveSmallIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_by",
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
                "ordering": ["audience", "is_short", "version"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=300)),
                (
                    "scale",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("asks_for_words", models.CharField(blank=True, max_length=200)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="feedback.criterion"
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="feedback.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ["questionnaire", "number"],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(max_length=12, unique=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("public_key", models.BinaryField(max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Answers come in"),
                            ("released", "Answers are out"),
                            ("given_up", "Too few answers: destroyed unread"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("rolled", models.PositiveSmallIntegerField(default=0)),
                ("received", models.PositiveIntegerField(blank=True, null=True)),
                ("unreadable", models.PositiveIntegerField(blank=True, null=True)),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="feedback.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ["-from_on", "questionnaire"],
            },
        ),
        migrations.CreateModel(
            name="ShutAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("content", models.BinaryField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.batch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnonymousAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "given",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0", "0"),
                            ("1", "1"),
                            ("2", "2"),
                            ("3", "3"),
                            ("4", "4"),
                            ("dont_know", "I don't know"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="feedback.batch",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="feedback.question"
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "question", "id"],
                "indexes": [models.Index(fields=["batch", "question"], name="anonymous_by_question")],
            },
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.UniqueConstraint(
                fields=("audience", "is_short", "version"), name="questionnaire_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)),
                fields=("audience", "is_short"),
                name="questionnaire_one_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="questionnaire_versions_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("questionnaire", "number"), name="question_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scale__len", 5),
                    models.Q(("scale__len", 0), models.Q(("asks_for_words", ""), _negated=True)),
                    _connector="OR",
                ),
                name="question_has_five_words_or_asks_for_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("questionnaire",), name="batch_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gte", models.F("from_on"))), name="batch_ends_after_it_began"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("received__isnull", True),
                        ("settled_on__isnull", True),
                        ("state", "open"),
                        ("unreadable__isnull", True),
                    ),
                    models.Q(
                        ("received__isnull", False),
                        ("state__in", ["released", "given_up"]),
                        ("settled_on__gt", models.F("until_on")),
                        ("unreadable__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="batch_settled_after_its_period",
            ),
        ),
    ]
