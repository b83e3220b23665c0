"""Who is on the board, from which constituency and until when, and who chairs it (L07, L08, Y21)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from governance.choices import board as choices
from governance.querysets.board import ChairTermQuerySet, MemberQuerySet, SeatQuerySet
from sendiass.audit import audited, unaudited
from sendiass.crypto.subjects import KeySubject

USER = settings.AUTH_USER_MODEL


@unaudited(
    reason="put in by the tables' owner from the service's profile, and only ever added to",
    plain=("kind", "parent_constituencies", "at"),
)
class ChairRule(models.Model):
    """Who may chair, as the profile says; the newest counts. The application reads it and cannot write it."""

    append_only = True
    written_by_owner = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=choices.ChairRuleKind.choices)
    parent_constituencies = ArrayField(models.CharField(max_length=100), default=list)
    at = models.DateTimeField(unique=True)

    objects: models.Manager[ChairRule] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=choices.ChairRuleKind.values), name="chair_by_a_known_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"rule for the chair {self.id}"


@audited(
    identifying=("name", "email"),
    plain=("account", "is_la_officer", "is_parent", "is_young_person", "at", "by", "once"),
)
class Member(models.Model):
    """Somebody who sits or sat on the board. Three facts about them decide who may chair and whose voice is missing.

    `account` is what they sign in with, where they have one.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    account = models.OneToOneField(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="board_member"
    )
    is_la_officer = models.BooleanField()
    is_parent = models.BooleanField()
    is_young_person = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="member_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"member {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of their own, for their history."""
        return KeySubject("member", self.id)


@audited(
    plain=(
        "member",
        "constituency",
        "from_on",
        "until_on",
        "ended_on",
        "ended_at",
        "ended_by",
        "at",
        "by",
        "once",
    )
)
class Seat(models.Model):
    """One member's seat for one constituency and one term, `until_on` included. It is added to; it only ever ends.

    Somebody who goes on after a term, or for another constituency, has another seat.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    constituency = models.CharField(max_length=100)
    from_on = models.DateField()
    until_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_on__isnull=True), name="one_seat_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="term_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_on__gte=models.F("from_on"), ended_at__isnull=False, ended_by__isnull=False),
                name="seat_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Its member's."""
        return KeySubject("member", self.member_id)


@audited(plain=("member", "from_on", "ended_on", "ended_at", "ended_by", "at", "by", "once"))
class ChairTerm(models.Model):
    """That a member chairs from a day on. One sits at a time, and fits the rule: the data base holds to it by trigger."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="chaired")
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = ChairTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ended_on"],
                condition=models.Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="one_chair_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_on__gte=models.F("from_on"), ended_at__isnull=False, ended_by__isnull=False),
                name="chair_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"chair {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Their member's."""
        return KeySubject("member", self.member_id)
