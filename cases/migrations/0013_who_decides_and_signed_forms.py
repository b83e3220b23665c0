"""The day on which compulsory school age ends stands beside the person, and a document is known with its case."""

from django.db import migrations, models

import cases.choices


class Migration(migrations.Migration):
    """Columns and words are added; nothing is changed. Of the words the data base keeps no list."""

    dependencies = [("cases", "0012_passing_on")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="compulsory_school_age_ends_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=["id", "case"], name="document_of_its_case"),
        ),
        migrations.AlterField(
            model_name="task",
            name="rule",
            field=models.CharField(choices=cases.choices.TaskRule.choices, max_length=30),
        ),
        migrations.AlterField(
            model_name="relationship",
            name="kind",
            field=models.CharField(choices=cases.choices.Relationship.choices, max_length=30),
        ),
    ]
