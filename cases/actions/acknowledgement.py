"""Writes to a family how to see their records, once there is a yes to records and a safe address (L26, L27)."""

from __future__ import annotations

from datetime import datetime

from cases import emails
from cases.access import may_hold_people
from cases.choices import (
    AccessibleFormat,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    FirstContactItem,
    ItemState,
    TaskRule,
)
from cases.models import Case, CasePerson, ContactPoint, FirstContactEntry, Person, Task
from cases.querysets import ContactPointQuerySet
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.outbox import own
from sendiass.outbox.recipients import AddressUnusable, Recipient

WRITTEN = (ContactPointKind.EMAIL, ContactPointKind.POST)
WRITTEN_TO = (CaseRole.PARENT_CARER, CaseRole.CHILD_OR_YOUNG_PERSON)


def has_safe_address(case: Case) -> bool:
    """Whether anyone on the case can safely be written to."""
    return _safe_addresses(case).exists()


def acknowledge(*, by: User, case: Case, at: datetime) -> None:
    """Write to each person on the case who can safely be written to and has not been; once each, however often called."""
    if not may_hold_people(case):
        return
    written = [point for point in _one_each(case) if _write(point, by=by, case=case, at=at)]
    if written and not _already_sent(case):
        FirstContactEntry.objects.create(
            case=case,
            item=FirstContactItem.RECORDS_SENT,
            state=ItemState.DONE,
            happened_on=clock.day_of(at),
            done_by=by,
            recorded_at=at,
            recorded_by=by,
        )
        for task in Task.objects.open().filter(
            case=case, rule=TaskRule.FIRST_CONTACT, item=FirstContactItem.RECORDS_SENT
        ):
            task.done_at, task.done_by = at, by
            task.save(update_fields=["done_at", "done_by"])


def _safe_addresses(case: Case) -> ContactPointQuerySet:
    people = CasePerson.objects.present().filter(case=case, role__in=WRITTEN_TO).values("person")
    found: ContactPointQuerySet = ContactPoint.objects.filter(
        person__in=people, kind__in=WRITTEN, safety=ContactSafety.SAFE
    )
    return found


def _one_each(case: Case) -> list[ContactPoint]:
    """Each person's address to write to: the one they prefer, else mail before post."""
    points = (
        _safe_addresses(case).select_related("person").order_by("person", "-is_preferred", "kind", "added_at")
    )
    first: dict[object, ContactPoint] = {}
    for point in points:
        first.setdefault(point.person_id, point)
    return list(first.values())


def _write(point: ContactPoint, *, by: User, case: Case, at: datetime) -> bool:
    person = point.person
    with reading(by=by, subjects=[person.key_subject], purpose="acknowledgement"):
        try:
            to = _recipient(point, person)
        except AddressUnusable:
            return False
        said = emails.acknowledgement(called=person.called, reference=case.reference)
    own.send(
        kind=emails.ACKNOWLEDGEMENT,
        to=to,
        about=person.key_subject,
        context=said,
        key=f"case-acknowledgement:{case.id}:{person.id}",
        by=by,
        at=at,
        reference=case.reference,
    )
    return True


def _recipient(point: ContactPoint, person: Person) -> Recipient:
    if point.kind == ContactPointKind.EMAIL:
        return Recipient.by_email(address=point.value, name=person.full_name)
    return Recipient.by_post(
        name=person.full_name,
        lines=tuple(point.value.splitlines()),
        large_print=AccessibleFormat.LARGE_PRINT in person.formats,
    )


def _already_sent(case: Case) -> bool:
    return bool(
        FirstContactEntry.objects.filter(
            case=case, item=FirstContactItem.RECORDS_SENT, state=ItemState.DONE
        ).exists()
    )
