"""The impartiality policy as editions made of clauses: a draft until it is adopted, and then never altered (L33, Y16, Y27)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models import PolicyVersion
from governance.choices.policy import Reviewed
from governance.models.meetings import Minute
from governance.querysets.policy import (
    OfThePolicyQuerySet,
    PolicyClauseQuerySet,
    PolicyEditionQuerySet,
    PolicyReviewQuerySet,
)
from governance.rules.policy import ClauseWords
from sendiass.audit import audited

USER = settings.AUTH_USER_MODEL
LONGEST_HEADING, LONGEST_CLAUSE = 200, 5_000


@audited(plain=("based_on", "at", "by", "once"))
class PolicyEdition(models.Model):
    """An edition of the policy, begun from the one before it. A draft until it is adopted, and there is one at a time."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = PolicyEditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["based_on"], nulls_distinct=False, name="policy_edition_followed_by_one"
            ),
        ]

    def __str__(self) -> str:
        return f"policy edition {self.id}"


@audited(plain=("edition", "key", "place", "heading", "words", "promises"))
class PolicyClause(models.Model):
    """One clause of an edition. `key` is the same in every edition; `promises` are ids of the register that it makes.

    With its edition's adoption it is frozen: the data base holds to that by trigger.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey(PolicyEdition, on_delete=models.PROTECT, related_name="clauses")
    key = models.UUIDField(default=uuid4, editable=False)
    place = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=LONGEST_HEADING)
    words = models.TextField(max_length=LONGEST_CLAUSE)
    promises = ArrayField(models.CharField(max_length=3), default=list, blank=True)

    objects = PolicyClauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="policy_clause_once_in_an_edition"),
            models.UniqueConstraint(
                fields=["edition", "place"],
                name="policy_clause_has_its_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~models.Q(heading="") & ~models.Q(words=""), name="policy_clause_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"policy clause {self.id}"

    @property
    def as_worded(self) -> ClauseWords:
        """Its words, for the rules."""
        return ClauseWords(self.key, self.heading, self.words, tuple(self.promises))


@audited(plain=("edition", "version", "at", "by", "once"))
class PolicyAdoption(models.Model):
    """That an edition was adopted, and as which version everybody who works here reads it (Y16)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.OneToOneField(PolicyEdition, on_delete=models.PROTECT, related_name="adoption")
    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="adoption")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = OfThePolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"policy adoption {self.id}"


@audited(plain=("edition", "clause_key", "digest", "minute", "at", "by"))
class AgreedAmendment(models.Model):
    """Which minute agreed that a clause is amended, and to what: other words have another digest and are not agreed (Y27).

    `digest` is empty where it was agreed to leave the clause out.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey(PolicyEdition, on_delete=models.PROTECT, related_name="agreed")
    clause_key = models.UUIDField(editable=False)
    digest = models.CharField(max_length=64, blank=True)
    minute = models.ForeignKey(Minute, on_delete=models.PROTECT, related_name="agreed_amendments")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = OfThePolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "clause_key", "digest", "minute"], name="amendment_agreed_once_by_a_minute"
            ),
        ]

    def __str__(self) -> str:
        return f"agreed amendment {self.id}"


@audited(plain=("reviewed_on", "outcome", "minute", "views", "at", "by", "once"))
class PolicyReview(models.Model):
    """That the policy was reviewed, with what outcome, in which minute, and how many public views lay before it (L33, Y27)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reviewed_on = models.DateField()
    outcome = models.CharField(max_length=20, choices=Reviewed.choices)
    minute = models.ForeignKey(
        Minute, null=True, blank=True, on_delete=models.PROTECT, related_name="policy_reviews"
    )
    views = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = PolicyReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=Reviewed.values), name="policy_review_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"policy review {self.id}"
