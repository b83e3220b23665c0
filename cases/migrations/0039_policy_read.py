"""The versions of the impartiality policy as everybody here reads them, who has, and whom the manager let through (Y16)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields
from sendiass.database.append_only import AppendOnly
from sendiass.database.row_security import RowSecurity

MINE = "worker_id = public.standing_worker()"
DECIDES = "(SELECT public.standing_role()) IN ('manager', 'strategic_lead')"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0038_where_others_may_see"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("in_force_on", models.DateField()),
                ("words", models.TextField(max_length=100000)),
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
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="PolicyAcknowledgement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="cases.policyversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PolicyWaiver",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("until_on", models.DateField()),
                ("reason", sendiass.crypto.fields.SealedTextField(max_length=2000)),
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
            ],
            options={
                "ordering": ["-at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="policy_version_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="policy_version_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyacknowledgement",
            constraint=models.UniqueConstraint(
                fields=("worker", "version"), name="policy_version_read_once_by_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="policywaiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("worker", models.F("by")), _negated=True),
                name="nobody_waives_their_own_reading",
            ),
        ),
        AppendOnly("cases_policyversion"),
        AppendOnly("cases_policyacknowledgement"),
        AppendOnly("cases_policywaiver"),
        RowSecurity("cases_policyacknowledgement", f"{MINE} OR {DECIDES}", MINE),
        RowSecurity("cases_policywaiver", f"{MINE} OR {DECIDES}"),
    ]
