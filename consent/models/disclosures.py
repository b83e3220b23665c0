"""What left the building, each under the one permission that covers it. Written once (L24)."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from cases.models import Agency, Case, Person
from cases.models.casework import OfACase
from consent import choices
from consent.models.permissions import SharingPermission
from consent.querysets import DisclosedContentQuerySet, DisclosureQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


@audited(
    plain=(
        "permission",
        "case",
        "agency",
        "about",
        "way",
        "channel",
        "told",
        "happened_at",
        "recorded_at",
        "recorded_by",
        "once",
    )
)
class Disclosure(OfACase):
    """One time something about a family was said to an agency, or a yes to hear from it was used.

    The data base takes it only under a permission of the same case, agency and person that held at
    `happened_at` for its `way`, and only with at least one content. `spoke_to` is who there. `told` is whether they
    were told that the family will hear what they say and that we want no outcome, or why that was not possible
    (L25, Y02); rows from before this was asked are empty there, and no new one can be.
    What was written has its `Letter`, which says what became of it.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    permission = models.ForeignKey(SharingPermission, on_delete=models.PROTECT, related_name="disclosures")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="disclosures")
    about = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=20, choices=choices.Way.choices)
    channel = models.CharField(max_length=20, choices=choices.Channel.choices)
    spoke_to = SealedTextField(max_length=500, default="")
    told = models.CharField(max_length=20, choices=choices.Told.choices)
    not_told_because = SealedTextField(max_length=2000, null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    # What `with_their_letters` brings with it, for what was written.
    letter_id: UUID | None = None
    letter_state: str | None = None
    letter_stopped_because: str | None = None

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "id"]
        indexes = [models.Index(fields=["case", "-happened_at"], name="disclosure_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["id", "permission", "case"], name="disclosure_whole"),
            models.UniqueConstraint(fields=["id", "case", "agency"], name="disclosure_with_its_agency"),
            models.CheckConstraint(
                condition=models.Q(told="said", not_told_because__isnull=True)
                | models.Q(told="not_possible", not_told_because__isnull=False),
                name="disclosure_says_what_they_were_told",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_at__gte=models.F("happened_at")),
                name="disclosure_recorded_once_it_happened",
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.id}"


@audited(plain=("disclosure", "permission", "case", "content"))
class DisclosedContent(OfACase):
    """What was said of one kind of content, which the disclosure's permission covers."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="contents")
    permission = models.ForeignKey(SharingPermission, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    content = models.CharField(max_length=20, choices=choices.Content.choices)
    words = SealedTextField(max_length=5000, default="")

    objects = DisclosedContentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "content"], name="content_disclosed_once"),
        ]

    def __str__(self) -> str:
        return f"disclosed content {self.id}"
