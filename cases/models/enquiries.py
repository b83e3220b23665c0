"""An enquiry: a call taken before, or without, a case. A call-back's name and number stand apart and fade."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.casework import Case
from cases.models.interests import KeptFrom
from cases.querysets import CallBackQuerySet, EnquiryQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(
    plain=(
        "reference",
        "status",
        "channel",
        "issue",
        "stage",
        "referral_source",
        "who",
        "statement_shared",
        "taken_at",
        "taken_by",
        "settled_at",
        "settled_by",
        "case",
        "once",
    )
)
class Enquiry(SealedModel):
    """Somebody asked. Without their agreement to records it names nobody (L26)."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, editable=False)
    status = models.CharField(max_length=20, choices=choices.EnquiryStatus.choices)
    channel = models.CharField(max_length=30, choices=choices.Channel.choices)
    issue = models.CharField(max_length=30, choices=choices.Issue.choices)
    stage = models.CharField(max_length=30, choices=choices.Stage.choices, blank=True)
    referral_source = models.CharField(max_length=30, choices=choices.ReferralSource.choices, blank=True)
    who = models.CharField(max_length=30, choices=choices.CaseRole.choices, blank=True)
    statement_shared = models.CharField(max_length=20, choices=choices.HowShared.choices, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        indexes = [models.Index(fields=["status", "taken_at"], name="enquiry_by_status")]

    def __str__(self) -> str:
        return f"enquiry {self.reference}"

    @property
    def key_subject(self) -> KeySubject:
        """An enquiry's own key."""
        return KeySubject("enquiry", self.id)


@audited(plain=("enquiry", "kept_until", "added_at", "forgotten_at", "attempts", "last_tried_at"))
class CallBack(SealedModel):
    """A name and a number to ring back, kept until `kept_until` if nothing follows; then its key is destroyed.

    The row and its history stay as proof that it was forgotten; nothing can open them any more.
    `attempts` is how often they were rung in vain, `last_tried_at` when last.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, related_name="callback")
    name = SealedTextField(max_length=1000, default="")
    number = SealedTextField(max_length=200)
    when = SealedTextField(max_length=500, default="")
    kept_until = models.DateField()
    added_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_tried_at = models.DateTimeField(null=True, blank=True)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["kept_until"], condition=models.Q(forgotten_at__isnull=True), name="callback_kept"
            )
        ]

    def __str__(self) -> str:
        return f"call-back {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Its own key, so that destroying it forgets the call-back everywhere and nothing else."""
        return KeySubject("callback", self.id)


@audited(plain=("enquiry", "worker", "interest", "found_at"))
class EnquiryConflict(KeptFrom):
    """That a call names, or may name, an interest of somebody here: it is not there for them (Y12). Never altered."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "interest"], name="an_interest_meets_a_call_once"),
        ]

    def __str__(self) -> str:
        return f"conflict with a call {self.id}"

    @property
    def asked(self) -> Enquiry:
        """What is kept from them."""
        return self.enquiry
