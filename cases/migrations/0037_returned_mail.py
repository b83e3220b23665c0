"""An address from which a message came back is marked as one that does not work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0036_closings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contactpoint",
            name="safety",
            field=models.CharField(
                choices=[
                    ("safe", "Safe to use"),
                    ("with_care", "Safe with care: see the note"),
                    ("not_safe", "Do not use"),
                    ("not_working", "Does not work"),
                    ("not_known", "Not asked yet"),
                ],
                max_length=20,
            ),
        ),
    ]
