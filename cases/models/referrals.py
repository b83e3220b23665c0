"""Requests that families send by the public form: half-written ones, sent ones, and when the form is closed."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.casework import Case
from cases.models.enquiries import Enquiry
from cases.models.interests import KeptFrom
from cases.querysets import BegunReferralQuerySet, IntakeClosureQuerySet, ReferralQuerySet
from sendiass.audit import audited, unaudited
from sendiass.crypto.fields import SealedJSONField, SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


def _has_the_familys_yes() -> models.Q:
    """A professional's has the family's yes: whose, how and when; anybody's own needs none."""
    of_professional = models.Q(who=choices.Referrer.PROFESSIONAL)
    given = ~models.Q(yes_from="") & ~models.Q(yes_how="") & models.Q(yes_on__isnull=False)
    none = models.Q(yes_from="", yes_how="", yes_on__isnull=True)
    return (of_professional & given) | (~of_professional & none)


@unaudited(
    reason="A half-written form is no record: it is its writer's alone until it is sent, and then it goes.",
    plain=("who", "yes_from", "yes_how", "yes_on", "agreed_at", "begun_at", "changed_at", "kept_until"),
    secret=("code_digest",),
)
class BegunReferral(SealedModel):
    """A form somebody has begun, after their yes to its being kept. Found by its code alone, of which a digest is kept.

    `answers` is what they typed, by question. When it is sent its key goes on to the `Referral` of the same id; past
    `kept_until` the key is destroyed and the row goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code_digest = models.CharField(max_length=64, unique=True)
    who = models.CharField(max_length=20, choices=choices.Referrer.choices)
    yes_from = models.CharField(max_length=30, choices=choices.CaseRole.choices, blank=True)
    yes_how = models.CharField(max_length=20, choices=choices.HowShared.choices, blank=True)
    yes_on = models.DateField(null=True, blank=True)
    agreed_at = models.DateTimeField()
    answers = SealedJSONField()
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    kept_until = models.DateField(db_index=True)

    objects = BegunReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_has_the_familys_yes(), name="begun_by_others_with_a_yes"),
        ]

    @property
    def key_subject(self) -> KeySubject:
        """Its own key."""
        return KeySubject("referral", self.id)


@audited(
    plain=(
        "reference",
        "state",
        "who",
        "issue",
        "stage",
        "referral_source",
        "yes_from",
        "yes_how",
        "yes_on",
        "agreed_at",
        "sent_at",
        "acknowledged_at",
        "address_failed_at",
        "settled_at",
        "settled_by",
        "set_aside_because",
        "case",
        "enquiry",
        "forgotten_at",
    )
)
class Referral(SealedModel):
    """A request as it was sent (L28). Codes stand in plain; `told` is everything else, under a key of its own.

    A trigger keeps what was sent as it was sent, and lets it be settled once. What came to no case is forgotten
    after the profile's days: its key is destroyed, and the codes stay. `acknowledged_at` is when the family was
    written to, if one of their addresses is safe; `address_failed_at` when that came back, before anybody took it up.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, editable=False)
    state = models.CharField(max_length=20, choices=choices.ReferralState.choices)
    who = models.CharField(max_length=20, choices=choices.Referrer.choices)
    issue = models.CharField(max_length=30, choices=choices.Issue.choices)
    stage = models.CharField(max_length=30, choices=choices.Stage.choices)
    referral_source = models.CharField(max_length=30, choices=choices.ReferralSource.choices)
    yes_from = models.CharField(max_length=30, choices=choices.CaseRole.choices, blank=True)
    yes_how = models.CharField(max_length=20, choices=choices.HowShared.choices, blank=True)
    yes_on = models.DateField(null=True, blank=True)
    told = SealedJSONField()
    agreed_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    address_failed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    set_aside_because = models.CharField(max_length=20, choices=choices.WhySetAside.choices, blank=True)
    settled_words = SealedTextField(max_length=2000, default="")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals")
    enquiry = models.OneToOneField(
        Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="referral"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [
            models.Index(fields=["sent_at"], condition=models.Q(state="waiting"), name="referral_waiting"),
            models.Index(
                fields=["settled_at"],
                condition=models.Q(state__in=["answered", "set_aside"], forgotten_at__isnull=True),
                name="referral_to_forget",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=_has_the_familys_yes(), name="referred_by_others_with_a_yes"),
            models.CheckConstraint(
                condition=models.Q(agreed_at__lte=models.F("sent_at")), name="agreed_before_it_was_sent"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", settled_at__isnull=True, settled_by__isnull=True)
                | (
                    ~models.Q(state="waiting")
                    & models.Q(settled_at__gte=models.F("sent_at"), settled_by__isnull=False)
                ),
                name="referral_settled_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(state="taken_up", case__isnull=False)
                | (~models.Q(state="taken_up") & models.Q(case__isnull=True)),
                name="referral_taken_up_has_its_case",
            ),
            models.CheckConstraint(
                condition=models.Q(state="answered", enquiry__isnull=False)
                | (~models.Q(state="answered") & models.Q(enquiry__isnull=True)),
                name="referral_answered_has_its_enquiry",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="set_aside") & ~models.Q(set_aside_because=""))
                | (~models.Q(state="set_aside") & models.Q(set_aside_because="")),
                name="referral_set_aside_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at__isnull=True) | ~models.Q(state="waiting"),
                name="referral_waiting_is_not_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.reference}"

    @property
    def key_subject(self) -> KeySubject:
        """Its own key, so that destroying it forgets the request and nothing else."""
        return KeySubject("referral", self.id)


@audited(plain=("referral", "worker", "interest", "found_at"))
class ReferralConflict(KeptFrom):
    """That an interest of somebody here meets, or may meet, a request: it is not there for them. Never altered."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "interest"], name="an_interest_meets_a_request_once"),
        ]

    def __str__(self) -> str:
        return f"conflict with a request {self.id}"

    @property
    def asked(self) -> Referral:
        """What is kept from them."""
        return self.referral


@audited(plain=("words", "until", "closed_at", "closed_by", "opened_at", "opened_by"))
class IntakeClosure(models.Model):
    """A time in which no request can be begun, with the words families read. It ends after `until`, or when opened."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    words = models.TextField()
    until = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = IntakeClosureQuerySet.as_manager()

    class Meta:
        ordering = ["-closed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opened_at"],
                condition=models.Q(opened_at__isnull=True),
                nulls_distinct=False,
                name="intake_closed_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, opened_by__isnull=True)
                | models.Q(opened_at__gte=models.F("closed_at"), opened_by__isnull=False),
                name="intake_opened_later_and_by_someone",
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="intake_closed_with_words"),
        ]

    def __str__(self) -> str:
        return f"closure of intake {self.id}"
