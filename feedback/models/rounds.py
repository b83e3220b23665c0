"""That the team or a school was sent a questionnaire's address, which is the same for everyone: how many, and no more."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from feedback.models.batches import Batch
from feedback.querysets import AskedRoundQuerySet
from sendiass.audit import audited


@audited(plain=("batch", "asked_at", "asked_by"))
class AskedRound(models.Model):
    """One for each address to which a batch's own was sent (L11). Whose it is it does not say, and who answered nobody knows.

    Its id follows from the batch and the address under a key outside the data base, so that each is sent it once.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="asked_round")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AskedRoundQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return "somebody who was asked"
