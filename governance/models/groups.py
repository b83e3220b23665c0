"""Group support of volunteers, once a term: who came, and the themes, which name no family (L15)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from governance.querysets import GroupSessionQuerySet, OfSupervisionQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(plain=("held_on", "at", "by", "once"))
class GroupSession(SealedModel):
    """One session of the group; its themes are for those who came and for the manager."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    held_on = models.DateField()
    themes = SealedTextField(max_length=10_000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = GroupSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"group session {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of its own."""
        return KeySubject("supervision", self.id)


@audited(plain=("group", "worker"))
class GroupAttendance(models.Model):
    """That somebody came."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="attendance")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OfSupervisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "worker"], name="came_once_to_a_group")]

    def __str__(self) -> str:
        return f"attendance {self.id}"
