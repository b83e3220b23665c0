"""Anonymous answers: shut in one mailbox for a whole period, let out together, and joined to nobody (SECURITY 6)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from feedback import choices
from feedback.models.questionnaires import Question, Questionnaire
from feedback.querysets import (
    AnonymousAnswerQuerySet,
    BatchQuerySet,
    CommentRecordQuerySet,
    ContactRequestQuerySet,
    WordsReadQuerySet,
)
from sendiass.audit import audited, unaudited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(
    plain=(
        "code",
        "questionnaire",
        "from_on",
        "until_on",
        "public_key",
        "state",
        "rolled",
        "received",
        "unreadable",
        "settled_on",
    )
)
class Batch(models.Model):
    """One questionnaire in one period: everyone who is asked then gets the same `code`.

    `rolled` counts how often it went on into the next period, having too few answers. `received` is how many came, and
    `unreadable` how many of them were nothing that our page sends; both are known when it is settled.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="batches")
    from_on = models.DateField()
    until_on = models.DateField()
    public_key = models.BinaryField(max_length=32)
    state = models.CharField(
        max_length=20, choices=choices.BatchState.choices, default=choices.BatchState.OPEN
    )
    rolled = models.PositiveSmallIntegerField(default=0)
    received = models.PositiveIntegerField(null=True, blank=True)
    unreadable = models.PositiveIntegerField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "questionnaire"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire"], condition=models.Q(state="open"), name="batch_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="batch_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="open", received__isnull=True, unreadable__isnull=True, settled_on__isnull=True
                )
                | (
                    models.Q(state__in=["released", "given_up"], received__isnull=False)
                    & models.Q(unreadable__isnull=False, settled_on__gt=models.F("until_on"))
                ),
                name="batch_settled_after_its_period",
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """The key that seals its answers once they are out: nobody's own."""
        return KeySubject("questionnaire batch", self.id)


@unaudited(
    reason="An entry would say when an answer came, and so whose it is.",
    plain=("batch",),
    secret=("content",),
)
class ShutAnswer(models.Model):
    """An answer in the mailbox, padded to one length and sealed for a key that stands in no data base.

    Its id is the form's, so that a form sent twice is in it once; it goes when the batch is settled. A trigger holds its
    batch to be there and open: a foreign key would leave a mark of the moment on the batch's own row.
    """

    emptied_by_function = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return "a shut answer"


@unaudited(
    reason="They come out of the mailbox together; the batch has the entry.",
    plain=("batch", "question", "given", "is_worded"),
)
class AnonymousAnswer(SealedModel):
    """What somebody answered to one question, joined to no other answer of theirs; its id follows from what it says.

    `is_worded` is whether it says something in words, which a person reads first.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    given = models.CharField(max_length=10, choices=choices.AnswerGiven.choices, blank=True)
    words = SealedTextField(max_length=1_000, default="")
    is_worded = models.BooleanField(default=True)

    objects = AnonymousAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "question", "id"]
        indexes = [models.Index(fields=["batch", "question"], name="anonymous_by_question")]

    def __str__(self) -> str:
        return "an anonymous answer"

    @property
    def key_subject(self) -> KeySubject:
        """The key of its batch."""
        return self.batch.key_subject


@audited(plain=("answer", "verdict", "read_at", "read_by"))
class WordsRead(SealedModel):
    """That a person read what somebody wrote, for whatever tells who it is, before the team is shown it. Never edited.

    Words that were withheld stay as they are, for those who read; `reason` says why.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    answer = models.OneToOneField(AnonymousAnswer, on_delete=models.PROTECT, related_name="read")
    verdict = models.CharField(max_length=10, choices=choices.WordsVerdict.choices)
    reason = SealedTextField(max_length=500, default="")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = WordsReadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=choices.WordsVerdict.values), name="words_read_with_a_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"reading of an answer {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """The key of the answer's batch."""
        return self.answer.key_subject


@unaudited(
    reason="They come out of the mailbox together; the batch has the entry.",
    plain=("batch",),
)
class ContactRequest(SealedModel):
    """Somebody who answered wants to be known or called back: joined to none of their answers, in an order that says nothing."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="contact_requests")
    name = SealedTextField(max_length=200, default="")
    contact = SealedTextField(max_length=200, default="")
    about = SealedTextField(max_length=500, default="")

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "id"]

    def __str__(self) -> str:
        return "somebody who wants to be known"

    @property
    def key_subject(self) -> KeySubject:
        """The key of its batch."""
        return self.batch.key_subject


@audited(plain=("request", "recorded_at", "recorded_by"))
class ContactOutcome(SealedModel):
    """What came of it, and who saw to it; once."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.OneToOneField(ContactRequest, on_delete=models.PROTECT, related_name="outcome")
    words = SealedTextField(max_length=1_000)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CommentRecordQuerySet.as_manager()

    def __str__(self) -> str:
        return "what came of it"

    @property
    def key_subject(self) -> KeySubject:
        """The key of the batch it came with."""
        return self.request.batch.key_subject
