"""The questionnaires and the criteria they measure, as they come with the software (L11, L30)."""

from django.db import migrations

from feedback.migrations._as_they_come import load


class Migration(migrations.Migration):
    """Adds what is not there yet, and changes nothing."""

    dependencies = [("feedback", "0002_a_mailbox_that_tells_nothing")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
