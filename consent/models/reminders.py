"""What a task of a case asks about permissions: which of them, and for which day."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from cases.models import Case, Task
from cases.models.casework import OfACase
from consent.models.permissions import SharingPermission
from consent.querysets import PermissionTaskQuerySet
from sendiass.audit import audited


@audited(plain=("case", "permission", "task", "stops_on", "asked_at"))
class PermissionTask(OfACase):
    """That a task asks for a permission to be renewed or its paper added; for what ends, on which last day.

    The same is asked once, however often the clock calls; another last day is another question.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    permission = models.ForeignKey(SharingPermission, on_delete=models.PROTECT, related_name="tasks")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="permissions")
    stops_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()

    objects = PermissionTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["permission", "task", "stops_on"],
                nulls_distinct=False,
                name="a_permission_is_asked_about_once",
            ),
        ]

    def __str__(self) -> str:
        return f"permission asked about {self.id}"
