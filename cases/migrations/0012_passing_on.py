"""Tasks to pass on what an agency told the family: as many on a case at a time as there is to pass on (L25)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A rule that sets tasks, and what a floor above refers to a case's task by."""

    dependencies = [("cases", "0011_what_was_done_today")]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="rule",
            field=models.CharField(
                choices=[
                    ("by_hand", "Added by hand"),
                    ("first_contact", "Owed from first contact"),
                    (
                        "records_refused",
                        "The family said no to records: have what says who they are erased",
                    ),
                    ("call_back", "Call back"),
                    ("no_contact", "No contact for some time"),
                    ("key_date", "A date is near"),
                    ("age", "A birthday that changes who decides"),
                    ("pass_on", "Pass on what an agency told us"),
                ],
                max_length=30,
            ),
        ),
        migrations.RemoveConstraint(model_name="task", name="a_rule_asks_once_at_a_time"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("done_at__isnull", True),
                    ("withdrawn_at__isnull", True),
                    models.Q(("rule__in", ["by_hand", "pass_on"]), _negated=True),
                ),
                fields=("case", "rule", "item"),
                name="a_rule_asks_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(fields=("id", "case"), name="task_of_case"),
        ),
    ]
