"""What was told to someone without the family's permission, to keep someone safe; who looked at it after (SECURITY 5)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models import Agency, Case, Person
from cases.models.casework import OfACase
from consent import choices
from consent.querysets import SafeguardingQuerySet, SafeguardingRecordQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


class WhatIsKnown(OfACase):
    """What may be known at once or only later: the risk, what was said, why it was not asked for, on what it rests.

    `not_asked` says why permission was not asked, or why a no was gone against; `family_words` why telling the
    family would have added to the risk, or what was said to them. Empty is *not known yet*.
    """

    risk = SealedTextField(max_length=10_000, default="")
    said = SealedTextField(max_length=10_000, default="")
    not_asked = SealedTextField(max_length=5_000, default="")
    family_told = models.CharField(max_length=10, choices=choices.FamilyTold.choices, blank=True)
    family_words = SealedTextField(max_length=5_000, default="")
    basis = models.CharField(max_length=30, choices=choices.LawfulBasis.choices, blank=True)

    class Meta:
        abstract = True


@audited(
    plain=(
        "case",
        "about",
        "told",
        "agency",
        "family_told",
        "basis",
        "happened_at",
        "recorded_at",
        "recorded_by",
        "review_due_on",
        "kept_from_records_requests",
        "once",
    )
)
class SafeguardingDisclosure(WhatIsKnown):
    """Something told without permission to keep someone safe. No permission stands behind it, so it is no Disclosure.

    Written at any hour without anybody's leave and never changed; what was not known then is added in
    `additions`. `about` is who is at risk where they are on the case, `at_risk` says who where they are not.
    `told_words` says whom, where the directory does not. `kept_from_records_requests` holds it out of what is
    given to someone who asks for records, until a person has decided (a parent may be whom it is about).
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="safeguarding")
    about = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at_risk = SealedTextField(max_length=500, default="")
    told = models.CharField(max_length=20, choices=choices.ToldWhom.choices)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_words = SealedTextField(max_length=500, default="")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_due_on = models.DateField()
    kept_from_records_requests = models.BooleanField(default=True)
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = SafeguardingQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "id"]
        indexes = [
            models.Index(fields=["case", "-happened_at"], name="safeguarding_by_case"),
            models.Index(fields=["review_due_on"], name="safeguarding_by_review"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "case", "recorded_by"], name="safeguarding_whole"),
            models.UniqueConstraint(fields=["id", "case"], name="safeguarding_of_case"),
            models.CheckConstraint(
                condition=models.Q(recorded_at__gte=models.F("happened_at")),
                name="safeguarding_recorded_once_it_happened",
            ),
        ]

    def __str__(self) -> str:
        return f"safeguarding {self.id}"


@audited(
    plain=("disclosure", "case", "family_told", "basis", "recorded_at", "recorded_by", "once"),
)
class SafeguardingAddition(WhatIsKnown):
    """What became known later of something shared to keep someone safe."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    disclosure = models.ForeignKey(SafeguardingDisclosure, on_delete=models.PROTECT, related_name="additions")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField(max_length=10_000, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = SafeguardingRecordQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]

    def __str__(self) -> str:
        return f"safeguarding addition {self.id}"


@audited(plain=("disclosure", "case", "recorder", "outcome", "recorded_at", "recorded_by"))
class SafeguardingReview(OfACase):
    """What a second person found. `recorder` is who wrote down what is reviewed, and never the reviewer."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    disclosure = models.OneToOneField(SafeguardingDisclosure, on_delete=models.PROTECT, related_name="review")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    recorder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=choices.ReviewOutcome.choices)
    reasons = SealedTextField(max_length=10_000)
    follows = SealedTextField(max_length=10_000, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SafeguardingRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(recorded_by=models.F("recorder")), name="review_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=choices.ReviewOutcome.values), name="review_in_known_words"
            ),
        ]

    def __str__(self) -> str:
        return f"safeguarding review {self.id}"
