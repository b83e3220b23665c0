"""What connects those who work here with schools, other bodies and families, as they declare it themselves (Y12)."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.agencies import Agency
from cases.querysets import DeclarationQuerySet, InterestQuerySet, KeptFromQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedDateField, SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject

WITH_AGENCY = ("governor", "employee", "former_employee", "parent", "office")
WITH_PERSON = ("family", "friend", "neighbour")


class OfAWorker(SealedModel):
    """A record whose words are sealed under its worker's key."""

    class Meta:
        abstract = True

    worker_id: UUID

    @property
    def key_subject(self) -> KeySubject:
        """The worker's own key."""
        return KeySubject("worker", self.worker_id)


@audited(
    plain=("worker", "kind", "agency", "from_on", "until_on", "declared_at", "ended_at", "ended_by", "once")
)
class Interest(OfAWorker):
    """One connection of one person who works here or sits on the board.

    It names a school or agency of the directory, or a person in the worker's own words: whether we know them is told to
    nobody. `until_on` is its last day where it has passed or will; `ended_at` is when it was taken off the list, and
    what it shut stays shut until the manager opens it. Otherwise it never changes.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=20, choices=choices.InterestKind.choices)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_names = SealedTextField(max_length=1000, default="")
    family_name = SealedTextField(max_length=1000, default="")
    date_of_birth = SealedDateField(null=True)
    phone = SealedTextField(max_length=100, default="")
    email = SealedTextField(max_length=254, default="")
    words = SealedTextField(max_length=2000, default="")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_because = SealedTextField(max_length=2000, default="")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["declared_at", "id"]
        indexes = [
            models.Index(
                fields=["agency"], condition=models.Q(ended_at__isnull=True), name="interest_live_by_agency"
            ),
            models.Index(fields=["worker", "declared_at"], name="interest_by_worker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=WITH_AGENCY) | models.Q(agency__isnull=False),
                name="interest_in_an_agency_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=(*WITH_AGENCY, "other")) | models.Q(agency__isnull=True),
                name="interest_in_a_person_names_no_agency",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=choices.InterestKind.values), name="interest_has_a_known_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(from_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="interest_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="interest_taken_off_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"interest {self.id}"


@audited(plain=("worker", "why", "nothing", "at", "once"))
class Declaration(OfAWorker):
    """That somebody said, on this day, that the list of their interests is whole, or that they have none. Never altered."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations"
    )
    why = models.CharField(max_length=20, choices=choices.DeclaredWhy.choices)
    nothing = models.BooleanField()
    at = models.DateTimeField()
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["worker", "-at"], name="declaration_newest")]

    def __str__(self) -> str:
        return f"declaration {self.id}"


class Waiver(OfAWorker):
    """That the manager lets somebody take new cases for some days though something of theirs is owed. Never altered."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until_on = models.DateField()
    reason = SealedTextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return f"waiver {self.id}"


@audited(plain=("worker", "until_on", "at", "by"))
class DeclarationWaiver(Waiver):
    """That the manager lets somebody take new cases for some days though they have not declared. Never altered."""

    objects = DeclarationQuerySet.as_manager()

    class Meta(Waiver.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("by")), name="nobody_waives_their_own_declaration"
            ),
        ]


class KeptFrom(models.Model):
    """That an interest of somebody here meets, or may meet, what somebody asked: it is not there for them (Y12)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    interest = models.ForeignKey(Interest, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    objects = KeptFromQuerySet.as_manager()

    class Meta:
        abstract = True
