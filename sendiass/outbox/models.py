"""The shape of a message: what was said is frozen with the fact that caused it, only its way changes."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from sendiass.audit import audited
from sendiass.crypto.fields import SealedJSONField, SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox.choices import CancelReason, Carrier, Channel, Door, State
from sendiass.outbox.querysets import MessageQuerySet

LEFT = [State.SENT, State.POSTED, State.RETURNED]
OF_MAIL = [state for state in State if state is not State.POSTED]
OF_LETTERS = [State.WAITING, State.POSTED, State.CANCELLED]
OF_PRINTED_FOR_US = [State.BEING_SENT, State.SENT, State.UNSURE, State.STUCK]


@audited(
    plain=(
        "door",
        "kind",
        "channel",
        "subject",
        "reference",
        "subject_kind",
        "subject_id",
        "disclosure_id",
        "key",
        "written_by",
        "created_at",
        "not_before",
        "state",
        "attempts",
        "claimed_at",
        "last_error",
        "sent_at",
        "returned_at",
        "delivered_at",
        "carrier",
        "is_discreet",
        "message_id",
        "posted_by",
        "cancelled_because",
    ),
)
class Message(SealedModel):
    """One message to one recipient, sealed under the key of the person or case it is about.

    `written_by` is the actor, a worker or a part of the service. `key` names the fact that caused it: a
    second message for the same fact can't exist. `disclosure_id` is that of the disclosure under which it goes to another
    agency, and one disclosure is one message at most. `carrier` is who took it last, `delivered_at` since when they say
    that it arrived (GOV.UK Notify alone does). `is_discreet`: others may see it where it goes. A trigger keeps what
    stands above `state` as it was written.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    door = models.CharField(max_length=20, choices=Door.choices)
    kind = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    subject = models.CharField(max_length=120)
    reference = models.CharField(max_length=40, blank=True)
    recipient_name = SealedTextField(max_length=1000)
    recipient_address = SealedTextField(max_length=2000)
    body = SealedJSONField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    disclosure_id = models.UUIDField(null=True, blank=True, unique=True)
    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    written_by = models.UUIDField()
    created_at = models.DateTimeField()
    is_discreet = models.BooleanField(default=False)

    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    carrier = models.CharField(max_length=12, choices=Carrier.choices, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_because = models.CharField(max_length=20, choices=CancelReason.choices, blank=True)

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(door__in=Door.values), name="message_leaves_by_a_known_door"),
            models.CheckConstraint(
                condition=Q(door=Door.THIRD_PARTY, disclosure_id__isnull=False)
                | (~Q(door=Door.THIRD_PARTY) & Q(disclosure_id__isnull=True)),
                name="message_to_an_agency_has_its_disclosure",
            ),
            models.UniqueConstraint(fields=["id", "disclosure_id"], name="message_of_its_disclosure"),
            models.CheckConstraint(
                condition=Q(channel__in=[Channel.EMAIL, Channel.TEXT], state__in=OF_MAIL)
                | Q(channel=Channel.POST, state__in=OF_LETTERS)
                | Q(channel=Channel.POST, carrier=Carrier.NOTIFY, state__in=OF_PRINTED_FOR_US),
                name="message_state_fits_its_channel",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LEFT, sent_at__isnull=False)
                | (~Q(state__in=LEFT) & Q(sent_at__isnull=True)),
                name="message_that_left_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RETURNED, returned_at__isnull=False)
                | (~Q(state=State.RETURNED) & Q(returned_at__isnull=True)),
                name="returned_message_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(state__in=[State.SENT, State.RETURNED]),
                name="delivered_message_had_left",
            ),
            models.CheckConstraint(
                condition=Q(state=State.POSTED, posted_by__isnull=False)
                | (~Q(state=State.POSTED) & Q(posted_by__isnull=True)),
                name="posted_letter_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.BEING_SENT) | Q(claimed_at__isnull=False),
                name="message_being_sent_says_since_when",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.CANCELLED) & ~Q(cancelled_because=""))
                | (~Q(state=State.CANCELLED) & Q(cancelled_because="")),
                name="cancelled_message_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=Q(state=State.WAITING), name="message_waiting"),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[State.BEING_SENT, State.UNSURE, State.STUCK]),
                name="message_needing_a_look",
            ),
            models.Index(fields=["subject_id"], name="message_about"),
            models.Index(
                fields=["claimed_at"],
                condition=Q(
                    carrier=Carrier.NOTIFY, state__in=[State.SENT, State.UNSURE], delivered_at__isnull=True
                ),
                name="message_to_ask_about",
            ),
        ]

    @property
    def key_subject(self) -> KeySubject:
        """Whom it is about, and so whose key seals it."""
        return KeySubject(self.subject_kind, self.subject_id)
