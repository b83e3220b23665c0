"""Where somebody can safely be written to, and as what kind of message. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from cases.choices import AccessibleFormat, ContactPointKind, ContactSafety
from cases.models import ContactPoint, Person
from cases.querysets import ContactPointQuerySet
from sendiass.outbox.recipients import Recipient

WRITTEN = (ContactPointKind.EMAIL, ContactPointKind.POST)


def safe_addresses(person: Person | None) -> ContactPointQuerySet:
    """Where they can safely be written to, the one they prefer first."""
    found: ContactPointQuerySet = ContactPoint.objects.safe().filter(person=person, kind__in=WRITTEN)
    return found.order_by("-is_preferred", "kind", "added_at", "id")


def first_safe(points: Iterable[ContactPoint]) -> ContactPoint | None:
    """The same of points that were fetched already."""
    safe = [one for one in points if one.safety == ContactSafety.SAFE and one.kind in WRITTEN]
    return min(safe, key=lambda one: (not one.is_preferred, one.kind, one.added_at, one.id), default=None)


def recipient_at(point: ContactPoint, person: Person) -> Recipient:
    """Them at that address, in the format they need. Needs a reading. Raises AddressUnusable."""
    if point.kind == ContactPointKind.EMAIL:
        return Recipient.by_email(address=point.value, name=person.full_name)
    return Recipient.by_post(
        name=person.full_name,
        lines=tuple(point.value.splitlines()),
        large_print=AccessibleFormat.LARGE_PRINT in person.formats,
    )
