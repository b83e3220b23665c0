"""Whose conflicts a case has is found by the index, and cases in hand are counted by theirs (Y12)."""

from django.db import migrations, models

FUNCTIONS = ("cases_shut_to(uuid)", "cases_met_by(uuid)", "cases_kept_from(uuid)")


def _each(change: str) -> str:
    return " ".join(f"ALTER FUNCTION {function} {change};" for function in FUNCTIONS)


class Migration(migrations.Migration):
    """Where few people have many conflicts each, the planner would read every one to find that somebody has none."""

    dependencies = [("cases", "0034_seen_after_all")]

    operations = [
        migrations.RunSQL(_each("SET enable_seqscan = off"), _each("RESET enable_seqscan")),
        migrations.RemoveIndex("case", "case_in_hand"),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(("status", "closed"), _negated=True),
                fields=["-opened_at", "-reference"],
                include=("id",),
                name="case_in_hand",
            ),
        ),
    ]
