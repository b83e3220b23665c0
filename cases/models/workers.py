"""What those who work cases bring with them, as far as it helps to find the right one for a family."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases import choices
from sendiass.audit import AuditedManager, audited
from sendiass.crypto.subjects import KeySubject


@audited(plain=("worker", "languages", "changed_at"))
class Speaks(models.Model):
    """The languages somebody speaks or signs well enough to work in, as they say themselves."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="speaks")
    languages = ArrayField(models.CharField(max_length=10, choices=choices.Language.choices), default=list)
    changed_at = models.DateTimeField()

    objects = AuditedManager()

    def __str__(self) -> str:
        return f"languages {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """The worker's own key seals its history."""
        return KeySubject("worker", self.worker_id)
