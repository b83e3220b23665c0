"""A message that came back says since when."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_third_parties"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="message_state_fits_its_channel",
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="message_that_left_says_when",
        ),
        migrations.AddField(
            model_name="message",
            name="returned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="cancelled_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("wrong_address", "The address is wrong"),
                    ("told_another_way", "They have been told another way"),
                    ("not_needed", "It is no longer needed"),
                    ("records_refused", "They said no to records being kept"),
                    ("not_safe", "It is not safe to write to this address"),
                    ("permission_ended", "The family's permission no longer holds"),
                    ("came_back", "What was sent to this address came back"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("being_sent", "Being sent"),
                    ("sent", "Sent"),
                    ("posted", "Posted"),
                    ("unsure", "May have been sent"),
                    ("stuck", "Stuck"),
                    ("returned", "Came back"),
                    ("cancelled", "Stopped"),
                ],
                default="waiting",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("channel", "email"),
                        (
                            "state__in",
                            ["waiting", "being_sent", "sent", "unsure", "stuck", "returned", "cancelled"],
                        ),
                    ),
                    models.Q(("channel", "post"), ("state__in", ["waiting", "posted", "cancelled"])),
                    _connector="OR",
                ),
                name="message_state_fits_its_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state__in", ["sent", "posted", "returned"])),
                    models.Q(
                        models.Q(("state__in", ["sent", "posted", "returned"]), _negated=True),
                        ("sent_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="message_that_left_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("returned_at__isnull", False), ("state", "returned")),
                    models.Q(models.Q(("state", "returned"), _negated=True), ("returned_at__isnull", True)),
                    _connector="OR",
                ),
                name="returned_message_says_since_when",
            ),
        ),
    ]
