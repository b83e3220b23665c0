"""What was seen of deciding, which tasks ask about which permissions, and the paper a permission was signed on."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    """Tables and columns are added. Permissions on record keep no days of grace: a parent's ends with school age."""

    dependencies = [
        ("cases", "0013_who_decides_and_signed_forms"),
        ("consent", "0004_passed_on_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="capacitydecision",
            options={"ordering": ["-decided_on", "-recorded_at", "id"]},
        ),
        migrations.AddField(
            model_name="capacitydecision",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="capacity_decisions",
                to="cases.agency",
            ),
        ),
        migrations.AddField(
            model_name="capacitydecision",
            name="unable",
            field=sendiass.crypto.fields.SealedJSONField(null=True),
        ),
        *(
            migrations.AddField(
                model_name="capacitydecision",
                name=name,
                field=sendiass.crypto.fields.SealedTextField(max_length=2000, null=True),
            )
            for name in ("understand", "keep_in_mind", "weigh", "say", "because_of")
        ),
        migrations.AddConstraint(
            model_name="capacitydecision",
            constraint=models.UniqueConstraint(
                fields=("id", "agency"), name="capacity_decision_about_an_agency"
            ),
        ),
        migrations.AddConstraint(
            model_name="capacitydecision",
            constraint=models.CheckConstraint(
                condition=models.Q(outcome="can_decide")
                | models.Q(
                    review_on__isnull=False, review_on__gte=models.F("decided_on"), agency__isnull=False
                ),
                name="inability_is_about_one_thing_and_looked_at_again",
            ),
        ),
        migrations.AddField(
            model_name="sharingpermission",
            name="days_of_grace",
            field=models.PositiveSmallIntegerField(default=0, db_default=0),
        ),
        migrations.CreateModel(
            name="PermissionTask",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="consent.sharingpermission",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permissions",
                        to="cases.task",
                    ),
                ),
                ("stops_on", models.DateField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("permission", "task", "stops_on"),
                        name="a_permission_is_asked_about_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignedForm",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "permission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_form",
                        to="consent.sharingpermission",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.document"
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
