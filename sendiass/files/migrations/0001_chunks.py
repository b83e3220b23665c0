"""The table of sealed chunks: written once, and not compressed, since ciphertext does not get smaller."""

import uuid

from django.db import migrations, models

from sendiass.database.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Chunk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("file_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "ordering": ["file_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("file_id", "number"), name="one_chunk_per_number")
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE files_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL",
            "ALTER TABLE files_chunk ALTER COLUMN sealed SET STORAGE EXTENDED",
        ),
        AppendOnly("files_chunk"),
    ]
