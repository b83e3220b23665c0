"""One piece of information, advice or support given. Final once saved: a correction stands beside it."""

from __future__ import annotations

from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases import choices
from cases.models.casework import LONGEST_NOTE, Case
from cases.models.enquiries import Enquiry
from cases.querysets import InterventionQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(
    plain=(
        "case",
        "enquiry",
        "original",
        "version",
        "happened_on",
        "channel",
        "direction",
        "kinds",
        "level",
        "minutes",
        "travel_minutes",
        "voice",
        "by",
        "recorded_at",
        "once",
    )
)
class Intervention(SealedModel):
    """What was given (L02), at which level, how long it took, and how the family's voice was heard (L03).

    Belongs to a case or to an enquiry, never both. `minutes` exclude travel. `version` counts from 1;
    a correction repeats the whole with its `original` and a reason, and both stay readable.
    `once` makes a form sent twice one record.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="interventions"
    )
    enquiry = models.ForeignKey(
        Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="interventions"
    )
    original = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    version = models.PositiveSmallIntegerField(default=1)
    correction_reason = SealedTextField(max_length=2000, null=True)
    happened_on = models.DateField()
    channel = models.CharField(max_length=30, choices=choices.Channel.choices)
    direction = models.CharField(max_length=10, choices=choices.Direction.choices, blank=True)
    kinds = ArrayField(models.CharField(max_length=20, choices=choices.HelpKind.choices))
    level = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    travel_minutes = models.PositiveIntegerField(default=0)
    voice = ArrayField(
        models.CharField(max_length=30, choices=choices.Voice.choices), default=list, blank=True
    )
    note = SealedTextField(max_length=LONGEST_NOTE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interventions")
    recorded_at = models.DateTimeField()
    once = models.UUIDField(default=uuid4, editable=False)

    objects = InterventionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case", "-happened_on", "-recorded_at"], name="intervention_by_case"),
            models.Index(fields=["enquiry"], name="intervention_by_enquiry"),
            models.Index(fields=["by", "-recorded_at"], name="intervention_by_worker"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["by", "once"], name="one_record_per_form"),
            models.UniqueConstraint(fields=["original", "version"], name="one_correction_per_version"),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, enquiry__isnull=True)
                | models.Q(case__isnull=True, enquiry__isnull=False),
                name="of_a_case_or_an_enquiry",
            ),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="level_one_to_four"),
            models.CheckConstraint(
                condition=models.Q(minutes__lte=1440, travel_minutes__lte=1440), name="no_longer_than_a_day"
            ),
            models.CheckConstraint(condition=models.Q(kinds__len__gt=0), name="says_what_kind_of_help"),
            models.CheckConstraint(
                condition=models.Q(original__isnull=True, version=1)
                | models.Q(original__isnull=False, version__gt=1),
                name="correction_names_its_original",
            ),
        ]

    def __str__(self) -> str:
        return f"intervention {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its case, or with its enquiry."""
        if self.case_id:
            return KeySubject("case", self.case_id)
        return KeySubject("enquiry", cast(UUID, self.enquiry_id))
