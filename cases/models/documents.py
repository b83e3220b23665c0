"""A document on a case: what is known of it. Its content stands in sealed chunks under a key that is sealed here."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models.casework import Case, OfACase
from cases.querysets import DocumentQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.files.choices import FileKind, Scan


@audited(
    plain=(
        "case",
        "kind",
        "size",
        "pages",
        "scan",
        "scanned_at",
        "added_at",
        "added_by",
        "removed_at",
        "removed_by",
    )
)
class Document(OfACase):
    """A file that belongs to a case. The data base takes it only while the family agrees to records (L26).

    Its id is its file's. `file_key` opens the file and is sealed under the case's key, so that what erases the case
    erases its files. `pages` is null where it can't be counted.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    name = SealedTextField(max_length=200)
    description = SealedTextField(max_length=500, default="")
    file_key = SealedTextField(max_length=100)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)
    scan = models.CharField(max_length=20, choices=Scan.choices)
    scanned_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason_removed = SealedTextField(max_length=500, default="")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "id"]
        indexes = [
            models.Index(
                fields=["case", "-added_at"],
                condition=models.Q(removed_at__isnull=True),
                name="document_kept_by_case",
            ),
            models.Index(
                fields=["added_at"],
                condition=models.Q(removed_at__isnull=True, scan="waiting"),
                name="document_to_be_scanned",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "case"], name="document_of_its_case"),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True, removed_by__isnull=True)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
                name="removed_document_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.id}"
