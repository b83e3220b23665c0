"""The messages of the outbox."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sendiass.crypto.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("own", "Families, staff and members"),
                            ("third_party", "Another agency, under a disclosure"),
                            ("releases", "A numbered release"),
                        ],
                        max_length=20,
                    ),
                ),
                ("kind", models.CharField(max_length=80)),
                (
                    "channel",
                    models.CharField(choices=[("email", "Email"), ("post", "Letter")], max_length=10),
                ),
                ("subject", models.CharField(max_length=120)),
                ("reference", models.CharField(blank=True, max_length=40)),
                ("recipient_name", sendiass.crypto.fields.SealedTextField(max_length=1000)),
                ("recipient_address", sendiass.crypto.fields.SealedTextField(max_length=2000)),
                ("body", sendiass.crypto.fields.SealedJSONField()),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("key", models.CharField(max_length=200, unique=True)),
                ("message_id", models.CharField(max_length=200, unique=True)),
                ("written_by", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("being_sent", "Being sent"),
                            ("sent", "Sent"),
                            ("posted", "Posted"),
                            ("unsure", "May have been sent"),
                            ("stuck", "Stuck"),
                            ("cancelled", "Stopped"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("not_before", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.CharField(blank=True, max_length=80)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_address", "The address is wrong"),
                            ("told_another_way", "They have been told another way"),
                            ("not_needed", "It is no longer needed"),
                            ("not_safe", "It is not safe to write to this address"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "posted_by",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["not_before"],
                        name="message_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["being_sent", "unsure", "stuck"])),
                        fields=["created_at"],
                        name="message_needing_a_look",
                    ),
                    models.Index(fields=["subject_id"], name="message_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("door__in", ["own", "third_party", "releases"])),
                        name="message_leaves_by_a_known_door",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("channel", "email"),
                                (
                                    "state__in",
                                    ["waiting", "being_sent", "sent", "unsure", "stuck", "cancelled"],
                                ),
                            ),
                            models.Q(("channel", "post"), ("state__in", ["waiting", "posted", "cancelled"])),
                            _connector="OR",
                        ),
                        name="message_state_fits_its_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state__in", ["sent", "posted"])),
                            models.Q(
                                models.Q(("state__in", ["sent", "posted"]), _negated=True),
                                ("sent_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="message_that_left_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("posted_by__isnull", False), ("state", "posted")),
                            models.Q(
                                models.Q(("state", "posted"), _negated=True), ("posted_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="posted_letter_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "being_sent"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_being_sent_says_since_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "cancelled"), models.Q(("cancelled_because", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("state", "cancelled"), _negated=True), ("cancelled_because", "")
                            ),
                            _connector="OR",
                        ),
                        name="cancelled_message_says_why",
                    ),
                ],
            },
        ),
    ]
