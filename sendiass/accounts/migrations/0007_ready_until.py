from django.db import migrations, models


class Migration(migrations.Migration):
    """What comes before a first case counts until a training among it ends (L17)."""

    dependencies = [("accounts", "0006_trained_and_ready")]

    operations = [
        migrations.AddField(
            model_name="readiness",
            name="until_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
