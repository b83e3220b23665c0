"""People in cases, how they may safely be reached, and who is whose parent. All that identifies is sealed (L26)."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases import choices
from cases.models.agencies import Agency
from cases.querysets import (
    ContactPointQuerySet,
    NotTheSameQuerySet,
    PersonQuerySet,
    RelationshipQuerySet,
    SamePersonQuerySet,
)
from sendiass.audit import audited
from sendiass.crypto.erasure import is_erased
from sendiass.crypto.fields import SealedDateField, SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject

LONGEST_NAME = 1000


@audited(
    plain=(
        "sex",
        "ethnicity",
        "spoken_language",
        "written_language",
        "formats",
        "needs_interpreter",
        "primary_need",
        "secondary_needs",
        "setting_type",
        "school",
        "compulsory_school_age_ends_on",
        "created_at",
        "created_by",
        "changed_at",
        "revision",
    )
)
class Person(SealedModel):
    """A child or young person, a parent carer, or another person in a case.

    Which of these someone is depends on the case (`CasePerson.role`); what must be counted is kept as codes.
    `compulsory_school_age_ends_on` follows from the sealed date of birth and says no more than its school year: the
    data base holds by it who decides (docs/decisions/0022). Null where the date of birth is not known.
    `revision` is set by the data base at each change, so that what is opened from here knows when it is stale.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    given_names = SealedTextField(max_length=LONGEST_NAME, default="")
    family_name = SealedTextField(max_length=LONGEST_NAME, default="")
    preferred_name = SealedTextField(max_length=LONGEST_NAME, default="")
    pronouns = SealedTextField(max_length=100, default="")
    date_of_birth = SealedDateField(null=True)
    contact_notes = SealedTextField(max_length=2000, default="")
    sex = models.CharField(max_length=20, choices=choices.Sex.choices, blank=True)
    ethnicity = models.CharField(max_length=40, choices=choices.Ethnicity.choices, blank=True)
    spoken_language = models.CharField(max_length=10, choices=choices.Language.choices, blank=True)
    written_language = models.CharField(max_length=10, choices=choices.Language.choices, blank=True)
    formats = ArrayField(
        models.CharField(max_length=30, choices=choices.AccessibleFormat.choices), default=list, blank=True
    )
    needs_interpreter = models.BooleanField(null=True, blank=True)
    primary_need = models.CharField(max_length=20, choices=choices.PrimaryNeed.choices, blank=True)
    secondary_needs = ArrayField(
        models.CharField(max_length=20, choices=choices.PrimaryNeed.choices), default=list, blank=True
    )
    setting_type = models.CharField(max_length=30, choices=choices.SettingType.choices, blank=True)
    school = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="pupils")
    compulsory_school_age_ends_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    revision = models.BigIntegerField(default=0, editable=False, db_index=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"person {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A person's own key seals what identifies them."""
        return KeySubject("person", self.id)

    @property
    def is_erased(self) -> bool:
        """Whether their key was destroyed, and with it all that said who they are."""
        return is_erased(self.key_subject)

    @property
    def called(self) -> str:
        """The name to use in speech and on the page, or that it is erased; needs a reading."""
        if self.is_erased:
            return choices.RECORD_ERASED
        return self.preferred_name or self.given_names or self.family_name

    @property
    def full_name(self) -> str:
        """Given and family names as recorded, or that they are erased; needs a reading."""
        if self.is_erased:
            return choices.RECORD_ERASED
        return f"{self.given_names} {self.family_name}".strip()


@audited(plain=("person", "kind", "safety", "may_leave_message", "is_discreet", "is_preferred", "added_at"))
class ContactPoint(SealedModel):
    """One way to reach a person. Nothing is sent by itself to one that is not marked safe.

    `is_discreet`: they may be written to there, but others may see it, so nothing says what it is about (DOMAIN 4.10).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=20, choices=choices.ContactPointKind.choices)
    value = SealedTextField(max_length=1000)
    note = SealedTextField(max_length=500, default="")
    safety = models.CharField(max_length=20, choices=choices.ContactSafety.choices)
    may_leave_message = models.BooleanField(default=False)
    is_discreet = models.BooleanField(default=False)
    is_preferred = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["-is_preferred", "added_at", "id"]

    def __str__(self) -> str:
        return f"contact point {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed under the key of the person it reaches."""
        person_id: UUID = self.person_id
        return KeySubject("person", person_id)


@audited(
    plain=(
        "child",
        "adult",
        "kind",
        "has_parental_responsibility",
        "responsibility_seen",
        "lives_together",
        "added_at",
    )
)
class Relationship(models.Model):
    """What an adult is to a child or young person, and whether they hold parental responsibility.

    "Parent" in the Act includes anyone with responsibility or care (Education Act 1996 s.576): both are kept apart.
    `responsibility_seen` says evidence was seen, not merely told.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="adults")
    adult = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="children")
    kind = models.CharField(max_length=30, choices=choices.Relationship.choices)
    has_parental_responsibility = models.CharField(
        max_length=10, choices=choices.ParentalResponsibility.choices
    )
    responsibility_seen = models.BooleanField(default=False)
    lives_together = models.BooleanField(null=True, blank=True)
    added_at = models.DateTimeField()

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "adult"], name="one_relationship_per_pair"),
            models.CheckConstraint(
                condition=~models.Q(child=models.F("adult")), name="nobody_is_their_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"relationship {self.id}"


@audited(plain=("person", "other", "by", "at"))
class NotTheSame(models.Model):
    """A worker's word that two people who look alike are two: kept for good, so that it is not asked again."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = NotTheSameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="two_people_told_apart_once"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="nobody_is_not_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"two people told apart {self.id}"


@audited(plain=("one", "other", "at", "by", "undone_at", "undone_by"))
class SamePerson(SealedModel):
    """A worker's word that two records are one human being's. Nothing is merged: each keeps what it says.

    The pair stands in the order of its ids, so that it can be linked once only. It may be undone, once; that it stood
    stays on record.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SamePersonQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=models.Q(undone_at__isnull=True),
                name="two_records_linked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="linked_records_stand_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__gte=models.F("at"), undone_by__isnull=False),
                name="a_link_is_undone_later_and_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"link of two records {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed under the key of the first of the two."""
        one_id: UUID = self.one_id
        return KeySubject("person", one_id)

    def other_than(self, person: UUID) -> UUID:
        """The record at the other end."""
        one_id, other_id = self.one_id, self.other_id
        other: UUID = other_id if one_id == person else one_id
        return other
