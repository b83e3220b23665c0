"""An interest that meets a case: whom it keeps out, since when, and what the manager decided (Y12)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.agencies import Agency
from cases.models.casework import Case, OfACase
from cases.models.enquiries import Enquiry
from cases.models.interests import Interest, OfAWorker
from cases.models.referrals import Referral
from cases.querysets import CaseAgencyQuerySet, ConflictQuerySet, RecordQuerySet
from sendiass.audit import audited, unaudited
from sendiass.crypto.fields import SealedTextField


@unaudited(
    reason="the data base alone writes it, from what is recorded elsewhere", plain=("case", "agency", "since")
)
class CaseAgency(models.Model):
    """A school or agency that a case has to do with: somebody of the family is there, or we spoke with it about them.

    Once it has, it always had: an interest in a school that the child has left is an interest all the same. `since` is when
    somebody of the family last came to the school, or when we first spoke with the agency.
    """

    written_by_triggers = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    objects = CaseAgencyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "case"], name="case_agency_by_agency")]
        constraints = [models.UniqueConstraint(fields=["case", "agency"], name="case_has_an_agency_once")]

    def __str__(self) -> str:
        return f"agency of a case {self.id}"


@audited(
    plain=(
        "case",
        "worker",
        "interest",
        "ground",
        "state",
        "found_at",
        "found_through",
        "held",
        "shut_at",
        "told_at",
        "reallocated_at",
    )
)
class Conflict(models.Model):
    """One worker, one case, and the interest that connects them. While it stands, the case is not there for them.

    `held`: they could open the case when it was found, so it has to be given to somebody. `shut_at` is when the door
    shut, `told_at` when whoever decides was told, `reallocated_at` when the case was settled with somebody else. The data
    base finds by itself every school and agency that a case and an interest share; its own finding is this row.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    interest = models.ForeignKey(Interest, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20, choices=choices.ConflictGround.choices)
    state = models.CharField(max_length=20, choices=choices.ConflictState.choices)
    found_at = models.DateTimeField()
    found_through = models.CharField(max_length=20, choices=choices.FoundThrough.choices)
    held = models.BooleanField(default=False)
    shut_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    reallocated_at = models.DateTimeField(null=True, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["found_at", "id"]
        indexes = [
            models.Index(
                fields=["worker", "case"],
                condition=models.Q(state="standing"),
                name="conflict_standing_by_worker",
            ),
            models.Index(
                fields=["found_at"],
                condition=models.Q(told_at__isnull=True) | models.Q(held=True, reallocated_at__isnull=True),
                name="conflict_to_see_to",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "worker", "interest"],
                nulls_distinct=False,
                name="an_interest_meets_a_case_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=choices.ConflictState.values), name="conflict_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(interest__isnull=False) | models.Q(ground="judged"),
                name="conflict_without_interest_is_judged",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["standing", "lifted"]) | models.Q(shut_at__isnull=False),
                name="standing_conflict_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"conflict {self.id}"


@audited(plain=("worker", "conflict", "to", "at", "by"))
class ConflictDecision(OfAWorker):
    """What was decided about a conflict, by whom and why. Never altered."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    conflict = models.ForeignKey(Conflict, on_delete=models.PROTECT, related_name="decisions")
    to = models.CharField(max_length=20, choices=choices.ConflictState.choices)
    reason = SealedTextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("by")), name="nobody_decides_their_own_conflict"
            ),
        ]

    def __str__(self) -> str:
        return f"decision about a conflict {self.id}"


@audited(plain=("worker", "referral", "enquiry", "at", "by"))
class KeepingLifted(OfAWorker):
    """That somebody sees a request, or a call, after all: whoever decides found that their interest does not meet it.

    It counts for what was found before it; an interest declared since keeps it from them again. Never altered.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedTextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("by")), name="nobody_lets_themselves_see"
            ),
            models.CheckConstraint(
                condition=models.Q(referral__isnull=True) ^ models.Q(enquiry__isnull=True),
                name="one_thing_is_seen_after_all",
            ),
        ]

    def __str__(self) -> str:
        return f"seen after all {self.id}"


@audited(plain=("case", "at", "by"))
class HandedOver(OfACase):
    """That a case was handed to another service, because nobody here is free of a conflict with it. Never altered.

    It tells that service nothing: what it is told goes through the family's permission like anything else (L24).
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    to_service = SealedTextField(max_length=300)
    reason = SealedTextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return f"handing over {self.id}"
