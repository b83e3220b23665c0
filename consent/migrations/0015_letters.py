"""Letters and mail to agencies, and what their workers were told of them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import sendiass.crypto.fields
import sendiass.outbox.choices


class Migration(migrations.Migration):
    """Two tables, written once."""

    dependencies = [
        ("cases", "0020_tasks_of_letters"),
        ("consent", "0014_reviewed_first_and_linked_later"),
        ("outbox", "0004_third_parties"),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("file_key", sendiass.crypto.fields.SealedTextField(default="", max_length=100)),
                ("fingerprint", sendiass.crypto.fields.SealedTextField(max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="consent.disclosure",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outbox.message"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.task",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["case"], name="letter_by_case")],
                "constraints": [models.UniqueConstraint(fields=("id", "case"), name="letter_of_case")],
            },
        ),
        migrations.CreateModel(
            name="LetterTask",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("state", models.CharField(choices=sendiass.outbox.choices.State.choices, max_length=12)),
                ("told_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told", to="consent.letter"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.task",
                    ),
                ),
            ],
            options={"ordering": ["told_at", "id"]},
        ),
    ]
