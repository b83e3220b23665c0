"""Questions that an authority asks families, what they answered word for word, and what was handed over (L29)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.choices import Language
from cases.models import Agency, Case
from consent.models import Disclosure
from feedback import choices
from feedback.querysets import (
    BesideViewQuerySet,
    GivenViewQuerySet,
    ViewsExerciseQuerySet,
    ViewsReleaseQuerySet,
)
from sendiass.audit import audited, unaudited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject

NO_MOMENT = "An entry in the history would say when, and so who: it is written once, and its fingerprint is handed over."


@audited(
    plain=(
        "slug",
        "agency",
        "question",
        "opens_on",
        "closes_on",
        "prepared_at",
        "prepared_by",
        "opened_at",
        "opened_by",
        "closed_at",
        "closed_by",
    )
)
class ViewsExercise(models.Model):
    """A question as an authority asks it, and the days on which families can answer. A trigger keeps it once it was opened."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=20, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ViewsExerciseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(question=""), name="exercise_asks_something"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="exercise_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, opened_by__isnull=True)
                | models.Q(opened_at__isnull=False, opened_by__isnull=False),
                name="exercise_opened_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__gte=models.F("opened_at"), closed_by__isnull=False),
                name="exercise_closed_later_and_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"exercise {self.slug}"


@unaudited(reason=NO_MOMENT, plain=("exercise", "language", "digest", "receipt"))
class GivenView(SealedModel):
    """One view, exactly as it was sent, by whomever. No moment, no sender and no case stands in it.

    `digest` is its fingerprint, `receipt` that of the code its author keeps. Withdrawn, its key is destroyed, and its
    fingerprint stays.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    exercise = models.ForeignKey(ViewsExercise, on_delete=models.PROTECT, related_name="views")
    language = models.CharField(max_length=10, choices=Language.choices)
    words = SealedTextField()
    salt = SealedTextField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    receipt = models.CharField(max_length=64, unique=True)

    objects = GivenViewQuerySet.as_manager()

    @property
    def key_subject(self) -> KeySubject:
        """Its own key, so that its author can have it destroyed."""
        return KeySubject("view", self.id)


@audited(plain=("view", "case", "disclosure"))
class NamedView(SealedModel):
    """Under whose name a view is handed over, by the disclosure that the family's permission covers (L24).

    Only its worker and those who see the case are shown it. Without this row, nothing leads from a view to a case.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    view = models.OneToOneField(GivenView, on_delete=models.PROTECT, related_name="named")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    disclosure = models.OneToOneField(Disclosure, on_delete=models.PROTECT, related_name="+")
    signed = SealedTextField(max_length=500)

    objects = BesideViewQuerySet.as_manager()

    @property
    def key_subject(self) -> KeySubject:
        """The view's: whoever withdraws it takes their name with it."""
        return KeySubject("view", self.view_id)


@audited(plain=("view", "language", "made", "added_at", "added_by"))
class ViewTranslation(SealedModel):
    """A translation beside a view, never instead of it: `made` by a person or a machine, `translator` says which."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    view = models.ForeignKey(GivenView, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=10, choices=Language.choices)
    words = SealedTextField()
    made = models.CharField(max_length=10, choices=choices.TranslatedBy.choices)
    translator = SealedTextField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = BesideViewQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]

    @property
    def key_subject(self) -> KeySubject:
        """The view's."""
        return KeySubject("view", self.view_id)


@audited(plain=("view", "marked_at", "marked_by"))
class ViewMark(SealedModel):
    """That a view names people, and what the authority reads about that in the cover note. The view stays as it is."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    view = models.OneToOneField(GivenView, on_delete=models.PROTECT, related_name="mark")
    note = SealedTextField(max_length=500)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = BesideViewQuerySet.as_manager()

    @property
    def key_subject(self) -> KeySubject:
        """The view's."""
        return KeySubject("view", self.view_id)


@unaudited(reason=NO_MOMENT, plain=("view", "proof", "last_in"))
class WithdrawnView(models.Model):
    """That its author withdrew a view. `proof` can be made of the receipt code alone, and a trigger looks at it.

    `last_in` is the last release that has its words, if one has.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    view = models.OneToOneField(GivenView, on_delete=models.PROTECT, related_name="withdrawn")
    proof = models.CharField(max_length=64)
    last_in = models.ForeignKey(
        "ViewsRelease", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = BesideViewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"withdrawal {self.id}"


@audited(
    plain=("exercise", "number", "previous", "root", "count", "gaps", "handed_over_at", "handed_over_by")
)
class ViewsRelease(SealedModel):
    """Views as they were handed over: numbered, frozen, known by a root that everybody can compare.

    The content is a file; its key is sealed under a key of the release's own, which goes when a view in it is
    withdrawn. `previous` is the root of the one before.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    exercise = models.ForeignKey(ViewsExercise, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    root = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    gaps = models.PositiveIntegerField()
    file_key = SealedTextField(max_length=64)
    handed_over_at = models.DateTimeField()
    handed_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ViewsReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exercise", "number"], name="views_released_once_per_number"),
        ]

    def __str__(self) -> str:
        return f"release {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Its own key."""
        return KeySubject("views_release", self.id)


@audited(plain=("view", "exercise", "number", "release"))
class ViewNumber(models.Model):
    """The number under which a view was handed over first, and stays known for ever."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    view = models.OneToOneField(GivenView, on_delete=models.PROTECT, related_name="numbered")
    exercise = models.ForeignKey(ViewsExercise, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    release = models.ForeignKey(ViewsRelease, on_delete=models.PROTECT, related_name="numbers")

    objects = BesideViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exercise", "number"], name="view_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"number {self.number}"
