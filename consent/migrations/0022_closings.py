"""A permission ends when the work ends that it was given for (L24)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more word for why."""

    dependencies = [
        ("consent", "0021_own_reports_of_breaches"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sharingpermission",
            name="ended_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("taken_back", "The family took it back"),
                    ("of_age", "The young person decides for themselves now"),
                    ("mistake", "It was written down wrongly"),
                    ("case_closed", "Our work with the family ended"),
                ],
                max_length=20,
            ),
        ),
    ]
