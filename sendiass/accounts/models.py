"""The shape of an account, of what two people agree about it, of clearances and legal training. The LA has none (Y06)."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from sendiass.accounts.choices import ProposalKind
from sendiass.accounts.querysets import (
    ClearanceQuerySet,
    LegalTrainingQuerySet,
    ProposalQuerySet,
    ReadinessQuerySet,
    UserManager,
)
from sendiass.accounts.roles import MAY, Role
from sendiass.accounts.rules import Held, Trained
from sendiass.audit import AuditedManager, audited
from sendiass.clock import day_of
from sendiass.crypto.subjects import KeySubject


@audited(
    identifying=("email", "name"),
    plain=("role", "is_active", "joined_on", "deactivated_at", "sessions_ended_at", "last_login"),
    secret=("password",),
)
class User(AbstractBaseUser):
    """A worker, manager, administrator or board member of this service.

    An account, its role and its return from deactivation exist only once a second person has
    confirmed them (SECURITY 8); the data base holds to it by trigger, see migration 0002.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField()
    deactivated_at = models.DateTimeField(null=True, blank=True)
    sessions_ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], name="one_account_per_email"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="account_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at__isnull=True)
                | Q(is_active=False, deactivated_at__isnull=False),
                name="inactive_account_says_when",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="account_has_a_known_role"),
        ]

    def __str__(self) -> str:
        return f"account {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals the account's history."""
        return KeySubject("worker", self.id)

    @property
    def role_words(self) -> str:
        """The role as this service says it."""
        return Role(self.role).called

    def holds(self, permission: str) -> bool:
        """Whether this person's role gives `permission`."""
        return self.is_active and permission in MAY[Role(self.role)]

    @property
    def worded_by(self) -> Hashable:
        """What of this person decides how a question asked for them is worded: all that their role gives."""
        return MAY[Role(self.role)] if self.is_active else None

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Every session carries this: moving `sessions_ended_at` ends all of this person's sessions.
        ended = self.sessions_ended_at.isoformat() if self.sessions_ended_at else ""
        return salted_hmac(
            "sendiass.accounts.session", f"{self.password}|{ended}", secret=secret, algorithm="sha256"
        ).hexdigest()


@audited(
    identifying=("email", "name", "reason", "decline_reason"),
    plain=(
        "kind",
        "role",
        "person",
        "proposed_by",
        "proposed_at",
        "confirmed_by",
        "confirmed_at",
        "declined_by",
        "declined_at",
        "used_at",
    ),
)
class AccountProposal(models.Model):
    """What one person proposes about an account and another confirms or declines; never changed otherwise.

    `used_at` is set when the account took on what was confirmed, so that a confirmation works once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=ProposalKind.choices)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role.choices)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="proposals")
    reason = models.TextField(max_length=1000)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(max_length=1000, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="one_open_proposal_per_email",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="proposal_email_is_lower_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="proposal_has_a_known_role"),
            models.CheckConstraint(
                condition=Q(kind__in=ProposalKind.values), name="proposal_has_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(person__isnull=True)
                | ~Q(confirmed_by=F("person")),
                name="nobody_confirms_their_own_account",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, declined_at__isnull=True),
                name="confirmed_proposal_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(declined_by__isnull=True, declined_at__isnull=True, decline_reason="")
                | (Q(declined_by__isnull=False, declined_at__isnull=False) & ~Q(decline_reason="")),
                name="declined_proposal_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(kind=ProposalKind.NEW_ACCOUNT, person__isnull=True)
                | (~Q(kind=ProposalKind.NEW_ACCOUNT) & Q(person__isnull=False)),
                name="only_a_new_account_has_nobody_yet",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="only_a_confirmed_proposal_is_used",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals the proposal's history; for somebody new, who has none, one of its own."""
        return KeySubject("worker", self.person_id or self.id)

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.declined_at is None

    @property
    def kind_words(self) -> str:
        """The kind as one says it."""
        return str(ProposalKind(self.kind).label)

    @property
    def role_words(self) -> str:
        """The proposed role as one says it."""
        return Role(self.role).called

    @property
    def state_words(self) -> str:
        """Where the proposal stands, in words."""
        if self.confirmed_at:
            return "Confirmed"
        return "Declined" if self.declined_at else "Waiting"


@audited(identifying=("reason",), plain=("account", "ended_by", "ended_at"))
class AccountEnding(models.Model):
    """That an account was ended, by whom, when and why. One account may end more than once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(User, models.PROTECT, related_name="endings")
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()
    reason = models.TextField(max_length=1000)

    objects = AuditedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(account=F("ended_by")), name="nobody_ends_their_own_account"),
        ]

    def __str__(self) -> str:
        return f"ending {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals the ending's history."""
        return KeySubject("worker", self.account_id)


@audited(
    identifying=("reason", "withdrawn_reason"),
    plain=("worker", "given_at", "given_by", "until_on", "withdrawn_at", "withdrawn_by", "replaced_at"),
)
class Clearance(models.Model):
    """That somebody is ready for new cases: what the manager says of a volunteer once they are trained (L17, Y28).

    It counts from the day it is given until and including `until_on`; None is without an end. `reason` is what it rests
    on. A new one takes its place (`replaced_at`); withdrawn, nothing does. Whoever's role needs one and has none that
    counts is given no new case and keeps those they have. It never changes otherwise; the data base holds to it by
    trigger, see migration 0005.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(User, models.PROTECT, related_name="clearances")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    until_on = models.DateField(null=True, blank=True)
    reason = models.TextField(max_length=1000)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(max_length=1000, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    # What `standing` adds: the last day on which what came before the first case counts.
    ready_until: date | None = None

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="one_standing_clearance_each",
            ),
            models.CheckConstraint(condition=~Q(worker=F("given_by")), name="nobody_clears_themselves"),
            models.CheckConstraint(condition=~Q(reason=""), name="clearance_says_what_it_rests_on"),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_clearance_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(replaced_at__isnull=True),
                name="clearance_ends_in_one_way",
            ),
            models.CheckConstraint(
                condition=(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")))
                & (Q(replaced_at__isnull=True) | Q(replaced_at__gte=F("given_at"))),
                name="clearance_ends_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"clearance {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals the clearance's history."""
        return KeySubject("worker", self.worker_id)

    @property
    def last_day(self) -> date | None:
        """Its own last day, or that of a training it rests on, whichever is first; None without an end."""
        return min((day for day in (self.until_on, self.ready_until) if day is not None), default=None)

    @property
    def ends_with_training(self) -> bool:
        """Whether a training that it rests on ends before it would."""
        return self.last_day != self.until_on

    @property
    def held(self) -> Held:
        """Its days in England, for the rule."""
        ended_at = self.withdrawn_at or self.replaced_at
        return Held(day_of(self.given_at), self.last_day, day_of(ended_at) if ended_at else None)


@audited(plain=("worker", "until_on", "said_at", "said_by", "ended_at", "ended_by"))
class Readiness(models.Model):
    """That somebody has done all that comes before a first case (L17, Y09). Without it there is no clearance.

    What has to be done is kept on a floor above, which says so here once it is; taken back, it counts no more. It counts
    until and including `until_on`, the last day of a training among it; None is without an end.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(User, models.PROTECT, related_name="readiness")
    until_on = models.DateField(null=True, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReadinessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(ended_at__isnull=True), name="one_standing_readiness_each"
            ),
            models.CheckConstraint(condition=~Q(worker=F("said_by")), name="nobody_readies_themselves"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("said_at"), ended_by__isnull=False),
                name="readiness_ends_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"readiness {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals its history."""
        return KeySubject("worker", self.worker_id)


@audited(
    plain=("worker", "level", "from_on", "until_on", "recorded_at", "recorded_by", "ended_at", "ended_by")
)
class LegalTraining(models.Model):
    """That somebody has a level of the legal training (L21, Y28): what allocation asks for where a case needs it.

    It counts from the day it was had until and including `until_on`; None is without an end. The register of training,
    a floor above, writes it and takes it back; it never changes otherwise.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(User, models.PROTECT, related_name="legal_training")
    level = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = LegalTrainingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["worker"], condition=Q(ended_at__isnull=True), name="legal_training_by_worker"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=9), name="legal_training_has_a_level"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="legal_training_has_days",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("recorded_at"), ended_by__isnull=False),
                name="legal_training_ends_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"legal training {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals its history."""
        return KeySubject("worker", self.worker_id)

    @property
    def trained(self) -> Trained:
        """Its days in England, for the rule."""
        return Trained(
            self.level, self.from_on, self.until_on, day_of(self.ended_at) if self.ended_at else None
        )
