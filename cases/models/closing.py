"""What is written down when a case closes or a call is answered: what came of it, as they say, and whom we ask about us."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.casework import LONGEST_NOTE, Aim, Case, OfACase, StatusChange
from cases.models.enquiries import Enquiry
from cases.models.people import Person
from cases.querysets import AskedAtClosingQuerySet, RecordQuerySet, WhereToAskQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(plain=("case", "closing", "aim", "came_of_it", "recorded_at", "recorded_by"))
class AimOutcome(OfACase):
    """What came of an aim by the time its case closed: for those to judge whose aim it was, in their words (L22).

    `because` is why we do not know, where they have not told us.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    closing = models.ForeignKey(StatusChange, on_delete=models.PROTECT, related_name="outcomes")
    aim = models.ForeignKey(Aim, on_delete=models.PROTECT, related_name="+")
    came_of_it = models.CharField(max_length=20, choices=choices.CameOfIt.choices)
    words = SealedTextField(max_length=LONGEST_NOTE, default="")
    because = SealedTextField(max_length=2000, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["case"], name="aim_outcome_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["closing", "aim"], name="aim_judged_once_at_a_closing"),
            models.CheckConstraint(
                condition=models.Q(came_of_it="not_said", because__isnull=False)
                | (~models.Q(came_of_it="not_said") & models.Q(because__isnull=True)),
                name="aim_not_judged_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"outcome {self.id}"


@audited(plain=("case", "closing", "person", "role", "not_asked_because", "recorded_at", "recorded_by"))
class AskedAtClosing(OfACase):
    """That somebody on a case which closes is to be asked what they thought of our help, or why not (L30).

    The storey of feedback fetches it and asks them, within a minute.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    closing = models.ForeignKey(StatusChange, on_delete=models.PROTECT, related_name="asked")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=choices.CaseRole.choices)
    not_asked_because = models.CharField(max_length=20, choices=choices.WhyNotAsked.choices, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AskedAtClosingQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["case"], name="asked_at_closing_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["closing", "person"], name="asked_once_at_a_closing"),
        ]

    def __str__(self) -> str:
        return f"asked at closing {self.id}"


@audited(plain=("enquiry", "got_it", "recorded_at", "recorded_by"))
class CallOutcome(SealedModel):
    """What a caller wanted, in their words, and whether they got it, as they say (L22). The newest counts.

    Of a caller who was not asked there may be no words.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="outcomes")
    wanted = SealedTextField(max_length=1000, null=True)
    got_it = models.CharField(max_length=20, choices=choices.GotIt.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["enquiry"], name="call_outcome_by_enquiry")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(got_it="not_asked")
                | models.Q(got_it__in=["yes", "partly", "no"], wanted__isnull=False),
                name="caller_judged_or_was_not_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"outcome of a call {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """The call's own key."""
        return KeySubject("enquiry", self.enquiry_id)


@audited(plain=("enquiry", "added_at", "forgotten_at"))
class WhereToAsk(SealedModel):
    """An email address that a caller gave for the questionnaire and for nothing else (L26, L30).

    Its key is its own, and is destroyed once the questionnaire has left: the row and its history stay as proof.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, related_name="where_to_ask")
    address = SealedTextField(max_length=254)
    added_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = WhereToAskQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "where to ask"
        indexes = [
            models.Index(
                fields=["added_at"], condition=models.Q(forgotten_at__isnull=True), name="where_to_ask_kept"
            )
        ]

    def __str__(self) -> str:
        return f"where to ask {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Its own key, so that destroying it forgets the address everywhere and nothing else."""
        return KeySubject("where_to_ask", self.id)
