"""The shape of a draft. It is no record: it changes while its writer types and goes when the form is sent."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from sendiass.audit import unaudited
from sendiass.crypto.fields import SealedJSONField
from sendiass.crypto.sealed_model import SealedModel, SealedQuerySet
from sendiass.crypto.subjects import KeySubject
from sendiass.drafts.forms_kept import KEY_LENGTH


@unaudited(
    reason="A draft is not a record: it is its writer's alone until the form is sent, and then it goes.",
    plain=("owner", "form_key", "subject_kind", "subject_id", "saved_at"),
)
class Draft(SealedModel):
    """What one person has typed into one form and not sent, sealed under the key of whom it is about."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form_key = models.CharField(max_length=KEY_LENGTH)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    data = SealedJSONField()
    saved_at = models.DateTimeField(db_index=True)

    objects = SealedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "form_key"], name="one_draft_per_person_and_form"),
        ]

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals this draft."""
        return KeySubject(self.subject_kind, self.subject_id)
