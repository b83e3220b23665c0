"""What an agency told us unasked, without a yes that lets us speak with it. We said nothing of the family (L24, L25)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models import Agency, Case
from cases.models.casework import OfACase
from consent import choices
from consent.querysets import ApproachQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


@audited(
    plain=("case", "agency", "channel", "told", "happened_at", "recorded_at", "recorded_by", "once"),
)
class Approach(OfACase):
    """One time an agency approached us about a family: it spoke, and we said nothing of the family.

    It is no Disclosure and stands under no permission, so it has no contents: the data base has no place for any.
    What the agency said is its `heard`, owed to the family like all else we hear. `told` is whether they were told
    what L25 and Y02 ask, or why that was not possible; then it is owed at the next contact.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approaches")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="approaches")
    channel = models.CharField(max_length=20, choices=choices.Channel.choices)
    spoke_to = SealedTextField(max_length=500)
    told = models.CharField(max_length=20, choices=choices.Told.choices)
    not_told_because = SealedTextField(max_length=2000, null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = ApproachQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "approaches"
        ordering = ["-happened_at", "id"]
        indexes = [models.Index(fields=["case", "-happened_at"], name="approach_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["id", "case", "agency"], name="approach_with_its_agency"),
            models.CheckConstraint(
                condition=models.Q(told="said", not_told_because__isnull=True)
                | models.Q(told="not_possible", not_told_because__isnull=False),
                name="approach_says_what_they_were_told",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_at__gte=models.F("happened_at")),
                name="approach_recorded_once_it_happened",
            ),
        ]

    def __str__(self) -> str:
        return f"approach {self.id}"
