"""What is due: dates the law or others give, and tasks the service gives itself."""

from __future__ import annotations

from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.casework import Case, OfACase
from cases.models.interventions import Intervention
from cases.querysets import KeyDateQuerySet, TaskQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(plain=("case", "kind", "on", "added_at", "added_by", "removed_at", "removed_by"))
class KeyDate(OfACase):
    """A date that matters to the family, typed in from a letter or told to us."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="key_dates")
    kind = models.CharField(max_length=30, choices=choices.KeyDateKind.choices)
    on = models.DateField()
    note = SealedTextField(max_length=500, default="")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = KeyDateQuerySet.as_manager()

    class Meta:
        ordering = ["on", "added_at", "id"]
        indexes = [
            models.Index(
                fields=["case", "on"], condition=models.Q(removed_at__isnull=True), name="key_date_live"
            )
        ]

    def __str__(self) -> str:
        return f"key date {self.id}"


@audited(
    plain=(
        "case",
        "worker",
        "rule",
        "item",
        "intervention",
        "due_on",
        "created_at",
        "created_by",
        "done_at",
        "done_by",
        "withdrawn_at",
    )
)
class Task(SealedModel):
    """Something we chose to do, or that a rule found owed. By-hand tasks carry their own words.

    `worker` null means whoever works the case, or the manager while no one does. `intervention` is the advice
    whose options are owed, as it was first logged.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    rule = models.CharField(max_length=30, choices=choices.TaskRule.choices)
    item = models.CharField(max_length=20, choices=choices.FirstContactItem.choices, blank=True)
    intervention = models.ForeignKey(
        Intervention, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    words = SealedTextField(max_length=3000, null=True)
    due_on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at", "id"]
        indexes = [
            models.Index(
                fields=["worker", "due_on"],
                condition=models.Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="task_open_by_worker",
            ),
            models.Index(
                fields=["case", "due_on"],
                include=["worker", "id"],  # whose it is, for those who work many cases
                condition=models.Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="task_open_by_case",
            ),
            # A day's end shows what was done since midnight, not what was done in ten years.
            models.Index(fields=["done_by", "done_at"], name="task_done_by_worker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "item"],
                condition=models.Q(done_at__isnull=True, withdrawn_at__isnull=True)
                & ~models.Q(
                    rule__in=["by_hand", "pass_on", "advice_options", "post_letter", "letter_not_sent"]
                ),
                name="a_rule_asks_once_at_a_time",
            ),
            models.UniqueConstraint(fields=["id", "case"], name="task_of_case"),
            models.UniqueConstraint(
                fields=["intervention"],
                condition=models.Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="options_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(rule="advice_options", intervention__isnull=False, case__isnull=False)
                | (~models.Q(rule="advice_options") & models.Q(intervention__isnull=True)),
                name="task_of_options_names_its_advice",
            ),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | models.Q(worker__isnull=False),
                name="task_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its case; a task about no case with its worker."""
        if self.case_id:
            return KeySubject("case", self.case_id)
        return KeySubject("worker", cast(UUID, self.worker_id))
