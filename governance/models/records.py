"""What the two of them write of a session (L16). Nothing is changed: what counts is what came last, until both have signed."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from cases.models import Case, Intervention
from governance import choices
from governance.models.supervision import SupervisionSession
from governance.querysets import AgreedActionQuerySet, OfSupervisionQuerySet
from sendiass.audit import audited, unaudited
from sendiass.crypto.fields import SealedJSONField, SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


class OfASession(SealedModel):
    """Something written of a session, under the session's own key."""

    class Meta:
        abstract = True

    session_id: UUID

    @property
    def key_subject(self) -> KeySubject:
        """The session's own key, which opens for the two of them and the line manager."""
        return KeySubject("supervision", self.session_id)


@audited(plain=("session", "kind", "at", "by", "once"))
class SupervisionNote(OfASession):
    """Words of one of them: for the agenda beforehand, why it was not held, or added once the record is final."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=choices.NoteKind.choices)
    words = SealedTextField(max_length=5_000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = OfSupervisionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"supervision note {self.id}"


@audited(plain=("session", "number", "at", "by", "once"))
class SupervisionRecord(OfASession):
    """The record of a session as one of them wrote it; the highest number counts. The reflection is never left out (L16).

    `workload` is what the worker had in hand at the moment of writing, by the service's own count.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="records")
    number = models.PositiveIntegerField()
    wellbeing = SealedTextField(max_length=5_000, default="")
    workload = SealedJSONField()
    workload_words = SealedTextField(max_length=5_000, default="")
    whose_side = SealedTextField(max_length=5_000)
    left_out = SealedTextField(max_length=5_000)
    inadvisable = SealedTextField(max_length=5_000)
    pressure = SealedTextField(max_length=5_000)
    partiality = SealedTextField(max_length=5_000, default="")
    learning = SealedTextField(max_length=5_000, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = OfSupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="supervision_one_record_at_a_time")
        ]

    def __str__(self) -> str:
        return f"supervision record {self.id}"


@audited(plain=("session", "record", "at", "by"))
class SupervisionSignature(models.Model):
    """One of them says that the record is right as it stands."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="signatures")
    record = models.ForeignKey(SupervisionRecord, on_delete=models.PROTECT, related_name="signatures")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OfSupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "by"], name="supervision_signed_once_by_each")
        ]

    def __str__(self) -> str:
        return f"supervision signature {self.id}"


@unaudited(
    reason="the data base alone writes it, with the second signature", plain=("session", "record", "at")
)
class FinalRecord(models.Model):
    """That both have signed: the data base writes it with the second signature, and from then on nothing joins the record."""

    written_by_triggers = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.OneToOneField(SupervisionSession, on_delete=models.PROTECT, related_name="final")
    record = models.OneToOneField(SupervisionRecord, on_delete=models.PROTECT, related_name="final")
    at = models.DateTimeField()

    objects = OfSupervisionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"final record {self.id}"


@audited(plain=("session", "case", "intervention", "at", "by", "once"))
class CaseDiscussed(SealedModel):
    """A case they talked about, and the intervention that asked for the session if one did. Sealed under the case's key.

    Whoever may not open the case is not shown it here either (Y12).
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="cases_discussed")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    intervention = models.ForeignKey(
        Intervention, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = SealedTextField(max_length=5_000, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = OfSupervisionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"case discussed {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """The case's own: it goes when the case is erased."""
        return KeySubject("case", self.case_id)


@audited(plain=("session", "owner", "due_on", "at", "by", "once"))
class AgreedAction(OfASession):
    """Something one of them does by a day; it is shown at each later session until it is done."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="agreed")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField(max_length=2_000)
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = AgreedActionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="agreed_action_by_due_day")]

    def __str__(self) -> str:
        return f"agreed action {self.id}"


@audited(plain=("action", "at", "by"))
class ActionDone(models.Model):
    """That an agreed action is done."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    action = models.OneToOneField(AgreedAction, on_delete=models.PROTECT, related_name="done")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OfSupervisionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"done {self.action_id}"
