"""The table that holds files: ciphertext in numbered pieces, added and read, never changed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from sendiass.audit import unaudited


@unaudited(
    reason="ciphertext without a name: the record that holds its key is audited, and these rows never change",
    plain=("file_id", "number", "sealed"),
)
class Chunk(models.Model):
    """One piece of one file, sealed under the file's own key (chunks.py)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file_id = models.UUIDField()
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["file_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file_id", "number"], name="one_chunk_per_number"),
        ]

    def __str__(self) -> str:
        return f"chunk {self.number} of file {self.file_id}"
