"""What an agency was told of us (L25, Y02), what it said, and how that reached the family."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_passing_on"),
        ("consent", "0002_the_gate"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Heard",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=20000)),
                ("due_on", models.DateField()),
                ("due_by_rule", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["due_on", "recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PassedOn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("passed_on", "Passed on"), ("withheld", "Not to be passed on")],
                        max_length=20,
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "By phone"),
                            ("in_person", "Face to face"),
                            ("video", "By video"),
                            ("email", "By email"),
                            ("letter", "In a letter"),
                            ("text", "By text message"),
                            ("signed", "In British Sign Language or with symbols"),
                        ],
                        max_length=20,
                    ),
                ),
                ("answer", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                (
                    "why_withheld",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "risk_of_harm",
                                "Telling them could put a child or an adult at risk of serious harm",
                            ),
                            ("another_person", "It is about somebody else, and was told us by mistake"),
                        ],
                        max_length=20,
                    ),
                ),
                ("because", sendiass.crypto.fields.SealedTextField(max_length=2000, null=True)),
                ("happened_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "ordering": ["-happened_on", "-recorded_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="disclosure",
            name="not_told_because",
            field=sendiass.crypto.fields.SealedTextField(max_length=2000, null=True),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="told",
            field=models.CharField(
                choices=[("said", "Yes, I told them"), ("not_possible", "No, it was not possible")],
                default="",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(
                fields=("id", "case", "agency"), name="disclosure_with_its_agency"
            ),
        ),
        # Rows from before this was asked are not made to say what nobody knows; each new one has to.
        AddConstraintNotValid(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("not_told_because__isnull", True), ("told", "said")),
                    models.Q(("not_told_because__isnull", False), ("told", "not_possible")),
                    _connector="OR",
                ),
                name="disclosure_says_what_they_were_told",
            ),
        ),
        migrations.AddField(
            model_name="heard",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.agency"
            ),
        ),
        migrations.AddField(
            model_name="heard",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="heard",
            name="disclosure",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="heard", to="consent.disclosure"
            ),
        ),
        migrations.AddField(
            model_name="heard",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="heard",
            name="task",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="passedon",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="passedon",
            name="heard",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="passed_on", to="consent.heard"
            ),
        ),
        migrations.AddField(
            model_name="passedon",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="passedon",
            name="told",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.person",
            ),
        ),
        migrations.AddIndex(
            model_name="heard",
            index=models.Index(fields=["case", "due_on"], name="heard_by_case"),
        ),
        migrations.AddConstraint(
            model_name="heard",
            constraint=models.UniqueConstraint(fields=("id", "case"), name="heard_of_case"),
        ),
        migrations.AddIndex(
            model_name="passedon",
            index=models.Index(fields=["case", "-happened_on"], name="passed_on_by_case"),
        ),
        migrations.AddConstraint(
            model_name="passedon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("because__isnull", True),
                        ("outcome", "passed_on"),
                        ("told__isnull", False),
                        ("why_withheld", ""),
                        models.Q(("how", ""), _negated=True),
                    ),
                    models.Q(
                        ("because__isnull", False),
                        ("how", ""),
                        ("outcome", "withheld"),
                        ("told__isnull", True),
                        models.Q(("why_withheld", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="passed_on_says_to_whom_or_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="passedon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("how__in", ["", "phone", "in_person", "video", "email", "letter", "text", "signed"]),
                    ("why_withheld__in", ["", "risk_of_harm", "another_person"]),
                ),
                name="passed_on_in_known_words",
            ),
        ),
    ]
