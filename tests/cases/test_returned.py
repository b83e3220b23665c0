"""An email that came back makes its address one that does not work, and tells whoever works the case (L30, DOMAIN 4.10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.acknowledgement import send_acknowledgement
from cases.actions.people import Reach, add_contact, change_contact, remove_contact
from cases.choices import ContactPointKind, ContactSafety, TaskRule
from cases.models import Case, ContactPoint, Task
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting
from sendiass.outbox import delivery, returns
from sendiass.outbox.choices import State
from sendiass.outbox.models import Message
from tests.cast import Cast
from tests.kernel.outbox.reports import report

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L30")]
OLD = Reach(ContactPointKind.EMAIL, "a.khan@old.example", ContactSafety.SAFE)


def written_to(cast: Cast, reach: Reach = OLD) -> tuple[ContactPoint, Message]:
    """The mother is written to at this address, and the message leaves."""
    family, at = cast.khans, clock.now()
    point = add_contact(by=cast.team.caseworker, case=family.case, person=family.parent, reach=reach, at=at)
    if not Message.objects.filter(subject_id=family.parent.id).exists():
        send_acknowledgement(by=cast.team.caseworker, case=family.case, person=family.parent, at=at)
    message = Message.objects.filter(subject_id=family.parent.id).latest("created_at")
    delivery.deliver(message.pk, clock=lambda: at + timedelta(minutes=1))
    message.refresh_from_db()
    assert message.state == State.SENT
    return point, message


def comes_back(message: Message, address: str = OLD.value) -> None:
    with acting(by=ServicePrincipal("outbox")):
        assert returns.take_report(
            report("exim", message_id=message.message_id, address=address), at=clock.now()
        )


def asked(case: Case) -> list[Task]:
    return list(Task.objects.open().filter(case=case, rule=TaskRule.ADDRESS_CAME_BACK))


def test_the_address_does_not_work_and_whoever_works_the_case_is_told_once(
    cast: Cast, client: Client
) -> None:
    point, message = written_to(cast)
    comes_back(message)
    point.refresh_from_db()
    assert point.safety == ContactSafety.NOT_WORKING
    [task] = asked(cast.khans.case)
    assert task.worker_id is None  # whoever works the case, or the manager while nobody does
    client.force_login(cast.team.caseworker)
    page = client.get(reverse("cases:people_page", args=[cast.khans.case.reference])).content.decode()
    assert "Does not work" in page
    assert "An email came back" in client.get(reverse("cases:today")).content.decode()


def test_nothing_is_written_there_until_somebody_says_that_it_works(cast: Cast) -> None:
    worker, family = cast.team.caseworker, cast.khans
    point, message = written_to(cast)
    comes_back(message)
    point.refresh_from_db()
    assert point not in ContactPoint.objects.safe().filter(person=family.parent)
    change_contact(by=worker, case=family.case, point=point, reach=OLD, at=clock.now())
    assert point in ContactPoint.objects.safe().filter(person=family.parent)
    assert asked(family.case) == []


def test_a_corrected_or_removed_address_is_the_end_of_the_task(cast: Cast) -> None:
    worker, family = cast.team.caseworker, cast.khans
    point, message = written_to(cast)
    comes_back(message)
    point.refresh_from_db()
    still = replace(OLD, safety=ContactSafety.NOT_WORKING)
    change_contact(by=worker, case=family.case, point=point, reach=still, at=clock.now())
    assert len(asked(family.case)) == 1
    remove_contact(by=worker, point=point, at=clock.now())
    assert asked(family.case) == []


def test_an_address_that_was_put_right_meanwhile_is_left_alone(cast: Cast) -> None:
    worker, family = cast.team.caseworker, cast.khans
    point, message = written_to(cast)
    new = replace(OLD, value="a.khan@new.example")
    change_contact(by=worker, case=family.case, point=point, reach=new, at=clock.now())
    comes_back(message)
    point.refresh_from_db()
    assert (point.safety, asked(family.case)) == (ContactSafety.SAFE, [])


def test_what_the_family_said_is_not_safe_stays_not_safe(cast: Cast) -> None:
    worker, family = cast.team.caseworker, cast.khans
    point, message = written_to(cast)
    barred = replace(OLD, safety=ContactSafety.NOT_SAFE)
    change_contact(by=worker, case=family.case, point=point, reach=barred, at=clock.now())
    comes_back(message)
    point.refresh_from_db()
    assert (point.safety, asked(family.case)) == (ContactSafety.NOT_SAFE, [])


def test_the_same_address_on_another_familys_record_is_not_touched(cast: Cast) -> None:
    worker, other = cast.team.colleague, cast.taylors
    theirs = add_contact(by=worker, case=other.case, person=other.parent, reach=OLD, at=clock.now())
    _, message = written_to(cast)
    comes_back(message)
    theirs.refresh_from_db()
    assert (theirs.safety, asked(other.case)) == (ContactSafety.SAFE, [])


def test_the_desk_sees_that_it_came_back(cast: Cast, client: Client) -> None:
    _, message = written_to(cast)
    comes_back(message)
    client.force_login(cast.team.administrator)
    page = client.get(reverse("outbox:mail_list")).content.decode()
    assert "Came back" in page
    assert OLD.value not in page
