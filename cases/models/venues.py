"""Where families can be met: places somebody looked at, with what they found (L18)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.querysets import VenueQuerySet
from sendiass.audit import audited


@audited(
    plain=(
        "name",
        "address",
        "postcode",
        "whose",
        "has_private_room",
        "has_step_free_access",
        "has_accessible_toilet",
        "has_hearing_loop",
        "getting_there",
        "notes",
        "reviewed_on",
        "retired_on",
        "changed_at",
        "changed_by",
    )
)
class Venue(models.Model):
    """A place of the register. `reviewed_on` is when somebody last made sure of it; a retired one stays on record.

    `getting_there` says where to park and which buses stop. It holds nothing about families.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    whose = models.CharField(max_length=20, choices=choices.WhoseBuilding.choices)
    has_private_room = models.CharField(max_length=10, choices=choices.Has.choices)
    has_step_free_access = models.CharField(max_length=10, choices=choices.Has.choices)
    has_accessible_toilet = models.CharField(max_length=10, choices=choices.Has.choices)
    has_hearing_loop = models.CharField(max_length=10, choices=choices.Has.choices)
    getting_there = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    reviewed_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
