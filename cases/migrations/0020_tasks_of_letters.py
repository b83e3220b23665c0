"""Tasks that letters to agencies leave on a case: one for each letter."""

from django.db import migrations, models
from django.db.models import Q

import cases.choices


class Migration(migrations.Migration):
    """Two more rules, each of which may ask several times at once."""

    dependencies = [("cases", "0019_corrections_of_meetings")]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="rule",
            field=models.CharField(choices=cases.choices.TaskRule.choices, max_length=30),
        ),
        migrations.RemoveConstraint(model_name="task", name="a_rule_asks_once_at_a_time"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True)
                & ~Q(rule__in=["by_hand", "pass_on", "advice_options", "post_letter", "letter_not_sent"]),
                fields=("case", "rule", "item"),
                name="a_rule_asks_once_at_a_time",
            ),
        ),
    ]
