"""A family's explicit yes to speaking with one agency, about what, how far and until when (L24, Y11, Y17)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models import Agency, Case, Person
from cases.models.casework import OfACase
from consent import choices
from consent.querysets import CapacityDecisionQuerySet, PermissionQuerySet, PermittedContentQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedJSONField, SealedTextField


@audited(
    plain=("case", "person", "agency", "outcome", "decided_on", "review_on", "recorded_at", "recorded_by")
)
class CapacityDecision(OfACase):
    """Whether a young person could make one decision on one day; never a quality of the person.

    `decision` says which decision; `agency` whom it would let us speak with. `unable` names the parts of deciding they
    could not do, the four below what was seen of each, `because_of` the impairment or disturbance it comes from,
    `evidence` how they were helped and what it was judged on, `assessed_by` who judged it (Mental Capacity Act 2005
    ss 1 to 3; Children and Families Act 2014 s.80). For one person and agency the newest counts.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="capacity_decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decision = SealedTextField(max_length=2000)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="capacity_decisions"
    )
    unable = SealedJSONField(null=True)
    understand = SealedTextField(max_length=2000, null=True)
    keep_in_mind = SealedTextField(max_length=2000, null=True)
    weigh = SealedTextField(max_length=2000, null=True)
    say = SealedTextField(max_length=2000, null=True)
    because_of = SealedTextField(max_length=2000, null=True)
    evidence = SealedTextField(max_length=5000)
    assessed_by = SealedTextField(max_length=500)
    outcome = models.CharField(max_length=20, choices=choices.CapacityOutcome.choices)
    decided_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CapacityDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["id", "case", "person", "outcome"], name="capacity_decision_whole"
            ),
            models.UniqueConstraint(fields=["id", "agency"], name="capacity_decision_about_an_agency"),
            models.CheckConstraint(
                condition=models.Q(outcome="can_decide")
                | models.Q(
                    review_on__isnull=False, review_on__gte=models.F("decided_on"), agency__isnull=False
                ),
                name="inability_is_about_one_thing_and_looked_at_again",
            ),
        ]

    def __str__(self) -> str:
        return f"capacity decision {self.id}"


@audited(
    plain=(
        "case",
        "agency",
        "about",
        "given_by",
        "standing",
        "capacity",
        "capacity_outcome",
        "ways",
        "contents",
        "how",
        "given_at",
        "from_at",
        "until_at",
        "days_of_grace",
        "recorded_at",
        "recorded_by",
        "ended_at",
        "ended_by",
        "ended_because",
        "ended_how",
        "once",
    )
)
class SharingPermission(OfACase):
    """A family's yes: which agency, about whom, what content, which ways, from when until when.

    It never changes but for its one ending, which stops it at that moment; what was shared before stays on
    record. `words` are the family's own. `given_at` is when they said it, `recorded_at` when it was written
    down; `until_at` is the first moment at which it no longer holds. A parent's for a child holds no longer than
    `days_of_grace` after compulsory school age ends, whenever the date of birth became known
    (docs/decisions/0022). Its `contents` are fixed with it; each has a row of its own, which disclosed content
    refers to. All of it is held by the data base (docs/decisions/0020).
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="permissions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="permissions")
    about = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=20, choices=choices.Standing.choices)
    capacity = models.ForeignKey(
        CapacityDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="permissions"
    )
    capacity_outcome = models.CharField(
        max_length=20, choices=choices.CapacityOutcome.choices, null=True, blank=True
    )
    ways = ArrayField(models.CharField(max_length=20, choices=choices.Way.choices))
    contents = ArrayField(models.CharField(max_length=20, choices=choices.Content.choices))
    words = SealedTextField(max_length=5000, default="")
    how = models.CharField(max_length=20, choices=choices.HowGiven.choices)
    given_at = models.DateTimeField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    days_of_grace = models.PositiveSmallIntegerField(default=0, db_default=0)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_because = models.CharField(max_length=20, choices=choices.WhyEnded.choices, blank=True)
    ended_how = models.CharField(max_length=20, choices=choices.HowGiven.choices, blank=True)
    ended_words = SealedTextField(max_length=2000, null=True)
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = PermissionQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "id"]
        indexes = [models.Index(fields=["case", "agency", "until_at"], name="permission_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["id", "case", "agency", "about"], name="permission_whole"),
            models.UniqueConstraint(fields=["id", "case"], name="permission_of_case"),
            models.CheckConstraint(
                condition=models.Q(ways__len__gt=0, contents__len__gt=0), name="permission_permits_something"
            ),
            models.CheckConstraint(
                condition=models.Q(ways__contained_by=choices.Way.values)
                & models.Q(contents__contained_by=choices.Content.values),
                name="permission_in_known_words",
            ),
            models.CheckConstraint(
                condition=models.Q(from_at__gte=models.F("given_at"), until_at__gt=models.F("from_at")),
                name="permission_holds_after_it_was_given",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_at__gte=models.F("given_at")),
                name="permission_recorded_once_given",
            ),
            models.CheckConstraint(
                condition=models.Q(standing="for_themselves", about=models.F("given_by"))
                | (~models.Q(standing="for_themselves") & ~models.Q(about=models.F("given_by"))),
                name="permission_for_oneself_is_ones_own",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    standing="alternative_person", capacity__isnull=False, capacity_outcome="cannot_decide"
                )
                | (
                    ~models.Q(standing="alternative_person")
                    & models.Q(capacity__isnull=True, capacity_outcome__isnull=True)
                ),
                name="permission_instead_of_someone_rests_on_a_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ended_at__isnull=True, ended_because="", ended_how="", ended_by__isnull=True
                )
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_because="")),
                name="permission_that_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"permission {self.id}"


@audited(plain=("permission", "case", "content"))
class PermittedContent(OfACase):
    """One kind of content a permission covers, with the family's own words on how far it goes."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    permission = models.ForeignKey(SharingPermission, on_delete=models.PROTECT, related_name="permitted")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    content = models.CharField(max_length=20, choices=choices.Content.choices)
    words = SealedTextField(max_length=2000, default="")

    objects = PermittedContentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["permission", "content"], name="content_permitted_once"),
        ]

    def __str__(self) -> str:
        return f"permitted content {self.id}"
