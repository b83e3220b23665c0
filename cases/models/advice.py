"""What stands beside a piece of advice: the options laid before the family, and who else they were told of."""

from __future__ import annotations

from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from cases.models.casework import Case, OfACase
from cases.models.enquiries import Enquiry
from cases.models.interventions import Intervention
from cases.models.library import IndependentSource, LegalReference
from cases.querysets import AdviceOptionQuerySet, SignpostingQuerySet
from sendiass.audit import AuditedManager, audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(plain=("case", "intervention", "place", "reference", "recorded_at", "recorded_by"))
class AdviceOption(OfACase):
    """One option laid before a family, with the law behind it or why there is none (Y03, Y10).

    `intervention` is the advice as it was first logged, so that a correction keeps its options. An
    option that stands alone says in `only_because` why there was no other; the data base takes no fewer than two without.
    """

    append_only = True
    chosen_id: UUID | None  # of a queryset `with_choice()`

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="options")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="options")
    place = models.PositiveSmallIntegerField()
    words = SealedTextField(max_length=2000)
    reference = models.ForeignKey(
        LegalReference, null=True, blank=True, on_delete=models.PROTECT, related_name="options"
    )
    no_reference_because = SealedTextField(max_length=500, null=True)
    only_because = SealedTextField(max_length=500, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AdviceOptionQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["intervention", "place"], name="option_has_its_place"),
            models.UniqueConstraint(fields=["id", "intervention", "case"], name="option_whole"),
            models.CheckConstraint(
                condition=models.Q(reference__isnull=False, no_reference_because__isnull=True)
                | models.Q(reference__isnull=True, no_reference_because__isnull=False),
                name="option_rests_on_law_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"option {self.id}"


@audited(plain=("case", "intervention", "option", "recorded_at", "recorded_by"))
class OptionChoice(OfACase):
    """Which option the family took, if they said. The newest counts; without an option they have not decided."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="choices_made")
    option = models.ForeignKey(
        AdviceOption, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AuditedManager()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["intervention", "-recorded_at"], name="newest_choice")]

    def __str__(self) -> str:
        return f"choice {self.id}"


@audited(plain=("case", "enquiry", "source", "told_on", "recorded_at", "recorded_by"))
class Signposting(SealedModel):
    """That a family was told of an independent source, or, at the end, why of none (Y13).

    Belongs to a case or to an enquiry, never both, as what was given does.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="signpostings"
    )
    enquiry = models.ForeignKey(
        Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="signpostings"
    )
    source = models.ForeignKey(
        IndependentSource, null=True, blank=True, on_delete=models.PROTECT, related_name="signpostings"
    )
    none_because = SealedTextField(max_length=2000, null=True)
    told_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SignpostingQuerySet.as_manager()

    class Meta:
        ordering = ["-told_on", "-recorded_at", "id"]
        indexes = [
            models.Index(fields=["case", "-recorded_at"], name="signposting_by_case"),
            models.Index(fields=["enquiry"], name="signposting_by_enquiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False, enquiry__isnull=True)
                | models.Q(case__isnull=True, enquiry__isnull=False),
                name="signposted_in_a_case_or_a_call",
            ),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False, none_because__isnull=True)
                | models.Q(source__isnull=True, none_because__isnull=False),
                name="signposted_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"signposting {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its case, or with its enquiry."""
        if self.case_id:
            return KeySubject("case", self.case_id)
        return KeySubject("enquiry", cast(UUID, self.enquiry_id))
