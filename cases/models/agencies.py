"""Schools and every other body a family deals with, in one directory. What may be said to them is upstairs' question."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from cases import choices
from cases.querysets import AgencyQuerySet, words_of_agency
from sendiass.audit import audited


@audited(
    plain=(
        "name",
        "kind",
        "is_local_authority",
        "setting_type",
        "urn",
        "former_names",
        "phase",
        "specialisms",
        "authority_code",
        "authority_name",
        "address",
        "town",
        "postcode",
        "phone",
        "email",
        "closed_on",
        "added_at",
        "changed_at",
        "words",
    )
)
class Agency(models.Model):
    """A school, college, local authority team, health body or other organisation.

    `is_local_authority` marks the LA wherever it appears: the party the service stays at arm's length from.
    `urn` is the national register's number of a school, and the authority is the one whose area the register puts it in.
    `former_names` and `specialisms` hold one to a line, the latest former name last. `words` is what it is found by.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=30, choices=choices.OrganisationKind.choices)
    is_local_authority = models.BooleanField(default=False)
    setting_type = models.CharField(max_length=30, choices=choices.SettingType.choices, blank=True)
    urn = models.CharField(max_length=12, null=True, blank=True, unique=True)
    former_names = models.TextField(blank=True)
    phase = models.CharField(max_length=60, blank=True)
    specialisms = models.TextField(blank=True)
    authority_code = models.CharField(max_length=3, blank=True)
    authority_name = models.CharField(max_length=100, blank=True)
    address = models.TextField(blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    words = models.GeneratedField(
        expression=words_of_agency(), output_field=SearchVectorField(), db_persist=True
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["kind", "name"], name="agency_by_kind"),
            # A whole register comes at once: left for later, its words would be read through by every search.
            GinIndex(fields=["words"], fastupdate=False, name="agency_by_words"),
        ]

    def __str__(self) -> str:
        return self.name
