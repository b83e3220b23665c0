"""What advice rests on, and who else a family may ask. It holds nothing about families."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.querysets import LegalReferenceQuerySet, SourceQuerySet
from sendiass.audit import audited


@audited(
    plain=(
        "original",
        "version",
        "key",
        "kind",
        "instrument",
        "provision",
        "sorted_as",
        "title",
        "says",
        "also",
        "url",
        "in_force_from",
        "in_force_until",
        "is_offered",
        "checked_on",
        "recorded_at",
        "recorded_by",
        "reason",
        "once",
    )
)
class LegalReference(models.Model):
    """One section, regulation, paragraph or rule in one wording (Y03). A change is a new version beside it.

    `says` is our sentence, not the law's text. `also` holds other words people look for it by. `key` is the
    name it came with; what came with the software has no `recorded_by`. `checked_on` is the day someone here
    compared the version with its source, null while nobody has. Advice keeps the version it was given on.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    original = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="later_versions"
    )
    version = models.PositiveSmallIntegerField(default=1)
    key = models.SlugField(max_length=60, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=20, choices=choices.LegalKind.choices)
    instrument = models.CharField(max_length=200)
    provision = models.CharField(max_length=100)
    sorted_as = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    says = models.TextField()
    also = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)
    is_offered = models.BooleanField(default=True)
    checked_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = LegalReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["instrument", "sorted_as", "id"]
        constraints = [
            models.UniqueConstraint(fields=["original", "version"], name="one_change_per_legal_version"),
            models.CheckConstraint(
                condition=models.Q(original__isnull=True, version=1)
                | models.Q(original__isnull=False, version__gt=1, recorded_by__isnull=False),
                name="legal_version_names_its_first",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_from__isnull=True)
                | models.Q(in_force_until__isnull=True)
                | models.Q(in_force_until__gte=models.F("in_force_from")),
                name="in_force_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.citation

    @property
    def first_id(self) -> UUID:
        """What all its versions have in common."""
        return self.original_id or self.id

    @property
    def citation(self) -> str:
        """As one cites it."""
        return f"{self.instrument}, {self.provision}"

    @property
    def line(self) -> str:
        """What it is chosen by, and told from every other."""
        return f"{self.citation}: {self.title}"


@audited(
    plain=(
        "key",
        "name",
        "helps_with",
        "standing",
        "ties",
        "area",
        "website",
        "phone",
        "email",
        "added_at",
        "changed_at",
        "reviewed_on",
        "reviewed_by",
        "review_due_on",
        "retired_on",
        "retired_because",
    )
)
class IndependentSource(models.Model):
    """Someone else who can tell a family whether what they heard from us is right (Y13).

    `standing` says who runs and pays for it. `area` is empty for all of England. It has been reviewed by nobody
    here while `reviewed_on` is null; retired, it stays on the records of those who were told of it.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=60, null=True, blank=True, unique=True)
    name = models.CharField(max_length=200)
    helps_with = models.TextField()
    standing = models.TextField(blank=True)
    ties = models.CharField(max_length=20, choices=choices.Ties.choices, default=choices.Ties.NOT_CHECKED)
    area = models.CharField(max_length=100, blank=True)
    website = models.URLField(max_length=500, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_due_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)
    retired_because = models.CharField(max_length=500, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retired_on__isnull=True) | ~models.Q(retired_because=""),
                name="source_retired_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_on__isnull=True, reviewed_by__isnull=True)
                | models.Q(reviewed_on__isnull=False, reviewed_by__isnull=False),
                name="source_reviewed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name
