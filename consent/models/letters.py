"""Letters and mail to agencies: what went out on paper or by mail under a disclosure, frozen as it was sent (L24, Y17)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from cases.models import Case, Task
from cases.models.casework import OfACase
from consent.models.disclosures import Disclosure
from consent.querysets import LetterQuerySet, LetterTaskQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.outbox.choices import State
from sendiass.outbox.models import Message


@audited(plain=("disclosure", "case", "message", "task"))
class Letter(OfACase):
    """A letter or mail to an agency: the disclosure it makes, and the message that carries it.

    On paper it is kept as the PDF that is posted, in sealed chunks under the letter's id; `file_key` opens it, and
    `task` is to print and post it. `fingerprint` is the SHA-256, in hexadecimal, of that PDF or of the mail's text.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="letter")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_key = SealedTextField(max_length=100, default="")
    fingerprint = SealedTextField(max_length=64)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["case"], name="letter_by_case")]
        constraints = [models.UniqueConstraint(fields=["id", "case"], name="letter_of_case")]

    def __str__(self) -> str:
        return f"letter {self.id}"


@audited(plain=("letter", "case", "state", "task", "told_at"))
class LetterTask(OfACase):
    """That the case's worker knows what became of a letter: by a task, or with none because they did it themselves."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="told")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices)
    task = models.OneToOneField(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    objects = LetterTaskQuerySet.as_manager()

    class Meta:
        ordering = ["told_at", "id"]

    def __str__(self) -> str:
        return f"what became of letter {self.letter_id}"
