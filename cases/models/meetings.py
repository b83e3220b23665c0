"""Meetings about a case: planned, then held and written up, or cancelled (Y02, Y07, Y11, Y14, L18)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.casework import LONGEST_NOTE, Case, OfACase
from cases.models.venues import Venue
from cases.querysets import MeetingQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


@audited(
    plain=(
        "case",
        "kind",
        "starts_at",
        "place",
        "venue",
        "why_elsewhere",
        "who_asked",
        "worker",
        "role",
        "state",
        "planned_at",
        "planned_by",
        "role_stated",
        "family_views",
        "professionals_views",
        "ended_at",
        "ended_by",
        "once",
    )
)
class Meeting(OfACase):
    """One meeting that somebody of ours goes to.

    Until it is written up or cancelled it may be changed; after that never (`ended_at` is when that was). The
    data base knows no role by which a worker takes part in a decision about a family (Y07), asks an observer
    why, and a place of another kind for its reason and for who of the family asked (L18).
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=choices.MeetingKind.choices)
    purpose = SealedTextField(max_length=2000)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=20, choices=choices.MeetingPlace.choices)
    venue = models.ForeignKey(Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    where = SealedTextField(max_length=500, null=True)
    why_elsewhere = models.CharField(max_length=20, choices=choices.WhyElsewhere.choices, blank=True)
    why_elsewhere_words = SealedTextField(max_length=1000, null=True)
    who_asked = models.CharField(max_length=30, choices=choices.WhoAsked.choices, blank=True)
    expected = SealedTextField(max_length=2000, null=True)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=choices.MeetingRole.choices)
    observes_because = SealedTextField(max_length=1000, null=True)
    state = models.CharField(max_length=20, choices=choices.MeetingState.choices)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attended = SealedTextField(max_length=2000, null=True)
    role_stated = models.BooleanField(null=True, blank=True)
    not_stated_because = SealedTextField(max_length=1000, null=True)
    family_views = models.CharField(max_length=20, choices=choices.FamilyViews.choices, blank=True)
    family_words = SealedTextField(max_length=LONGEST_NOTE, null=True)
    professionals_views = models.CharField(
        max_length=20, choices=choices.ProfessionalsViews.choices, blank=True
    )
    professionals_words = SealedTextField(max_length=LONGEST_NOTE, null=True)
    agreed = SealedTextField(max_length=LONGEST_NOTE, null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_because = SealedTextField(max_length=1000, null=True)
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "id"]
        indexes = [
            models.Index(fields=["case", "-starts_at"], name="meeting_by_case"),
            models.Index(
                fields=["worker", "starts_at"],
                condition=models.Q(state="planned"),
                name="meeting_planned_by_worker",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "case"], name="meeting_of_case"),
            models.CheckConstraint(
                condition=models.Q(role__in=("support", "strategy", "observe")),
                name="meeting_is_no_part_in_a_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(role="observe", observes_because__isnull=False)
                | (~models.Q(role="observe") & models.Q(observes_because__isnull=True)),
                name="meeting_observer_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(place="register", venue__isnull=False)
                | (~models.Q(place="register") & models.Q(venue__isnull=True)),
                name="meeting_names_its_venue",
            ),
            models.CheckConstraint(
                condition=models.Q(why_elsewhere="", who_asked="")
                | (~models.Q(why_elsewhere="") & ~models.Q(who_asked="")),
                name="meeting_elsewhere_says_why_and_who_asked",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="ours")
                | ~models.Q(place__in=("home", "elsewhere"))
                | ~models.Q(why_elsewhere=""),
                name="meeting_elsewhere_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(why_elsewhere="other") | models.Q(why_elsewhere_words__isnull=False),
                name="meeting_other_reason_has_words",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="planned",
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    role_stated__isnull=True,
                    family_views="",
                    professionals_views="",
                    cancelled_because__isnull=True,
                )
                | models.Q(
                    state="held",
                    ended_at__gte=models.F("starts_at"),
                    ended_by__isnull=False,
                    attended__isnull=False,
                    role_stated__isnull=False,
                    cancelled_because__isnull=True,
                )
                & ~models.Q(family_views="")
                & ~models.Q(professionals_views="")
                | models.Q(
                    state="cancelled",
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    cancelled_because__isnull=False,
                    role_stated__isnull=True,
                    family_views="",
                    professionals_views="",
                ),
                name="meeting_is_what_its_state_says",
            ),
            models.CheckConstraint(
                condition=models.Q(role_stated__isnull=True, not_stated_because__isnull=True)
                | models.Q(role_stated=True, not_stated_because__isnull=True)
                | models.Q(role_stated=False, not_stated_because__isnull=False),
                name="meeting_role_stated_or_why_not",
            ),
            models.CheckConstraint(
                condition=models.Q(family_views="", family_words__isnull=True)
                | (~models.Q(family_views="") & models.Q(family_words__isnull=False)),
                name="meeting_family_views_in_words_or_why_not",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    professionals_views__in=("", "none_there"), professionals_words__isnull=True
                )
                | models.Q(professionals_views__in=("heard", "not_heard"), professionals_words__isnull=False),
                name="meeting_professionals_views_in_words_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.id}"
