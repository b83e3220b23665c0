"""Samples of case files, what was found in them, and what whose work it is replies. Words are sealed with the case."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models import Case, Intervention
from cases.models.casework import OfACase
from governance import choices
from governance.querysets.file_checks import (
    FileCheckQuerySet,
    FileFindingQuerySet,
    FileRecordQuerySet,
    FileSampleQuerySet,
)
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


@audited(plain=("worker", "first_on", "last_on", "size", "seed", "drawn_from", "at", "by", "once"))
class FileSample(models.Model):
    """So many of one worker's interventions in some days, drawn by chance; `drawn_from` is out of how many.

    The seed and the files there were decide which: drawn again by it they are the same.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    drawn_from = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = FileSampleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("by")), name="nobody_draws_their_own_files"
            )
        ]

    def __str__(self) -> str:
        return f"file sample {self.id}"


@audited(plain=("sample", "case", "intervention", "worker", "place"))
class FileCheck(OfACase):
    """One intervention of a sample, by its first version; `worker` is whose work it is."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sample = models.ForeignKey(FileSample, on_delete=models.PROTECT, related_name="checks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    objects = FileCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intervention"], name="file_drawn_once"),
            models.UniqueConstraint(fields=["sample", "place"], name="file_has_its_place"),
        ]

    def __str__(self) -> str:
        return f"file check {self.id}"


@audited(plain=("file", "case", "worker", "promise", "verdict", "at", "by"))
class FileFinding(OfACase):
    """What was found of one promise in one file."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.ForeignKey(FileCheck, on_delete=models.PROTECT, related_name="findings")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    promise = models.CharField(max_length=20, choices=choices.Promise.choices)
    verdict = models.CharField(max_length=20, choices=choices.Verdict.choices)
    words = SealedTextField(max_length=2_000, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = FileFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "promise"], name="file_promise_found_once"),
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("by")), name="nobody_checks_their_own_file"
            ),
        ]

    def __str__(self) -> str:
        return f"file finding {self.id}"


@audited(plain=("file", "case", "worker", "for_supervision", "at", "by"))
class FileCheckOutcome(OfACase):
    """That a file is checked: what the checker says of the whole, and whether the next supervision talks about it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.OneToOneField(FileCheck, on_delete=models.PROTECT, related_name="outcome")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField(max_length=5_000, default="")
    for_supervision = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = FileRecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"file check outcome {self.id}"


@audited(plain=("file", "case", "worker", "at", "once"))
class FileCheckReply(OfACase):
    """What whose work it is says to the findings."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.ForeignKey(FileCheck, on_delete=models.PROTECT, related_name="replies")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField(max_length=5_000)
    at = models.DateTimeField()
    once = models.UUIDField(unique=True, editable=False)

    objects = FileRecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"file check reply {self.id}"
