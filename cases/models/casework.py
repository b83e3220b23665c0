"""A case, who is in it, who works it, what the family wants and what the first contact settled."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.people import Person
from cases.querysets import AllocationQuerySet, CasePersonQuerySet, CaseQuerySet, RecordQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject

LONGEST_NOTE = 20_000


class OfACase(SealedModel):
    """A record whose words are sealed under its case's key."""

    class Meta:
        abstract = True

    case_id: UUID

    @property
    def key_subject(self) -> KeySubject:
        """The case's key seals its narrative."""
        return KeySubject("case", self.case_id)


@audited(
    plain=(
        "reference",
        "status",
        "issue",
        "stage",
        "referral_source",
        "opened_at",
        "waiting_since",
        "closed_at",
        "last_worked_on",
        "created_by",
        "once",
    )
)
class Case(SealedModel):
    """Work with one family about one child or young person.

    `reference` is what may be said aloud, put in a link or a letter: it names nobody.
    `waiting_since` is set while no one is allocated; `last_worked_on` is the newest intervention's date.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=choices.CaseStatus.choices)
    issue = models.CharField(max_length=30, choices=choices.Issue.choices)
    stage = models.CharField(max_length=30, choices=choices.Stage.choices)
    referral_source = models.CharField(max_length=30, choices=choices.ReferralSource.choices)
    opened_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_worked_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "opened_at"], name="case_by_status"),
            # Ten years of closed cases stand beside these; a list of cases is of these.
            models.Index(
                fields=["-opened_at", "-reference"],
                include=["id"],  # to count them, row-level security needs no more
                condition=~models.Q(status="closed"),
                name="case_in_hand",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="closed", closed_at__isnull=False)
                | (~models.Q(status="closed") & models.Q(closed_at__isnull=True)),
                name="closed_case_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(status="waiting", waiting_since__isnull=False)
                | ~models.Q(status="waiting"),
                name="waiting_case_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.reference}"

    @property
    def key_subject(self) -> KeySubject:
        """The case's own key."""
        return KeySubject("case", self.id)


@audited(plain=("case", "person", "role", "added_at", "added_by", "removed_at", "removed_by"))
class CasePerson(OfACase):
    """Someone's part in a case. The data base takes it only while the family agrees to records being kept (L26)."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=30, choices=choices.CaseRole.choices)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CasePersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=models.Q(removed_at__isnull=True),
                name="one_part_per_person_in_a_case",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(removed_at__isnull=True, role="child_or_young_person"),
                name="one_child_or_young_person_per_case",
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.id}"


@audited(plain=("case", "worker", "from_at", "until_at", "by", "ended_by"))
class Allocation(OfACase):
    """A caseworker or volunteer working a case, from when to when, given by whom and why.

    `handover` is what whoever gets the case is told of it by whoever gives it.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allocations")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="allocations")
    reason = SealedTextField(max_length=2000, default="")
    handover = SealedTextField(max_length=LONGEST_NOTE, null=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["-from_at", "id"]
        indexes = [
            models.Index(fields=["worker", "until_at", "case"], name="allocation_by_worker"),
            # Whoever has been here for years held many cases; a page is of those they hold now.
            models.Index(
                fields=["worker", "-from_at", "case"],
                condition=models.Q(until_at__isnull=True),
                name="allocation_current",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "worker"],
                condition=models.Q(until_at__isnull=True),
                name="allocated_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gte=models.F("from_at")),
                name="allocation_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"allocation {self.id}"


@audited(plain=("case", "from_status", "to_status", "at", "by"))
class StatusChange(OfACase):
    """One step in a case's life, with its reason. Never altered."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=10, choices=choices.CaseStatus.choices, blank=True)
    to_status = models.CharField(max_length=10, choices=choices.CaseStatus.choices)
    reason = SealedTextField(max_length=2000, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["case", "-at"], name="status_change_by_case")]

    def __str__(self) -> str:
        return f"status change {self.id}"


@audited(plain=("case", "whose", "said_on", "recorded_at", "recorded_by"))
class Aim(OfACase):
    """What the family wants, in their own words (L22). A change is a new one; the worker's view is no field here."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="aims")
    words = SealedTextField(max_length=LONGEST_NOTE)
    whose = models.CharField(max_length=30, choices=choices.CaseRole.choices)
    said_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "id"]
        indexes = [models.Index(fields=["case", "-recorded_at"], name="aim_by_case")]

    def __str__(self) -> str:
        return f"aim {self.id}"


@audited(
    plain=(
        "case",
        "item",
        "state",
        "agreement",
        "who",
        "how",
        "happened_on",
        "done_by",
        "recorded_at",
        "recorded_by",
    ),
)
class FirstContactEntry(OfACase):
    """One item of the first contact: done, or not yet and because (L22, L23, Y15, L26, L27). The newest one counts.

    `agreement` is the family's answer where the item is the agreement to keep records, else empty;
    `who` gave the answer or was told; `how` it was said; `done_by` said it.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="first_contact")
    item = models.CharField(max_length=20, choices=choices.FirstContactItem.choices)
    state = models.CharField(max_length=10, choices=choices.ItemState.choices)
    because = SealedTextField(max_length=2000, default="")
    agreement = models.CharField(max_length=10, choices=choices.Agreement.choices, blank=True)
    who = models.CharField(max_length=30, choices=choices.CaseRole.choices, blank=True)
    how = models.CharField(max_length=20, choices=choices.HowShared.choices, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "id"]
        indexes = [models.Index(fields=["case", "item", "-recorded_at"], name="first_contact_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(item="agreement", state="done") | ~models.Q(agreement=""),
                name="agreement_says_yes_or_no",
            ),
            models.CheckConstraint(
                condition=~models.Q(item="statement", state="done")
                | (~models.Q(how="") & models.Q(happened_on__isnull=False, done_by__isnull=False)),
                name="statement_says_how_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"first contact entry {self.id}"
