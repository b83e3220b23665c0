"""Who supervises whom, leave, and sessions as they are booked and become. Words about them are elsewhere, sealed."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from governance import choices
from governance.querysets import LeaveQuerySet, OfSupervisionQuerySet, SessionQuerySet, SupervisesQuerySet
from sendiass.audit import audited
from sendiass.crypto.subjects import KeySubject

_OUTCOMES_WITH_A_DAY = ("held",)


@audited(plain=("worker", "supervisor", "line_manager", "from_on", "at", "by", "once"))
class Supervises(models.Model):
    """From a day on this person is supervised by that one, and managed by a third or the same (L14, L15).

    The newest that has begun counts; without a supervisor nobody supervises them from then on.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    line_manager = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = SupervisesQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["worker", "-from_on"], name="supervises_by_worker")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("supervisor"))
                & ~models.Q(worker=models.F("line_manager")),
                name="nobody_supervises_themselves",
            )
        ]

    def __str__(self) -> str:
        return f"supervision of {self.worker_id}"


@audited(plain=("worker", "kind", "first_on", "last_on", "at", "by", "once"))
class Leave(models.Model):
    """Leave during which no days count towards the next supervision; both days are part of it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=choices.LeaveKind.choices)
    first_on = models.DateField()
    last_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["worker", "first_on"], name="leave_by_worker")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="leave_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"leave {self.id}"


@audited(plain=("leave", "at", "by"))
class LeaveTakenBack(models.Model):
    """That leave was not taken after all, or was written down wrongly."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    leave = models.OneToOneField(Leave, on_delete=models.PROTECT, related_name="taken_back")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OfSupervisionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"leave taken back {self.id}"


@audited(
    plain=("worker", "supervisor", "kind", "where", "starts_at", "minutes", "replaces", "at", "by", "once")
)
class SupervisionSession(models.Model):
    """A session as it was booked. Moved, it is followed by another that `replaces` it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=choices.SessionKind.choices)
    where = models.CharField(max_length=20, choices=choices.Where.choices)
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["worker", "starts_at"], name="supervision_by_worker"),
            models.Index(fields=["starts_at"], name="supervision_by_start"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("supervisor")), name="supervision_is_of_another"
            )
        ]

    def __str__(self) -> str:
        return f"supervision {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """What is written of it has a key of its own."""
        return KeySubject("supervision", self.id)

    @property
    def as_moved(self) -> list[SupervisionSession]:
        """It and those it was moved from, back to the first booking: what was asked of one is asked of all."""
        chain = [self]
        while earlier := chain[-1].replaces:
            chain.append(earlier)
        return chain


@audited(plain=("session", "outcome", "held_on", "at", "by", "once"))
class SessionOutcome(models.Model):
    """What became of a session: held on which day, or not held, or moved. The reason is a note beside it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.OneToOneField(SupervisionSession, on_delete=models.PROTECT, related_name="outcome")
    outcome = models.CharField(max_length=20, choices=choices.Outcome.choices)
    held_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = OfSupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=_OUTCOMES_WITH_A_DAY, held_on__isnull=False)
                | (~models.Q(outcome__in=_OUTCOMES_WITH_A_DAY) & models.Q(held_on__isnull=True)),
                name="supervision_held_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return f"outcome of {self.session_id}"
