"""Meetings of the board: dates, agenda, who came, minutes, and what is recommended to the trustees (L09–L13).

Whatever words are written for the board may name somebody until they were screened (L12). All are sealed; what waits for
a manager is no member's to read, and the data base shows it to none.
"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from governance.choices import board as choices
from governance.models.board import Member
from governance.querysets.meetings import AgendaItemQuerySet, BoardMeetingQuerySet, BoardTextQuerySet
from sendiass.audit import AuditedManager, audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject

USER = settings.AUTH_USER_MODEL
SCREENED = ("held", "accepted", "reviewed_at", "reviewed_by", "at", "by")
"""The fields of every text for the board that say nothing by themselves."""


@audited(
    identifying=("place",),
    plain=(
        "starts_at",
        "lasts",
        "changes",
        "called_off_at",
        "called_off_by",
        "called_off_because",
        "closed_at",
        "closed_by",
        "next_meeting",
        "no_next_because",
        "at",
        "by",
        "once",
    ),
)
class Meeting(models.Model):
    """One meeting of the board. `lasts` is in minutes; `changes` counts how often its time or place changed, as calendars ask.

    Closed, it says when the next is or why there is no date yet (L09); with this its agenda and its minutes are final.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    starts_at = models.DateTimeField()
    lasts = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    changes = models.PositiveSmallIntegerField(default=0)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    called_off_because = models.CharField(max_length=20, choices=choices.CalledOff.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    next_meeting = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    no_next_because = models.CharField(max_length=20, choices=choices.NoNextDate.choices, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = BoardMeetingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["starts_at"], name="board_meeting_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lasts__gt=0, lasts__lte=480), name="board_meeting_takes_a_while"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    called_off_at__isnull=True, called_off_by__isnull=True, called_off_because=""
                )
                | models.Q(called_off_at__isnull=False, called_off_by__isnull=False)
                & models.Q(called_off_because__in=choices.CalledOff.values),
                name="called_off_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                    next_meeting__isnull=True,
                    no_next_because="",
                )
                | models.Q(closed_at__isnull=False, closed_by__isnull=False, called_off_at__isnull=True)
                & (
                    models.Q(next_meeting__isnull=False, no_next_because="")
                    | models.Q(next_meeting__isnull=True, no_next_because__in=choices.NoNextDate.values)
                ),
                name="closed_with_its_next_date_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting of the board {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of its own, for all that is written for it."""
        return KeySubject("board", self.id)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be held, or its minutes are still to be written."""
        return self.closed_at is None and self.called_off_at is None


class BoardText(SealedModel):
    """What is written for the board. `held`: it waits for a manager, who lets it in or sends it back with a reason (L12).

    Whoever may not see cases cannot know whom a word may name: all they write is held.
    """

    held = models.BooleanField()
    accepted = models.BooleanField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_back_because = SealedTextField(max_length=1_000, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted__isnull=True, reviewed_at__isnull=True, reviewed_by__isnull=True)
                | models.Q(
                    held=True, accepted__isnull=False, reviewed_at__isnull=False, reviewed_by__isnull=False
                ),
                name="%(class)s_reviewed_once_held",
            ),
            models.CheckConstraint(
                condition=~models.Q(reviewed_by=models.F("by")),
                name="%(class)s_reviewed_by_another",
            ),
        ]

    @property
    def is_shown(self) -> bool:
        """Whether members may read it."""
        return not self.held or bool(self.accepted)

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a manager."""
        return self.held and self.accepted is None


@audited(
    plain=(
        *SCREENED,
        "meeting",
        "role",
        "origin",
        "standing",
        "place",
        "taken_off_at",
        "taken_off_by",
        "once",
    )
)
class AgendaItem(BoardText):
    """One item of an agenda, with the role of the terms of reference that it serves (L11). Taken off, it stays on record.

    A standing item, and one for a role that was not looked at, has no words of its own: nobody can be named in them.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    title = SealedTextField(max_length=200, null=True)
    words = SealedTextField(max_length=3_000, null=True)
    role = models.CharField(max_length=20, choices=choices.BoardRole.choices)
    origin = models.CharField(max_length=20, choices=choices.ItemOrigin.choices)
    standing = models.CharField(max_length=20, choices=choices.StandingItem.choices, blank=True)
    place = models.PositiveSmallIntegerField()
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta(BoardText.Meta):
        constraints = [
            *BoardText.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(role__in=choices.BoardRole.values), name="item_serves_a_known_role"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_off_at__isnull=True, taken_off_by__isnull=True)
                | models.Q(taken_off_at__isnull=False, taken_off_by__isnull=False),
                name="item_taken_off_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    origin=choices.ItemOrigin.STANDING,
                    standing__in=choices.StandingItem.values,
                    title__isnull=True,
                    words__isnull=True,
                )
                | models.Q(
                    origin=choices.ItemOrigin.NOT_LOOKED_AT,
                    standing="",
                    title__isnull=True,
                    words__isnull=True,
                )
                | models.Q(
                    origin__in=(choices.ItemOrigin.RAISED, choices.ItemOrigin.SERVICE),
                    standing="",
                    title__isnull=False,
                ),
                name="item_has_words_of_its_kind",
            ),
            models.UniqueConstraint(
                fields=["meeting", "standing"],
                condition=~models.Q(standing="") & models.Q(taken_off_at__isnull=True),
                name="standing_item_once",
            ),
        ]

    def __str__(self) -> str:
        return f"item of an agenda {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its meeting."""
        return KeySubject("board", self.meeting_id)

    @property
    def called(self) -> str:
        """What it is called; needs a reading of it where it has words of its own."""
        if self.standing:
            return str(choices.StandingItem(self.standing).label)
        if self.origin == choices.ItemOrigin.NOT_LOOKED_AT:
            if self.role == choices.BoardRole.MEMBERSHIP:
                return choices.MEMBERSHIP_ASKED
            return str(choices.BoardRole(self.role).label)
        return self.title or ""


@audited(plain=(*SCREENED, "member", "once"))
class RaisedItem(BoardText):
    """What a member would have talked about (L10). Nothing raised disappears: it stays as it was written."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="raised")
    title = SealedTextField(max_length=200)
    words = SealedTextField(max_length=3_000, default="")
    once = models.UUIDField(unique=True, editable=False)

    objects = BoardTextQuerySet.as_manager()

    class Meta(BoardText.Meta):
        pass

    def __str__(self) -> str:
        return f"item raised by a member {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of its own."""
        return KeySubject("board", self.id)


@audited(plain=(*SCREENED, "raised", "outcome", "item", "number"))
class RaisedAnswer(BoardText):
    """What becomes of what a member raised, with the reason that they see; the one with the highest number counts."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    raised = models.ForeignKey(RaisedItem, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=choices.RaisedOutcome.choices)
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    reason = SealedTextField(max_length=1_000, null=True)

    objects = BoardTextQuerySet.as_manager()

    class Meta(BoardText.Meta):
        constraints = [
            *BoardText.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(outcome=choices.RaisedOutcome.ACCEPTED) | models.Q(reason__isnull=False),
                name="not_taken_up_says_why",
            ),
            models.UniqueConstraint(fields=["raised", "number"], name="one_answer_per_number"),
            models.CheckConstraint(
                condition=models.Q(outcome=choices.RaisedOutcome.DEFERRED, item__isnull=True)
                | models.Q(
                    outcome__in=(choices.RaisedOutcome.ACCEPTED, choices.RaisedOutcome.MERGED),
                    item__isnull=False,
                ),
                name="raised_item_goes_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to an item raised {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with what was raised."""
        return KeySubject("board", self.raised_id)


@audited(plain=("meeting", "member", "what", "changes", "message", "at", "by"))
class Circulated(models.Model):
    """That something was sent to a member for a meeting, and as which message (L09)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="circulated")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="was_sent")
    what = models.CharField(max_length=20, choices=choices.Sent.choices)
    changes = models.PositiveSmallIntegerField()
    message = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    objects = AuditedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member", "what", "changes"], name="sent_once_to_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"what a member was sent {self.id}"


@audited(plain=(*SCREENED, "meeting", "member", "presence", "declares"))
class Attendance(BoardText):
    """Whether a member came, and what they said of their interests at the start."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendance")
    presence = models.CharField(max_length=20, choices=choices.Presence.choices)
    declares = models.CharField(max_length=20, choices=choices.Declares.choices, blank=True)
    interest = SealedTextField(max_length=1_000, null=True)

    objects = BoardTextQuerySet.as_manager()

    class Meta(BoardText.Meta):
        constraints = [
            *BoardText.Meta.constraints,
            models.UniqueConstraint(fields=["meeting", "member"], name="came_once_to_a_meeting"),
            models.CheckConstraint(
                condition=models.Q(presence=choices.Presence.CAME, declares__in=choices.Declares.values)
                | ~models.Q(presence=choices.Presence.CAME) & models.Q(declares=""),
                name="whoever_came_declares",
            ),
            models.CheckConstraint(
                condition=models.Q(declares=choices.Declares.INTEREST, interest__isnull=False)
                | ~models.Q(declares=choices.Declares.INTEREST) & models.Q(interest__isnull=True),
                name="an_interest_is_said",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance at a meeting {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with the meeting."""
        return KeySubject("board", self.meeting_id)


@audited(plain=(*SCREENED, "item", "role"))
class Minute(BoardText):
    """What was said and decided on one item, and which role of the terms of reference that served (L11).

    It can be worded anew until the meeting is closed; from then on it is final.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="minute")
    role = models.CharField(max_length=20, choices=choices.BoardRole.choices)
    words = SealedTextField(max_length=10_000)
    decision = SealedTextField(max_length=3_000, default="")

    objects = BoardTextQuerySet.as_manager()

    class Meta(BoardText.Meta):
        constraints = [
            *BoardText.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(role__in=choices.BoardRole.values), name="minute_serves_a_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"minute {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its meeting."""
        return KeySubject("board", self.item.meeting_id)


@audited(identifying=("owner",), plain=(*SCREENED, "minute", "due_on", "once"))
class MeetingAction(BoardText):
    """What somebody said at a meeting that they would do, and by when."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    minute = models.ForeignKey(Minute, on_delete=models.PROTECT, related_name="actions")
    words = SealedTextField(max_length=1_000)
    owner = models.CharField(max_length=200)
    due_on = models.DateField()
    once = models.UUIDField(unique=True, editable=False)

    objects = BoardTextQuerySet.as_manager()

    class Meta(BoardText.Meta):
        pass

    def __str__(self) -> str:
        return f"action of a meeting {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its meeting."""
        return KeySubject("board", self.minute.item.meeting_id)


@audited(plain=("action", "done_on", "at", "by"))
class MeetingActionDone(models.Model):
    """That it was done."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    action = models.OneToOneField(MeetingAction, on_delete=models.PROTECT, related_name="done")
    done_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = AuditedManager()

    def __str__(self) -> str:
        return f"action of a meeting done {self.id}"


@audited(plain=(*SCREENED, "minute", "once"))
class Recommendation(BoardText):
    """What the board recommends to the trustees (L13)."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    minute = models.ForeignKey(Minute, on_delete=models.PROTECT, related_name="recommendations")
    words = SealedTextField(max_length=3_000)
    once = models.UUIDField(unique=True, editable=False)

    objects = BoardTextQuerySet.as_manager()

    class Meta(BoardText.Meta):
        pass

    def __str__(self) -> str:
        return f"recommendation {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its meeting."""
        return KeySubject("board", self.minute.item.meeting_id)


@audited(plain=(*SCREENED, "recommendation", "answer", "answered_on"))
class TrusteeAnswer(BoardText):
    """What the trustees say to a recommendation, once (L13)."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="answer")
    answer = models.CharField(max_length=20, choices=choices.Answered.choices)
    answered_on = models.DateField()
    words = SealedTextField(max_length=3_000, null=True)

    objects = BoardTextQuerySet.as_manager()

    class Meta(BoardText.Meta):
        pass

    def __str__(self) -> str:
        return f"answer of the trustees {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with the meeting that recommended it."""
        return KeySubject("board", self.recommendation.minute.item.meeting_id)
