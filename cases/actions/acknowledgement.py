"""Writes to a family how to see their records, once there is a yes to records and a safe address (L26, L27)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases import emails
from cases.access import may_hold_people, may_involve
from cases.choices import (
    CaseRole,
    FirstContactItem,
    ItemState,
    ReferralSource,
    TaskRule,
)
from cases.models import Case, CasePerson, ContactPoint, FirstContactEntry, Person, Referral, Task
from cases.reaching import recipient_at, safe_addresses, why_nothing_goes, writable
from cases.rules import role_that_came
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.outbox import own
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import AddressUnusable


def has_safe_address(case: Case) -> bool:
    """Whether whoever came to us about this case can safely be written to."""
    person = _who_came(case)
    return safe_addresses(person, emails.ACKNOWLEDGEMENT).exists() and not (person and person.is_erased)


def acknowledge(*, by: User, case: Case, at: datetime) -> None:
    """Write to whoever came to us, once they can safely be written to; once, however often called.

    Nobody else on the case is written to unasked: another parent may not know that there is a case. Nor is anybody whose
    case came by the public form: the request was answered then, at the address it calls safe, or at none. An older address
    of theirs may be read by somebody who knows nothing of the request, so a worker decides (`send_acknowledgement`).
    """
    if Referral.objects.filter(case=case).exists():
        return
    person = _who_came(case)
    if person and may_hold_people(case) and not person.is_erased:
        _tell(person, by=by, case=case, at=at)


@transaction.atomic
def send_acknowledgement(*, by: User, case: Case, person: Person, at: datetime) -> None:
    """Write to someone else on the case, because a worker decided that they should be.

    Raises Refused without the family's agreement to records, without a safe address, and for a parent in a case that the
    child or young person brought themselves.
    """
    may_hold_people(case).require()
    part = CasePerson.objects.present().filter(case=case, person=person).first()
    if part:
        may_involve(case, CaseRole(part.role)).require()
    if not safe_addresses(person, emails.ACKNOWLEDGEMENT).exists():
        points = ContactPoint.objects.filter(person=person).order_by("added_at", "id")
        refuse(f"Nothing can be sent. {why_nothing_goes(points, emails.ACKNOWLEDGEMENT)}", "L27").require()
    _tell(person, by=by, case=case, at=at)


def may_still_be_told(case: Case, people: Mapping[Person, CaseRole]) -> set[UUID]:
    """Which of these, each with their part, have a safe address and have not been written to how to see their records."""
    involved = {role for role in set(people.values()) if may_involve(case, role)}
    people = {person: role for person, role in people.items() if role in involved}
    safe = set(
        writable(emails.ACKNOWLEDGEMENT)
        .filter(person__in=[person.id for person in people])
        .values_list("person", flat=True)
    )
    keys = {_key(case, person): person.id for person in people if person.id in safe}
    sent = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    return {person for key, person in keys.items() if key not in sent}


def _tell(person: Person, *, by: User, case: Case, at: datetime) -> None:
    point = safe_addresses(person, emails.ACKNOWLEDGEMENT).first()
    if point and _write(point, by=by, case=case, at=at) and not _already_sent(case):
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


def _who_came(case: Case) -> Person | None:
    """Whose yes to records it was: the first on the case in the part of whoever gave it."""
    answer = FirstContactEntry.objects.filter(
        case=case, item=FirstContactItem.AGREEMENT, state=ItemState.DONE
    ).first()
    who = role_that_came(
        CaseRole(answer.who) if answer and answer.who else None, ReferralSource(case.referral_source)
    )
    part = (
        CasePerson.objects.present()
        .filter(case=case, role=who)
        .select_related("person")
        .order_by("added_at", "id")
        .first()
    )
    return part.person if part else None


def _key(case: Case, person: Person) -> str:
    return f"case-acknowledgement:{case.id}:{person.id}"


def _write(point: ContactPoint, *, by: User, case: Case, at: datetime) -> bool:
    person = point.person
    with reading(by=by, subjects=[person.key_subject], purpose="acknowledgement"):
        try:
            to = recipient_at(point, person)
        except AddressUnusable:
            return False
        said = emails.acknowledgement(called=person.called, reference=case.reference)
    own.send(
        kind=emails.ACKNOWLEDGEMENT,
        to=to,
        about=person.key_subject,
        context=said,
        key=_key(case, person),
        by=by,
        at=at,
        reference=case.reference,
    )
    return True


def _already_sent(case: Case) -> bool:
    return bool(
        FirstContactEntry.objects.filter(
            case=case, item=FirstContactItem.RECORDS_SENT, state=ItemState.DONE
        ).exists()
    )
