"""An index of what someone has done since a moment: a day's end is not searched for in ten years of tasks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes only."""

    dependencies = [("cases", "0010_words_of_agencies")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["done_by", "done_at"], name="task_done_by_worker"),
        ),
    ]
