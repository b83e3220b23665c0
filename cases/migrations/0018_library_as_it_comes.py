"""The library of law and guidance, and the independent sources, as they come with the software (Y03, Y13)."""

from django.db import migrations

from cases.migrations._as_they_come import load


class Migration(migrations.Migration):
    """Adds rows that are not there yet, and changes none."""

    dependencies = [("cases", "0017_options_held")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
