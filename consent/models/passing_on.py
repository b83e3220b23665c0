"""What agencies told us, and how it reached the family. Written once; nothing of it is withheld quietly (L25, Y11)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models import Agency, Case, Person, Task
from cases.models.casework import OfACase
from consent import choices
from consent.models.approaches import Approach
from consent.models.disclosures import Disclosure
from consent.querysets import HeardQuerySet, PassedOnQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


@audited(
    plain=(
        "disclosure",
        "approach",
        "case",
        "agency",
        "task",
        "due_on",
        "due_by_rule",
        "recorded_at",
        "recorded_by",
    )
)
class Heard(OfACase):
    """What an agency told us in one contact: an item to pass on to the family, due on `due_on`.

    The contact is a `disclosure` under a yes, or an `approach` in which we said nothing of the family. `due_by_rule`
    names the rule that gave the date. Its task in casework stays open until there is a `PassedOn`; the data base
    holds both together.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    disclosure = models.OneToOneField(
        Disclosure, null=True, blank=True, on_delete=models.PROTECT, related_name="heard"
    )
    approach = models.OneToOneField(
        Approach, null=True, blank=True, on_delete=models.PROTECT, related_name="heard"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField(max_length=20000)
    due_on = models.DateField()
    due_by_rule = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = HeardQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "recorded_at", "id"]
        indexes = [models.Index(fields=["case", "due_on"], name="heard_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["id", "case"], name="heard_of_case"),
            models.CheckConstraint(
                condition=models.Q(disclosure__isnull=True, approach__isnull=False)
                | models.Q(disclosure__isnull=False, approach__isnull=True),
                name="heard_in_one_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"heard {self.id}"

    @property
    def contact(self) -> Disclosure | Approach:
        """The contact in which it was said."""
        return self.disclosure or self.approach  # type: ignore[return-value]  # held by the data base


@audited(
    plain=(
        "heard",
        "case",
        "outcome",
        "told",
        "how",
        "why_withheld",
        "happened_on",
        "recorded_at",
        "recorded_by",
        "once",
    )
)
class PassedOn(OfACase):
    """How the family was told what an agency said, or, by the manager's decision, why it is not.

    `told` is who in the family, `answer` what they said to it. One for each item, ever.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    heard = models.OneToOneField(Heard, on_delete=models.PROTECT, related_name="passed_on")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=choices.PassOnOutcome.choices)
    told = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=choices.HowPassedOn.choices, blank=True)
    answer = SealedTextField(max_length=5000, default="")
    why_withheld = models.CharField(max_length=20, choices=choices.WhyWithheld.choices, blank=True)
    because = SealedTextField(max_length=2000, null=True)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = PassedOnQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-recorded_at", "id"]
        indexes = [models.Index(fields=["case", "-happened_on"], name="passed_on_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    outcome="passed_on", told__isnull=False, why_withheld="", because__isnull=True
                )
                & ~models.Q(how="")
                | models.Q(outcome="withheld", told__isnull=True, how="", because__isnull=False)
                & ~models.Q(why_withheld=""),
                name="passed_on_says_to_whom_or_why_not",
            ),
            models.CheckConstraint(
                condition=models.Q(how__in=["", *choices.HowPassedOn.values])
                & models.Q(why_withheld__in=["", *choices.WhyWithheld.values]),
                name="passed_on_in_known_words",
            ),
        ]

    def __str__(self) -> str:
        return f"passed on {self.id}"
