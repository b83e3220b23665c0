"""Room for the reason when the level of work falls: it may rise, and never falls silently."""

from django.db import migrations

import sendiass.crypto.fields


class Migration(migrations.Migration):
    """One sealed column more on interventions."""

    dependencies = [("cases", "0002_promises_held")]

    operations = [
        migrations.AddField(
            model_name="intervention",
            name="level_reason",
            field=sendiass.crypto.fields.SealedTextField(max_length=500, null=True),
        ),
    ]
