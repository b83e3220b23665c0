"""What the service says of the translations of its public pages: corrected and reviewed, each by somebody (L30)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from feedback import choices
from feedback.querysets import PhraseQuerySet
from sendiass.audit import audited


@audited(
    plain=(
        "language",
        "name",
        "english",
        "says",
        "is_reviewed",
        "number",
        "recorded_at",
        "recorded_by",
    )
)
class Phrase(models.Model):
    """One text in one language as somebody left it; the one with the highest `number` counts. Never changed.

    `name` is the text's own name in the code, and empty for what a questionnaire asks. It holds only for the English
    that it translates.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    language = models.CharField(max_length=2, choices=choices.Language.choices)
    name = models.CharField(max_length=60, blank=True)
    english = models.CharField(max_length=500)
    says = models.CharField(max_length=1_000)
    is_reviewed = models.BooleanField()
    number = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PhraseQuerySet.as_manager()

    class Meta:
        ordering = ["language", "name", "english", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "name", "english", "number"], name="phrase_one_after_the_other"
            ),
            models.CheckConstraint(
                condition=~models.Q(says="") & ~models.Q(language="en"), name="phrase_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.says
