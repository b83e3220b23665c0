"""Places where families can be met, and meetings about a case."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_who_decides_and_signed_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                ("address", models.TextField(blank=True)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("ours", "Ours, at arm’s length from the local authority"),
                            ("neutral", "Neutral: nobody a family may be at odds with"),
                            ("school", "A school’s or college’s"),
                            ("authority", "The local authority’s"),
                            ("health", "A health service’s"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "has_private_room",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")], max_length=10
                    ),
                ),
                (
                    "has_step_free_access",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")], max_length=10
                    ),
                ),
                (
                    "has_accessible_toilet",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")], max_length=10
                    ),
                ),
                (
                    "has_hearing_loop",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")], max_length=10
                    ),
                ),
                ("getting_there", models.TextField(blank=True)),
                ("notes", models.TextField(blank=True)),
                ("reviewed_on", models.DateField()),
                ("retired_on", models.DateField(blank=True, null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ours", "Our own, with the family"),
                            ("school", "At a school or college"),
                            ("annual_review", "Annual review"),
                            ("authority", "With the local authority"),
                            ("health_or_care", "With health or social care"),
                            ("mediation", "Mediation"),
                            ("panel", "A panel that decides"),
                            ("hearing", "Tribunal hearing"),
                            ("other", "Another meeting"),
                        ],
                        max_length=20,
                    ),
                ),
                ("purpose", sendiass.crypto.fields.SealedTextField(max_length=2000)),
                ("starts_at", models.DateTimeField()),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("register", "At a place of the register"),
                            ("online", "Online or by phone"),
                            ("home", "At the family’s home"),
                            ("elsewhere", "Somewhere else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("where", sendiass.crypto.fields.SealedTextField(max_length=500, null=True)),
                (
                    "why_elsewhere",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("disability", "A disability"),
                            ("health", "Health"),
                            ("family", "Family circumstances"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("why_elsewhere_words", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                (
                    "who_asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("parent_carer", "The parent or carer"),
                            ("child_or_young_person", "The child or young person"),
                            ("for_them", "Somebody for them"),
                        ],
                        max_length=30,
                    ),
                ),
                ("expected", sendiass.crypto.fields.SealedTextField(max_length=2000, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("support", "Support an individual"),
                            ("strategy", "Contribute on strategy"),
                            ("observe", "Observe only"),
                            ("decide", "Take part in a decision"),
                        ],
                        max_length=20,
                    ),
                ),
                ("observes_because", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
                        max_length=20,
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                ("attended", sendiass.crypto.fields.SealedTextField(max_length=2000, null=True)),
                ("role_stated", models.BooleanField(blank=True, null=True)),
                ("not_stated_because", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                (
                    "family_views",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("themselves", "They put them themselves"),
                            ("by_us", "We put them, as theirs"),
                            ("in_writing", "In writing"),
                            ("not_put", "They were not put"),
                        ],
                        max_length=20,
                    ),
                ),
                ("family_words", sendiass.crypto.fields.SealedTextField(max_length=20000, null=True)),
                (
                    "professionals_views",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("heard", "They were heard"),
                            ("not_heard", "They were not heard"),
                            ("none_there", "No professional was there"),
                        ],
                        max_length=20,
                    ),
                ),
                ("professionals_words", sendiass.crypto.fields.SealedTextField(max_length=20000, null=True)),
                ("agreed", sendiass.crypto.fields.SealedTextField(max_length=20000, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_because", sendiass.crypto.fields.SealedTextField(max_length=1000, null=True)),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="cases.case"
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
                    "planned_by",
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
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="cases.venue",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at", "id"],
                "indexes": [
                    models.Index(fields=["case", "-starts_at"], name="meeting_by_case"),
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["worker", "starts_at"],
                        name="meeting_planned_by_worker",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "case"), name="meeting_of_case"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("support", "strategy", "observe"))),
                        name="meeting_is_no_part_in_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("observes_because__isnull", False), ("role", "observe")),
                            models.Q(
                                models.Q(("role", "observe"), _negated=True),
                                ("observes_because__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_observer_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", "register"), ("venue__isnull", False)),
                            models.Q(models.Q(("place", "register"), _negated=True), ("venue__isnull", True)),
                            _connector="OR",
                        ),
                        name="meeting_names_its_venue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("who_asked", ""), ("why_elsewhere", "")),
                            models.Q(
                                models.Q(("why_elsewhere", ""), _negated=True),
                                models.Q(("who_asked", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_elsewhere_says_why_and_who_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "ours"), _negated=True),
                            models.Q(("place__in", ("home", "elsewhere")), _negated=True),
                            models.Q(("why_elsewhere", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="meeting_elsewhere_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why_elsewhere", "other"), _negated=True),
                            ("why_elsewhere_words__isnull", False),
                            _connector="OR",
                        ),
                        name="meeting_other_reason_has_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_because__isnull", True),
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("family_views", ""),
                                ("professionals_views", ""),
                                ("role_stated__isnull", True),
                                ("state", "planned"),
                            ),
                            models.Q(
                                ("attended__isnull", False),
                                ("cancelled_because__isnull", True),
                                ("ended_at__gte", models.F("starts_at")),
                                ("ended_by__isnull", False),
                                ("role_stated__isnull", False),
                                ("state", "held"),
                                models.Q(("family_views", ""), _negated=True),
                                models.Q(("professionals_views", ""), _negated=True),
                            ),
                            models.Q(
                                ("cancelled_because__isnull", False),
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("family_views", ""),
                                ("professionals_views", ""),
                                ("role_stated__isnull", True),
                                ("state", "cancelled"),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_is_what_its_state_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("not_stated_because__isnull", True), ("role_stated__isnull", True)),
                            models.Q(("not_stated_because__isnull", True), ("role_stated", True)),
                            models.Q(("not_stated_because__isnull", False), ("role_stated", False)),
                            _connector="OR",
                        ),
                        name="meeting_role_stated_or_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("family_views", ""), ("family_words__isnull", True)),
                            models.Q(
                                models.Q(("family_views", ""), _negated=True), ("family_words__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="meeting_family_views_in_words_or_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("professionals_views__in", ("", "none_there")),
                                ("professionals_words__isnull", True),
                            ),
                            models.Q(
                                ("professionals_views__in", ("heard", "not_heard")),
                                ("professionals_words__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_professionals_views_in_words_or_why_not",
                    ),
                ],
            },
        ),
    ]
