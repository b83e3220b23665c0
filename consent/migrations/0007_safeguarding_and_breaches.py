import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_what_was_done_today"),
        ("consent", "0006_who_decides_is_held"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SafeguardingDisclosure",
            fields=[
                ("risk", sendiass.crypto.fields.SealedTextField(default="", max_length=10000)),
                ("said", sendiass.crypto.fields.SealedTextField(default="", max_length=10000)),
                ("not_asked", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                (
                    "family_told",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "Yes, before it was shared"),
                            ("after", "Yes, afterwards"),
                            ("no", "No"),
                        ],
                        max_length=10,
                    ),
                ),
                ("family_words", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("vital_interests", "To protect someone’s life (vital interests)"),
                            ("public_task", "Public task"),
                            ("legal_obligation", "The law, the police or a court required it"),
                            ("legitimate_interests", "Legitimate interests"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at_risk", sendiass.crypto.fields.SealedTextField(default="", max_length=500)),
                (
                    "told",
                    models.CharField(
                        choices=[
                            ("social_care", "Children’s social care"),
                            ("police", "Police"),
                            ("health", "Ambulance, hospital or doctor"),
                            ("setting", "The safeguarding lead of a school, college or nursery"),
                            ("adult_care", "Adult social care"),
                            ("other", "Someone else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("told_words", sendiass.crypto.fields.SealedTextField(default="", max_length=500)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("review_due_on", models.DateField()),
                ("kept_from_records_requests", models.BooleanField(default=True)),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.person",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safeguarding",
                        to="cases.case",
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
            options={
                "ordering": ["-happened_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SafeguardingAddition",
            fields=[
                ("risk", sendiass.crypto.fields.SealedTextField(default="", max_length=10000)),
                ("said", sendiass.crypto.fields.SealedTextField(default="", max_length=10000)),
                ("not_asked", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                (
                    "family_told",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "Yes, before it was shared"),
                            ("after", "Yes, afterwards"),
                            ("no", "No"),
                        ],
                        max_length=10,
                    ),
                ),
                ("family_words", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("vital_interests", "To protect someone’s life (vital interests)"),
                            ("public_task", "Public task"),
                            ("legal_obligation", "The law, the police or a court required it"),
                            ("legitimate_interests", "Legitimate interests"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=10000)),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
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
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="additions",
                        to="consent.safeguardingdisclosure",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wrong_person", "Sent, given or said to the wrong person"),
                            ("beyond_permission", "More was said to an agency than the family permitted"),
                            ("no_permission", "Something was said without any permission"),
                            ("lost", "A device or papers were lost or stolen"),
                            ("seen", "Someone saw or opened what they should not have"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", sendiass.crypto.fields.SealedTextField(max_length=10000)),
                ("whose", sendiass.crypto.fields.SealedTextField(default="", max_length=2000)),
                ("reached", sendiass.crypto.fields.SealedTextField(default="", max_length=2000)),
                ("done", sendiass.crypto.fields.SealedTextField(default="", max_length=5000)),
                ("happened_on", models.DateField(blank=True, null=True)),
                ("aware_at", models.DateTimeField()),
                ("notify_by", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.agency",
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
                    "safeguarding",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breach",
                        to="consent.safeguardingdisclosure",
                    ),
                ),
            ],
            options={
                "ordering": ["notify_by", "id"],
            },
        ),
        migrations.CreateModel(
            name="SafeguardingReview",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("agreed", "Agreed: it was right to share it"),
                            ("not_agreed", "Not agreed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reasons", sendiass.crypto.fields.SealedTextField(max_length=10000)),
                ("follows", sendiass.crypto.fields.SealedTextField(default="", max_length=10000)),
                ("recorded_at", models.DateTimeField()),
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
                        related_name="review",
                        to="consent.safeguardingdisclosure",
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
                    "recorder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BreachCase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="consent.breach"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("breach", "case"), name="breach_touches_a_case_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BreachEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("assessed", "Assess the risk"),
                            ("decided", "Decide whether to tell the ICO"),
                            ("notified", "Record that the ICO was told"),
                            ("people", "Record whether the people were told"),
                            ("note", "Add a note"),
                            ("closed", "Close it"),
                            ("reopened", "Open it again"),
                        ],
                        max_length=20,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("words", sendiass.crypto.fields.SealedTextField(default="", max_length=10000)),
                ("happened_at", models.DateTimeField(blank=True, null=True)),
                ("number", sendiass.crypto.fields.SealedTextField(default="", max_length=100)),
                ("delay", sendiass.crypto.fields.SealedTextField(max_length=5000, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("once", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="consent.breach",
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
            options={
                "ordering": ["recorded_at", "id"],
                "indexes": [
                    models.Index(fields=["breach", "step", "-recorded_at"], name="breach_entry_by_step")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ["unlikely", "risk", "high"]), ("step", "assessed")),
                            models.Q(("outcome__in", ["tell", "not"]), ("step", "decided")),
                            models.Q(("outcome__in", ["told", "not_told"]), ("step", "people")),
                            models.Q(
                                ("outcome", ""), ("step__in", ["notified", "note", "closed", "reopened"])
                            ),
                            _connector="OR",
                        ),
                        name="breach_step_has_its_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "notified"), _negated=True),
                            ("happened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="breach_notified_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("happened_at__isnull", True),
                            ("recorded_at__gte", models.F("happened_at")),
                            _connector="OR",
                        ),
                        name="breach_step_recorded_once_taken",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="safeguardingdisclosure",
            index=models.Index(fields=["case", "-happened_at"], name="safeguarding_by_case"),
        ),
        migrations.AddIndex(
            model_name="safeguardingdisclosure",
            index=models.Index(fields=["review_due_on"], name="safeguarding_by_review"),
        ),
        migrations.AddConstraint(
            model_name="safeguardingdisclosure",
            constraint=models.UniqueConstraint(
                fields=("id", "case", "recorded_by"), name="safeguarding_whole"
            ),
        ),
        migrations.AddConstraint(
            model_name="safeguardingdisclosure",
            constraint=models.UniqueConstraint(fields=("id", "case"), name="safeguarding_of_case"),
        ),
        migrations.AddConstraint(
            model_name="safeguardingdisclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded_at__gte", models.F("happened_at"))),
                name="safeguarding_recorded_once_it_happened",
            ),
        ),
        migrations.AddIndex(
            model_name="breach",
            index=models.Index(fields=["notify_by"], name="breach_by_clock"),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded_at__gte", models.F("aware_at"))),
                name="breach_recorded_once_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="safeguardingreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded_by", models.F("recorder")), _negated=True),
                name="review_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="safeguardingreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["agreed", "not_agreed"])), name="review_in_known_words"
            ),
        ),
    ]
