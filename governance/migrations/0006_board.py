"""The board: who sits on it, its meetings, agendas and minutes, and what it recommends (L07 to L13)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0005_file_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChairRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("never_la_officer", "Anyone but an officer of the local authority"),
                            ("parent_member", "A parent member"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "parent_constituencies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None
                    ),
                ),
                ("at", models.DateTimeField(unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["never_la_officer", "parent_member"])),
                        name="chair_by_a_known_rule",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("starts_at", models.DateTimeField()),
                ("lasts", models.PositiveSmallIntegerField()),
                ("place", models.CharField(max_length=200)),
                ("changes", models.PositiveSmallIntegerField(default=0)),
                ("called_off_at", models.DateTimeField(blank=True, null=True)),
                (
                    "called_off_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("too_few", "Too few could come"),
                            ("chair_away", "The chair could not come"),
                            ("place", "The place could not be used"),
                            ("urgent", "Something else was urgent"),
                        ],
                        max_length=20,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "no_next_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new_members", "It is set with new members"),
                            ("calendar", "It is set when the year's calendar is known"),
                            ("asked_by_mail", "Members are asked by email which day suits them"),
                        ],
                        max_length=20,
                    ),
                ),
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
                    "called_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "next_meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.meeting",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("held", models.BooleanField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_because", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", sendiass.crypto.fields.SealedTextField(max_length=200, null=True)),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=3000, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("publicity", "Making the service known"),
                            ("impartiality", "Watching over impartiality"),
                            ("performance", "Watching over how well the service works"),
                            ("criteria", "Setting the criteria to judge it by"),
                            ("feedback", "Hearing from children, parents, schools and the team"),
                            ("development", "Developing the service"),
                            ("support", "Supporting the staff"),
                            ("policy", "Influencing policy"),
                            ("representing", "Representing the service"),
                            ("local", "Bringing local services together"),
                            ("membership", "Its own membership"),
                            ("business", "Its own business"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("standing", "On every agenda"),
                            ("raised", "Raised by a member"),
                            ("not_looked_at", "Not looked at for a year"),
                            ("service", "Put on by the service"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opening", "Welcome and apologies"),
                            ("interests", "Declarations of interest"),
                            ("last_minutes", "Minutes of the last meeting, and what was to be done"),
                            (
                                "impartiality",
                                "Impartiality: the manager's report, and questions to the manager",
                            ),
                            ("performance", "How the service is doing"),
                            ("feedback", "What families, schools and the team say"),
                            ("anything_else", "Anything else"),
                            ("next_date", "Date of the next meeting"),
                        ],
                        max_length=20,
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("taken_off_at", models.DateTimeField(blank=True, null=True)),
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
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="governance.meeting",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingAction",
            fields=[
                ("held", models.BooleanField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_because", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=1000)),
                ("owner", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
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
                    "reviewed_by",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingActionDone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("done_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "action",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="done",
                        to="governance.meetingaction",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_la_officer", models.BooleanField()),
                ("is_parent", models.BooleanField()),
                ("is_young_person", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="board_member",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Circulated",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("invitation", "Invitation"),
                            ("change", "New time or place"),
                            ("called_off", "Called off"),
                            ("agenda", "Agenda"),
                            ("minutes", "Minutes"),
                        ],
                        max_length=20,
                    ),
                ),
                ("changes", models.PositiveSmallIntegerField()),
                ("message", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circulated",
                        to="governance.meeting",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="was_sent",
                        to="governance.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChairTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("from_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chaired",
                        to="governance.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("held", models.BooleanField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_because", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("came", "Came"),
                            ("apologies", "Sent apologies"),
                            ("absent", "Did not come"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "declares",
                    models.CharField(
                        blank=True,
                        choices=[("nothing", "Nothing to declare"), ("interest", "An interest")],
                        max_length=20,
                    ),
                ),
                ("interest", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="governance.meeting",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="governance.member",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Minute",
            fields=[
                ("held", models.BooleanField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_because", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("publicity", "Making the service known"),
                            ("impartiality", "Watching over impartiality"),
                            ("performance", "Watching over how well the service works"),
                            ("criteria", "Setting the criteria to judge it by"),
                            ("feedback", "Hearing from children, parents, schools and the team"),
                            ("development", "Developing the service"),
                            ("support", "Supporting the staff"),
                            ("policy", "Influencing policy"),
                            ("representing", "Representing the service"),
                            ("local", "Bringing local services together"),
                            ("membership", "Its own membership"),
                            ("business", "Its own business"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=10000)),
                ("decision", sendiass.crypto.fields.SealedTextField(default="", max_length=3000)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minute",
                        to="governance.agendaitem",
                    ),
                ),
                (
                    "reviewed_by",
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
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="meetingaction",
            name="minute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="governance.minute"
            ),
        ),
        migrations.CreateModel(
            name="RaisedItem",
            fields=[
                ("held", models.BooleanField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_because", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", sendiass.crypto.fields.SealedTextField(max_length=200)),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=3000)),
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
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="raised",
                        to="governance.member",
                    ),
                ),
                (
                    "reviewed_by",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RaisedAnswer",
            fields=[
                ("held", models.BooleanField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_because", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "On the agenda"),
                            ("merged", "Taken together with another item"),
                            ("deferred", "Put off"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="governance.agendaitem",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="governance.raiseditem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("held", models.BooleanField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_because", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=3000)),
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
                    "minute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="governance.minute",
                    ),
                ),
                (
                    "reviewed_by",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("constituency", models.CharField(max_length=100)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="governance.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrusteeAnswer",
            fields=[
                ("held", models.BooleanField()),
                ("accepted", models.BooleanField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_because", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("in_part", "Accepted in part"),
                            ("not_accepted", "Not accepted"),
                        ],
                        max_length=20,
                    ),
                ),
                ("answered_on", models.DateField()),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=3000, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recommendation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="governance.recommendation",
                    ),
                ),
                (
                    "reviewed_by",
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
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["starts_at"], name="board_meeting_by_day"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("lasts__gt", 0), ("lasts__lte", 480)), name="board_meeting_takes_a_while"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("called_off_at__isnull", True),
                        ("called_off_because", ""),
                        ("called_off_by__isnull", True),
                    ),
                    models.Q(
                        ("called_off_at__isnull", False),
                        ("called_off_by__isnull", False),
                        ("called_off_because__in", ["too_few", "chair_away", "place", "urgent"]),
                    ),
                    _connector="OR",
                ),
                name="called_off_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("closed_by__isnull", True),
                        ("next_meeting__isnull", True),
                        ("no_next_because", ""),
                    ),
                    models.Q(
                        ("called_off_at__isnull", True),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        models.Q(
                            models.Q(("next_meeting__isnull", False), ("no_next_because", "")),
                            models.Q(
                                ("next_meeting__isnull", True),
                                ("no_next_because__in", ["new_members", "calendar", "asked_by_mail"]),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="closed_with_its_next_date_or_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("held", True),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="agendaitem_reviewed_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewed_by", models.F("by")), _negated=True),
                name="agendaitem_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "publicity",
                            "impartiality",
                            "performance",
                            "criteria",
                            "feedback",
                            "development",
                            "support",
                            "policy",
                            "representing",
                            "local",
                            "membership",
                            "business",
                        ],
                    )
                ),
                name="item_serves_a_known_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_off_at__isnull", True), ("taken_off_by__isnull", True)),
                    models.Q(("taken_off_at__isnull", False), ("taken_off_by__isnull", False)),
                    _connector="OR",
                ),
                name="item_taken_off_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("origin", "standing"),
                        (
                            "standing__in",
                            [
                                "opening",
                                "interests",
                                "last_minutes",
                                "impartiality",
                                "performance",
                                "feedback",
                                "anything_else",
                                "next_date",
                            ],
                        ),
                        ("title__isnull", True),
                        ("words__isnull", True),
                    ),
                    models.Q(
                        ("origin", "not_looked_at"),
                        ("standing", ""),
                        ("title__isnull", True),
                        ("words__isnull", True),
                    ),
                    models.Q(
                        ("origin__in", ("raised", "service")), ("standing", ""), ("title__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="item_has_words_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("standing", ""), _negated=True), ("taken_off_at__isnull", True)),
                fields=("meeting", "standing"),
                name="standing_item_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="member_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="circulated",
            constraint=models.UniqueConstraint(
                fields=("meeting", "member", "what", "changes"), name="sent_once_to_a_member"
            ),
        ),
        migrations.AddConstraint(
            model_name="chairterm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("ended_on",),
                name="one_chair_at_a_time",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="chairterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("ended_by__isnull", True), ("ended_on__isnull", True)
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("ended_on__gte", models.F("from_on")),
                    ),
                    _connector="OR",
                ),
                name="chair_ended_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("held", True),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="attendance_reviewed_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewed_by", models.F("by")), _negated=True),
                name="attendance_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("meeting", "member"), name="came_once_to_a_meeting"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declares__in", ["nothing", "interest"]), ("presence", "came")),
                    models.Q(models.Q(("presence", "came"), _negated=True), ("declares", "")),
                    _connector="OR",
                ),
                name="whoever_came_declares",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declares", "interest"), ("interest__isnull", False)),
                    models.Q(models.Q(("declares", "interest"), _negated=True), ("interest__isnull", True)),
                    _connector="OR",
                ),
                name="an_interest_is_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="minute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("held", True),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="minute_reviewed_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="minute",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewed_by", models.F("by")), _negated=True),
                name="minute_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="minute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "publicity",
                            "impartiality",
                            "performance",
                            "criteria",
                            "feedback",
                            "development",
                            "support",
                            "policy",
                            "representing",
                            "local",
                            "membership",
                            "business",
                        ],
                    )
                ),
                name="minute_serves_a_known_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("held", True),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="meetingaction_reviewed_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewed_by", models.F("by")), _negated=True),
                name="meetingaction_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="raiseditem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("held", True),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="raiseditem_reviewed_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="raiseditem",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewed_by", models.F("by")), _negated=True),
                name="raiseditem_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="raisedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("held", True),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="raisedanswer_reviewed_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="raisedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewed_by", models.F("by")), _negated=True),
                name="raisedanswer_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="raisedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", "accepted"), ("reason__isnull", False), _connector="OR"),
                name="not_taken_up_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="raisedanswer",
            constraint=models.UniqueConstraint(fields=("raised", "number"), name="one_answer_per_number"),
        ),
        migrations.AddConstraint(
            model_name="raisedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item__isnull", True), ("outcome", "deferred")),
                    models.Q(("item__isnull", False), ("outcome__in", ("accepted", "merged"))),
                    _connector="OR",
                ),
                name="raised_item_goes_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("held", True),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recommendation_reviewed_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewed_by", models.F("by")), _negated=True),
                name="recommendation_reviewed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)), fields=("member",), name="one_seat_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gte", models.F("from_on"))), name="term_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("ended_by__isnull", True), ("ended_on__isnull", True)
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("ended_on__gte", models.F("from_on")),
                    ),
                    _connector="OR",
                ),
                name="seat_ended_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="trusteeanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted__isnull", True),
                        ("reviewed_at__isnull", True),
                        ("reviewed_by__isnull", True),
                    ),
                    models.Q(
                        ("accepted__isnull", False),
                        ("held", True),
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="trusteeanswer_reviewed_once_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="trusteeanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewed_by", models.F("by")), _negated=True),
                name="trusteeanswer_reviewed_by_another",
            ),
        ),
    ]
