"""Indexes of what is current: lists of cases in hand, held cases and open tasks do not read ten years of closed ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes only."""

    dependencies = [("cases", "0005_calls_tried")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("status", "closed"), _negated=True),
                fields=["-opened_at", "-reference"],
                name="case_in_hand",
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("until_at__isnull", True)),
                fields=["worker", "-from_at", "case"],
                name="allocation_current",
            ),
        ),
        migrations.RemoveIndex(model_name="task", name="task_open_by_case"),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=["case", "due_on"],
                include=("worker", "id"),
                name="task_open_by_case",
            ),
        ),
    ]
