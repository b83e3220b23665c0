"""What people say of the service, and complaints with every step about one (L32)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    """Append-only tables; what holds them together is in the next migration."""

    dependencies = [
        ("feedback", "0005_views_held"),
        ("cases", "0035_conflicts_by_their_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.CharField(editable=False, max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "A comment or an idea"),
                            ("compliment", "Something we did well"),
                            ("complaint", "A complaint"),
                            ("data_complaint", "A complaint about what we did with personal data"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about_manager", models.BooleanField()),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=20000)),
                ("name", sendiass.crypto.fields.SealedTextField(default="", max_length=1000)),
                ("email", sendiass.crypto.fields.SealedTextField(default="", max_length=254)),
                ("phone", sendiass.crypto.fields.SealedTextField(default="", max_length=60)),
                (
                    "came_by",
                    models.CharField(
                        choices=[
                            ("website", "Through the website"),
                            ("phone", "By phone"),
                            ("email", "By email"),
                            ("letter", "In a letter"),
                            ("in_person", "Face to face"),
                        ],
                        max_length=20,
                    ),
                ),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("due_rule", models.CharField(max_length=30)),
                ("sent_at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "taken_by",
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
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="CommentAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "settling",
                    models.CharField(
                        choices=[("answered", "Answered"), ("noted", "Noted, without an answer")],
                        max_length=20,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=10000)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "By phone"),
                            ("email", "By email"),
                            ("letter", "In a letter"),
                            ("in_person", "Face to face"),
                            ("no_way", "Not at all: they left no way to reach them"),
                        ],
                        max_length=20,
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="feedback.comment",
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
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("about_data", models.BooleanField()),
                ("received_on", models.DateField()),
                ("acknowledge_by", models.DateField()),
                ("decide_by", models.DateField()),
                ("due_rule", models.CharField(max_length=30)),
                ("taken_on_at", models.DateTimeField()),
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
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaint",
                        to="feedback.comment",
                    ),
                ),
                (
                    "taken_on_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ComplaintEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("acknowledged", "Tell them that we have it"),
                            ("looked_into", "Begin to look into it"),
                            ("decided", "Decide about it"),
                            ("further", "Take it further"),
                            ("closed", "Close it"),
                            ("withdrawn", "They take it back"),
                            ("handed", "Give it to somebody else"),
                            ("named", "Say whom it is about"),
                            ("note", "Add a note"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("received", "To be acknowledged"),
                            ("acknowledged", "To be looked into"),
                            ("looked_into", "Being looked into"),
                            ("decided", "Decided"),
                            ("further", "Taken further"),
                            ("decided_again", "Decided a second time"),
                            ("withdrawn", "Taken back"),
                            ("closed", "Closed"),
                            ("ended", "Closed for good"),
                        ],
                        max_length=20,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=20)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "By phone"),
                            ("email", "By email"),
                            ("letter", "In a letter"),
                            ("in_person", "Face to face"),
                            ("no_way", "Not at all: they left no way to reach them"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=20000)),
                ("happened_on", models.DateField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_rule", models.CharField(blank=True, max_length=30)),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="feedback.complaint",
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
                (
                    "worker",
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
                "ordering": ["complaint", "number"],
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["due_on"], name="comment_by_due_day"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("came_by", "website"), ("taken_by__isnull", True)),
                    models.Q(models.Q(("came_by", "website"), _negated=True), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="comment_taken_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["comment", "compliment", "complaint", "data_complaint"])),
                name="comment_has_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("received_on"))), name="comment_due_once_received"
            ),
        ),
        migrations.AddConstraint(
            model_name="commentanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_on__isnull", False),
                        ("how__in", ["phone", "email", "letter", "in_person"]),
                        ("settling", "answered"),
                    ),
                    models.Q(("answered_on__isnull", True), ("how", ""), ("settling", "noted")),
                    _connector="OR",
                ),
                name="comment_answered_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acknowledge_by__gte", models.F("received_on")),
                    ("decide_by__gte", models.F("received_on")),
                ),
                name="complaint_due_once_received",
            ),
        ),
        migrations.AddIndex(
            model_name="complaintentry",
            index=models.Index(fields=["worker", "step"], name="complaint_entry_by_worker"),
        ),
        migrations.AddConstraint(
            model_name="complaintentry",
            constraint=models.UniqueConstraint(
                fields=("complaint", "number"), name="complaint_one_step_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome__in", ["upheld", "partly", "not_upheld", "not_ours"]), ("step", "decided")
                    ),
                    models.Q(("outcome__in", ["changes", "nothing"]), ("step", "closed")),
                    models.Q(models.Q(("step__in", ["decided", "closed"]), _negated=True), ("outcome", "")),
                    _connector="OR",
                ),
                name="complaint_step_has_its_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step__in", ("handed", "named")), ("worker__isnull", False)),
                    ("step", "further"),
                    models.Q(
                        models.Q(("step__in", ["handed", "named", "further"]), _negated=True),
                        ("worker__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="complaint_step_has_its_worker",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("happened_on__isnull", False),
                        ("how__in", ["phone", "email", "letter", "in_person", "no_way"]),
                        ("step__in", ("acknowledged", "decided")),
                    ),
                    models.Q(
                        models.Q(("step__in", ("acknowledged", "decided")), _negated=True),
                        ("happened_on__isnull", True),
                        ("how", ""),
                    ),
                    _connector="OR",
                ),
                name="complaint_step_says_how_they_were_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_on__isnull", False),
                        ("step", "further"),
                        models.Q(("due_rule", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("step", "further"), _negated=True),
                        ("due_on__isnull", True),
                        ("due_rule", ""),
                    ),
                    _connector="OR",
                ),
                name="complaint_taken_further_is_due",
            ),
        ),
    ]
