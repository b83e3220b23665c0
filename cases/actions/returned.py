"""An email or a text to somebody came back: nothing more is written there, and whoever works their cases hears of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cases.choices import ContactPointKind, ContactSafety, ReferralState, TaskRule
from cases.models import Case, CasePerson, ContactPoint, Person, Referral, Task
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, reading
from sendiass.outbox.choices import Channel, Door
from sendiass.outbox.models import Message

RETURNS = ServicePrincipal("outbox")
WERE_USED = (ContactSafety.SAFE, ContactSafety.NOT_KNOWN)
"""What a family said of the others stands: an address that is not safe is not made any safer by not working."""

CAME_BACK_FROM = {Channel.EMAIL: ContactPointKind.EMAIL, Channel.TEXT: ContactPointKind.MOBILE}


@transaction.atomic
def address_came_back(message: Message, address: str, at: datetime) -> None:
    """Mark the address as one that does not work on the record of whom the message was for, and have their workers told.

    An address that was put right or taken off meanwhile is nobody's trouble any more.
    """
    if message.door != Door.OWN or _marked_on_request(message, at):
        return
    for person in _meant(message):
        if mark_not_working(person, address, CAME_BACK_FROM.get(Channel(message.channel))):
            for case in _to_be_told(person, message):
                _tell(case, at=at)


def settle_returned(*, by: User, person: Person, at: datetime) -> None:
    """Tick off what asked for an address that works, on each case where every address of theirs now does."""
    for case in Case.objects.filter(parts__person=person, parts__removed_at__isnull=True).order_by("id"):
        people = CasePerson.objects.present().filter(case=case).values("person")
        if ContactPoint.objects.not_working().filter(person__in=people).exists():
            continue
        for task in Task.objects.open().filter(case=case, rule=TaskRule.ADDRESS_CAME_BACK):
            task.done_at, task.done_by = at, by
            task.save(update_fields=["done_at", "done_by"])


def _marked_on_request(message: Message, at: datetime) -> bool:
    """Whether it answered a request that nobody has taken up: whoever does will see it, and start without that address."""
    if message.subject_kind != "referral":
        return False
    waiting = Referral.objects.select_for_update(of=("self",)).filter(state=ReferralState.WAITING)
    referral = waiting.filter(pk=message.subject_id).first()
    if referral is None:
        return False
    referral.address_failed_at = at
    referral.save(update_fields=["address_failed_at"])
    return True


def _meant(message: Message) -> Iterable[Person]:
    """Whom it was for; of a request from the website, those on the case that came of it."""
    if message.subject_kind == "person":
        return list(Person.objects.filter(pk=message.subject_id))
    referral = Referral.objects.filter(pk=message.subject_id).first()
    if referral is None or referral.case_id is None:
        return []
    parts = CasePerson.objects.present().filter(case=referral.case_id).select_related("person")
    return [part.person for part in parts.order_by("id")]


def mark_not_working(person: Person, address: str, kind: ContactPointKind | None) -> bool:
    """Whether an address of theirs was marked."""
    if person.is_erased or kind is None:
        return False
    points = ContactPoint.objects.select_for_update().filter(person=person, kind=kind, safety__in=WERE_USED)
    with reading(by=RETURNS, subjects=[person.key_subject], purpose="an address that does not work"):
        same = [point for point in points.order_by("id") if point.value.casefold() == address.casefold()]
    for point in same:
        point.safety = ContactSafety.NOT_WORKING
        point.save(update_fields=["safety"])
    return bool(same)


def _to_be_told(person: Person, message: Message) -> list[Case]:
    """The cases in hand on which they are; where there is none any more, the one that the message was about.

    A message that names no case, as one that asks what they thought, was about the case that closed last.
    """
    theirs = Case.objects.filter(parts__person=person, parts__removed_at__isnull=True).order_by("id")
    in_hand = list(theirs.in_hand())
    about = in_hand or list(theirs.filter(reference=message.reference))
    return about or list(theirs.order_by("-closed_at", "id")[:1])


def _tell(case: Case, *, at: datetime) -> None:
    Case.objects.select_for_update().get(pk=case.pk)
    if not Task.objects.open().filter(case=case, rule=TaskRule.ADDRESS_CAME_BACK).exists():
        Task.objects.create(
            case=case, rule=TaskRule.ADDRESS_CAME_BACK, due_on=clock.day_of(at), created_at=at
        )
