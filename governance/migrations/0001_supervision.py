"""Who supervises whom, sessions, and what is written of them (L14–L16)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    """Tables that are added to; what holds them together is in the next migration."""

    initial = True

    dependencies = [
        ("cases", "0037_returned_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreedAction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=2000)),
                ("due_on", models.DateField()),
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
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ActionDone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
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
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="done",
                        to="governance.agreedaction",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupSession",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("held_on", models.DateField()),
                ("themes", sendiass.crypto.fields.SealedTextField(max_length=10000)),
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("holiday", "Holiday"),
                            ("parental", "Maternity, paternity, adoption or parental leave"),
                            ("long_sickness", "Long illness"),
                            ("other", "Other leave"),
                        ],
                        max_length=20,
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
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
        migrations.CreateModel(
            name="LeaveTakenBack",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
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
                    "leave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back",
                        to="governance.leave",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Supervises",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("from_on", models.DateField()),
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
                    "line_manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
        migrations.CreateModel(
            name="SupervisionSession",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("regular", "Regular supervision"),
                            ("ad_hoc", "Asked for by an intervention"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        choices=[("in_person", "Face to face"), ("video", "By video"), ("phone", "By phone")],
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveIntegerField()),
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
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="governance.supervisionsession",
                    ),
                ),
                (
                    "supervisor",
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
        migrations.CreateModel(
            name="SupervisionRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                ("wellbeing", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                ("workload", sendiass.crypto.fields.SealedJSONField()),
                ("workload_words", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                ("whose_side", sendiass.crypto.fields.SealedTextField(max_length=5000)),
                ("left_out", sendiass.crypto.fields.SealedTextField(max_length=5000)),
                ("inadvisable", sendiass.crypto.fields.SealedTextField(max_length=5000)),
                ("pressure", sendiass.crypto.fields.SealedTextField(max_length=5000)),
                ("partiality", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                ("learning", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="governance.supervisionsession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupervisionNote",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agenda", "To talk about"),
                            ("reason", "Why it was moved or not held"),
                            ("remark", "Added afterwards"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=5000)),
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="governance.supervisionsession",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SessionOutcome",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("worker_ill", "Not held: the worker was ill"),
                            ("supervisor_ill", "Not held: the supervisor was ill"),
                            ("missed", "Not held: something came between"),
                            ("moved", "Moved to another time"),
                        ],
                        max_length=20,
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True)),
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
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome",
                        to="governance.supervisionsession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FinalRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="final",
                        to="governance.supervisionrecord",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="final",
                        to="governance.supervisionsession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseDiscussed",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.intervention",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases_discussed",
                        to="governance.supervisionsession",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="agreedaction",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreed",
                to="governance.supervisionsession",
            ),
        ),
        migrations.CreateModel(
            name="SupervisionSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
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
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="governance.supervisionrecord",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="governance.supervisionsession",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupAttendance",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="governance.groupsession",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("group", "worker"), name="came_once_to_a_group")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="leave",
            index=models.Index(fields=["worker", "first_on"], name="leave_by_worker"),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))), name="leave_ends_after_it_begins"
            ),
        ),
        migrations.AddIndex(
            model_name="supervises",
            index=models.Index(fields=["worker", "-from_on"], name="supervises_by_worker"),
        ),
        migrations.AddConstraint(
            model_name="supervises",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("worker", models.F("supervisor")), _negated=True),
                    models.Q(("worker", models.F("line_manager")), _negated=True),
                ),
                name="nobody_supervises_themselves",
            ),
        ),
        migrations.AddIndex(
            model_name="supervisionsession",
            index=models.Index(fields=["worker", "starts_at"], name="supervision_by_worker"),
        ),
        migrations.AddIndex(
            model_name="supervisionsession",
            index=models.Index(fields=["starts_at"], name="supervision_by_start"),
        ),
        migrations.AddConstraint(
            model_name="supervisionsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("worker", models.F("supervisor")), _negated=True),
                name="supervision_is_of_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionrecord",
            constraint=models.UniqueConstraint(
                fields=("session", "number"), name="supervision_one_record_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_on__isnull", False), ("outcome__in", ("held",))),
                    models.Q(models.Q(("outcome__in", ("held",)), _negated=True), ("held_on__isnull", True)),
                    _connector="OR",
                ),
                name="supervision_held_has_its_day",
            ),
        ),
        migrations.AddIndex(
            model_name="agreedaction",
            index=models.Index(fields=["due_on"], name="agreed_action_by_due_day"),
        ),
        migrations.AddConstraint(
            model_name="supervisionsignature",
            constraint=models.UniqueConstraint(
                fields=("record", "by"), name="supervision_signed_once_by_each"
            ),
        ),
    ]
