import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cases.choices
import sendiass.crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_meetings_held_to_their_word"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdviceOption",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("words", sendiass.crypto.fields.SealedTextField(max_length=2000)),
                ("no_reference_because", sendiass.crypto.fields.SealedTextField(max_length=500, null=True)),
                ("only_because", sendiass.crypto.fields.SealedTextField(max_length=500, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["place", "id"],
            },
        ),
        migrations.CreateModel(
            name="IndependentSource",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.SlugField(blank=True, max_length=60, null=True, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("helps_with", models.TextField()),
                ("standing", models.TextField(blank=True)),
                (
                    "ties",
                    models.CharField(
                        choices=[
                            ("none", "Not paid for by the local authority"),
                            ("some", "Paid for in part by the local authority"),
                            ("part_of_it", "Part of the local authority"),
                            ("not_checked", "Not checked yet"),
                        ],
                        default="not_checked",
                        max_length=20,
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=100)),
                ("website", models.URLField(blank=True, max_length=500)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("added_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("reviewed_on", models.DateField(blank=True, null=True)),
                ("review_due_on", models.DateField()),
                ("retired_on", models.DateField(blank=True, null=True)),
                ("retired_because", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="LegalReference",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("key", models.SlugField(blank=True, max_length=60, null=True, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("act", "Act of Parliament"),
                            ("regulations", "Regulations"),
                            ("code", "Code of Practice"),
                            ("rules", "Tribunal rules"),
                            ("case_law", "Decision of a court or tribunal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("instrument", models.CharField(max_length=200)),
                ("provision", models.CharField(max_length=100)),
                ("sorted_as", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=200)),
                ("says", models.TextField()),
                ("also", models.CharField(blank=True, max_length=300)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("in_force_from", models.DateField(blank=True, null=True)),
                ("in_force_until", models.DateField(blank=True, null=True)),
                ("is_offered", models.BooleanField(default=True)),
                ("checked_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "ordering": ["instrument", "sorted_as", "id"],
            },
        ),
        migrations.CreateModel(
            name="OptionChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-recorded_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Signposting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("none_because", sendiass.crypto.fields.SealedTextField(max_length=2000, null=True)),
                ("told_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-told_on", "-recorded_at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="task",
            name="a_rule_asks_once_at_a_time",
        ),
        migrations.AddField(
            model_name="task",
            name="intervention",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="cases.intervention",
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="rule",
            field=models.CharField(
                choices=cases.choices.TaskRule.choices,
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("done_at__isnull", True),
                    ("withdrawn_at__isnull", True),
                    models.Q(("rule__in", ["by_hand", "pass_on", "advice_options"]), _negated=True),
                ),
                fields=("case", "rule", "item"),
                name="a_rule_asks_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("intervention",),
                name="options_asked_for_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("case__isnull", False), ("intervention__isnull", False), ("rule", "advice_options")
                    ),
                    models.Q(
                        models.Q(("rule", "advice_options"), _negated=True), ("intervention__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="task_of_options_names_its_advice",
            ),
        ),
        migrations.AddField(
            model_name="adviceoption",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="options", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="adviceoption",
            name="intervention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="options", to="cases.intervention"
            ),
        ),
        migrations.AddField(
            model_name="adviceoption",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="independentsource",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="legalreference",
            name="original",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="later_versions",
                to="cases.legalreference",
            ),
        ),
        migrations.AddField(
            model_name="legalreference",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="adviceoption",
            name="reference",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="options",
                to="cases.legalreference",
            ),
        ),
        migrations.AddField(
            model_name="optionchoice",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="optionchoice",
            name="intervention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="choices_made",
                to="cases.intervention",
            ),
        ),
        migrations.AddField(
            model_name="optionchoice",
            name="option",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.adviceoption",
            ),
        ),
        migrations.AddField(
            model_name="optionchoice",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="signposting",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signpostings", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="signposting",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="signposting",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signpostings",
                to="cases.independentsource",
            ),
        ),
        migrations.AddConstraint(
            model_name="independentsource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("retired_on__isnull", True),
                    models.Q(("retired_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="source_retired_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="independentsource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_by__isnull", True), ("reviewed_on__isnull", True)),
                    models.Q(("reviewed_by__isnull", False), ("reviewed_on__isnull", False)),
                    _connector="OR",
                ),
                name="source_reviewed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalreference",
            constraint=models.UniqueConstraint(
                fields=("original", "version"), name="one_change_per_legal_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="legalreference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("original__isnull", True), ("version", 1)),
                    models.Q(("original__isnull", False), ("recorded_by__isnull", False), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="legal_version_names_its_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalreference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_from__isnull", True),
                    ("in_force_until__isnull", True),
                    ("in_force_until__gte", models.F("in_force_from")),
                    _connector="OR",
                ),
                name="in_force_before_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="adviceoption",
            constraint=models.UniqueConstraint(fields=("intervention", "place"), name="option_has_its_place"),
        ),
        migrations.AddConstraint(
            model_name="adviceoption",
            constraint=models.UniqueConstraint(fields=("id", "intervention", "case"), name="option_whole"),
        ),
        migrations.AddConstraint(
            model_name="adviceoption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("no_reference_because__isnull", True), ("reference__isnull", False)),
                    models.Q(("no_reference_because__isnull", False), ("reference__isnull", True)),
                    _connector="OR",
                ),
                name="option_rests_on_law_or_says_why_not",
            ),
        ),
        migrations.AddIndex(
            model_name="optionchoice",
            index=models.Index(fields=["intervention", "-recorded_at"], name="newest_choice"),
        ),
        migrations.AddIndex(
            model_name="signposting",
            index=models.Index(fields=["case", "-recorded_at"], name="signposting_by_case"),
        ),
        migrations.AddConstraint(
            model_name="signposting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("none_because__isnull", True), ("source__isnull", False)),
                    models.Q(("none_because__isnull", False), ("source__isnull", True)),
                    _connector="OR",
                ),
                name="signposted_or_says_why_not",
            ),
        ),
    ]
