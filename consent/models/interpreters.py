"""Interpreters booked for a family: each is a disclosure to whoever sends them (L19, L24)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.choices import Language
from cases.models import Agency, Case, Meeting, Person
from cases.models.casework import OfACase
from consent import choices
from consent.models.disclosures import Disclosure
from consent.models.permissions import SharingPermission
from consent.querysets import InterpreterBookingQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


@audited(
    plain=(
        "case",
        "meeting",
        "starts_at",
        "about",
        "language",
        "provider",
        "is_local_authority",
        "disclosure",
        "permission",
        "content",
        "reach_content",
        "agreed_by",
        "agreed_how",
        "agreed_on",
        "known",
        "state",
        "recorded_at",
        "recorded_by",
        "cancelled_at",
        "cancelled_by",
        "once",
    )
)
class InterpreterBooking(OfACase):
    """An interpreter for a meeting, or for another appointment that `appointment` names.

    Whoever sends one learns that somebody needs it: the data base takes a booking only with a disclosure to that
    provider, under the family's yes, of their language, and of how to reach them where that was passed on
    (`content` and `reach_content` are what its foreign keys refer to; docs/decisions/0024). `about` is whose
    need it is. `is_local_authority` is what the directory said of the provider when it was booked;
    `agreed_by` is who of the family agreed to an interpreter from there.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="interpreters")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="interpreters"
    )
    appointment = SealedTextField(max_length=500, null=True)
    starts_at = models.DateTimeField()
    about = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, choices=Language.choices)
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    is_local_authority = models.BooleanField()
    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="interpreter")
    permission = models.ForeignKey(SharingPermission, on_delete=models.PROTECT, related_name="+")
    content = models.CharField(max_length=20, choices=choices.Content.choices)
    reach_content = models.CharField(max_length=20, choices=choices.Content.choices, null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agreed_how = models.CharField(max_length=20, choices=choices.HowGiven.choices)
    agreed_on = models.DateField()
    interpreter = SealedTextField(max_length=500, null=True)
    known = models.CharField(max_length=20, choices=choices.KnownInterpreter.choices)
    state = models.CharField(max_length=20, choices=choices.BookingState.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_because = SealedTextField(max_length=1000, null=True)
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = InterpreterBookingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "id"]
        indexes = [models.Index(fields=["case", "-starts_at"], name="interpreter_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content="language"), name="interpreter_booking_is_of_a_language"
            ),
            models.CheckConstraint(
                condition=models.Q(reach_content__isnull=True) | models.Q(reach_content="reaching_them"),
                name="interpreter_booking_passes_on_how_to_reach_them",
            ),
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=False) | models.Q(appointment__isnull=False),
                name="interpreter_is_for_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(known="known_not_agreed") | models.Q(state="cancelled"),
                name="interpreter_the_family_knows_comes_only_if_they_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(known="to_ask") | models.Q(interpreter__isnull=False),
                name="interpreter_asked_about_has_a_name",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="booked",
                    cancelled_at__isnull=True,
                    cancelled_by__isnull=True,
                    cancelled_because__isnull=True,
                )
                | models.Q(
                    state="cancelled",
                    cancelled_at__isnull=False,
                    cancelled_by__isnull=False,
                    cancelled_because__isnull=False,
                ),
                name="interpreter_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"interpreter booking {self.id}"
