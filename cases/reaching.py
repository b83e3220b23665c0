"""Where somebody can safely be written to, and as what kind of message. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, Case, Q, When

from cases.choices import AccessibleFormat, ContactPointKind, ContactSafety
from cases.models import ContactPoint, Person
from cases.querysets import ContactPointQuerySet
from sendiass.access import Decision, refuse
from sendiass.outbox import hiding
from sendiass.outbox.choices import Channel
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.recipients import Recipient

WRITTEN = {
    ContactPointKind.EMAIL: Channel.EMAIL,
    ContactPointKind.MOBILE: Channel.TEXT,
    ContactPointKind.POST: Channel.POST,
}
"""The ways by which somebody can be written to. By text only where a message may be left; last, unless they like it best."""


def safe_addresses(person: Person | None, saying: MessageKind) -> ContactPointQuerySet:
    """Where they can safely be written to with a message of this kind, the one they prefer first."""
    found: ContactPointQuerySet = writable(saying).filter(person=person)
    is_text = When(kind=ContactPointKind.MOBILE, then=True)
    last = Case(is_text, default=False, output_field=BooleanField())
    return found.order_by("-is_preferred", last, "kind", "added_at", "id")


def writable(saying: MessageKind) -> ContactPointQuerySet:
    """Where anybody can safely be written to with a message of this kind."""
    may = Q(pk__in=[])
    for kind, channel in WRITTEN.items():
        for is_discreet in (False, True):
            if hiding.may_go(saying, channel=channel, is_discreet=is_discreet):
                may |= Q(kind=kind, is_discreet=is_discreet)
    found: ContactPointQuerySet = ContactPoint.objects.safe().filter(may)
    return found.exclude(kind=ContactPointKind.MOBILE, may_leave_message=False)


def others_would_see(person: Person, saying: MessageKind) -> bool:
    """Whether there is a safe way to write to them at which others would see what may not be seen."""
    meant = ContactPoint.objects.safe().filter(person=person, is_discreet=True, kind__in=list(WRITTEN))
    return bool(meant.exists()) and not safe_addresses(person, saying).exists()


def first_safe(points: Iterable[ContactPoint], saying: MessageKind) -> ContactPoint | None:
    """The same of points that were fetched already."""
    safe = [one for one in points if one.safety == ContactSafety.SAFE and may_be_written(one, saying)]
    return min(safe, key=_order, default=None)


def _order(one: ContactPoint) -> tuple[object, ...]:
    return (not one.is_preferred, one.kind == ContactPointKind.MOBILE, one.kind, one.added_at, one.id)


def why_nothing_goes(points: Iterable[ContactPoint], saying: MessageKind) -> str:
    """Why somebody can't be written to: no address is safe, or what is said may not be seen by others at the one that is."""
    for one in points:
        is_meant = one.safety == ContactSafety.SAFE and one.is_discreet and one.kind in WRITTEN
        if is_meant and not (may := may_be_written(one, saying)):
            return may.reason
    return "No email or postal address of theirs is marked safe."


def may_be_written(point: ContactPoint, saying: MessageKind) -> Decision:
    """Whether a message of this kind can go there by itself, were it safe; says why not."""
    channel = WRITTEN.get(ContactPointKind(point.kind))
    if channel is None or (channel is Channel.TEXT and not point.may_leave_message):
        return refuse("Nothing is written there.", hiding.RULE)
    return hiding.may_go(saying, channel=channel, is_discreet=point.is_discreet)


def recipient_at(point: ContactPoint, person: Person) -> Recipient:
    """Them at that address, in the format they need. Needs a reading. Raises AddressUnusable."""
    is_discreet = point.is_discreet
    if point.kind == ContactPointKind.EMAIL:
        return Recipient.by_email(address=point.value, name=person.full_name, is_discreet=is_discreet)
    if point.kind == ContactPointKind.MOBILE:
        return Recipient.by_text(number=point.value, name=person.full_name, is_discreet=is_discreet)
    return Recipient.by_post(
        name=person.full_name,
        lines=tuple(point.value.splitlines()),
        large_print=AccessibleFormat.LARGE_PRINT in person.formats,
        is_discreet=is_discreet,
    )
