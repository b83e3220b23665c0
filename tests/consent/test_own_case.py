"""A case that a child or young person brought themselves: no parent is told of it, or decides on it, without their yes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from uuid import uuid4

import pytest

from cases.actions.acknowledgement import may_still_be_told, send_acknowledgement
from cases.actions.first_contact import Answer, record_first_contact
from cases.actions.people import PersonDetails, Reach, add_person
from cases.choices import (
    Agreement,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    FirstContactItem,
    ItemState,
    ReferralSource,
)
from cases.models import Case, Person
from cases.rules import may_involve, role_that_came
from consent.actions.passing_on import Telling, pass_on
from consent.choices import HowPassedOn, Standing
from consent.models import Heard, PassedOn
from sendiass import clock
from sendiass.access import Refused
from sendiass.outbox.models import Message
from tests.cast import Cast, new_case
from tests.consent.test_approaches import approached
from tests.consent.test_sharing_pages import signed_in

POST = Reach(ContactPointKind.POST, "1 High Street", ContactSafety.SAFE)
CHILD, PARENT = CaseRole.CHILD_OR_YOUNG_PERSON, CaseRole.PARENT_CARER


@pytest.mark.parametrize(
    ("role", "source", "agreed"), list(product(CaseRole, ReferralSource, [None, *CaseRole]))
)
def test_only_a_parent_is_kept_out_and_only_of_a_case_not_theirs_yet(
    role: CaseRole, source: ReferralSource, agreed: CaseRole | None
) -> None:
    kept_out = role == "parent_carer" and source in ("child", "young_person") and agreed != "parent_carer"
    assert bool(may_involve(role, source=source, agreed=agreed)) == (not kept_out)


@pytest.mark.parametrize("source", ReferralSource)
def test_who_came_without_saying_so_is_whom_the_case_came_from(source: ReferralSource) -> None:
    came = role_that_came(None, source)
    assert came == (CHILD if source in ("child", "young_person") else PARENT)
    assert role_that_came(PARENT, source) is PARENT


@pytest.fixture
def own_case(cast: Cast) -> Case:
    """A child rang by herself and agreed to records."""
    case = new_case(cast.team.caseworker, at=clock.now())
    case.referral_source = ReferralSource.CHILD
    case.save(update_fields=["referral_source"])
    agree(cast, case, CHILD)
    return case


def agree(cast: Cast, case: Case, who: CaseRole | None) -> None:
    answer = Answer(
        item=FirstContactItem.AGREEMENT, state=ItemState.DONE, agreement=Agreement.AGREED, who=who
    )
    record_first_contact(by=cast.team.caseworker, case=case, answers=[answer], at=clock.now())


def add(cast: Cast, case: Case, role: CaseRole, name: str) -> Person:
    return add_person(
        by=cast.team.caseworker,
        case=case,
        role=role,
        details=PersonDetails(given_names=name),
        reaches=[POST],
        at=clock.now(),
    )


@pytest.mark.django_db
def test_the_child_is_written_to_and_the_parent_neither_unasked_nor_by_a_worker(
    cast: Cast, own_case: Case
) -> None:
    parent = add(cast, own_case, PARENT, "Marek")
    assert not Message.objects.exists()
    child = add(cast, own_case, CHILD, "Rosa")
    assert Message.objects.count() == 1
    assert may_still_be_told(own_case, {child: CHILD, parent: PARENT}) == set()
    with pytest.raises(Refused, match="They brought this case themselves"):
        send_acknowledgement(by=cast.team.caseworker, case=own_case, person=parent, at=clock.now())
    assert Message.objects.count() == 1
    client = signed_in(cast.team.caseworker)
    record = client.get(f"/cases/{own_case.reference}/").content.decode()
    assert "Ask the child or young person before you get in touch with them" in record
    page = client.get(f"/cases/{own_case.reference}/people/").content.decode()
    assert "Their own case: ask them before a parent is told" in page
    address = f"/cases/{own_case.reference}/people/{parent.id}/acknowledge/"
    assert address not in page
    assert client.post(address).status_code == 403


@pytest.mark.django_db
def test_once_a_parent_is_let_in_they_may_be_told(cast: Cast, own_case: Case) -> None:
    add(cast, own_case, CHILD, "Rosa")
    parent = add(cast, own_case, PARENT, "Marek")
    agree(cast, own_case, PARENT)
    assert may_still_be_told(own_case, {parent: PARENT}) == {parent.id} or Message.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.clause("L24")
def test_no_parents_yes_shares_what_the_child_told(cast: Cast, permitted: Callable[..., object]) -> None:
    case = cast.khans.case
    case.referral_source = ReferralSource.CHILD
    case.save(update_fields=["referral_source"])
    agree(cast, case, CHILD)
    with pytest.raises(Refused, match="They brought this case themselves"):
        permitted()
    permitted(given_by=cast.khans.child, standing=Standing.FOR_THEMSELVES)
    agree(cast, case, PARENT)
    permitted()


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_what_an_agency_said_of_a_childs_own_case_reaches_no_parent_without_their_yes(cast: Cast) -> None:
    """Telling a parent is the child's to permit; until then the child is told."""
    case, worker = cast.khans.case, cast.team.caseworker
    case.referral_source = ReferralSource.CHILD
    case.save(update_fields=["referral_source"])
    agree(cast, case, CHILD)
    heard = Heard.objects.get(approach=approached(cast))
    page = f"/cases/{case.reference}/sharing/heard/{heard.task_id}/"
    told = {"once": str(uuid4()), "how": HowPassedOn.PHONE, "happened_on": "today"}
    client = signed_in(worker)
    assert "Samira Khan (parent carer)" not in client.get(page).content.decode()
    assert client.post(page, told | {"told": str(cast.khans.parent.id)}).status_code == 200
    telling = Telling(cast.khans.parent, HowPassedOn.PHONE, clock.today())
    with pytest.raises(Refused, match="They brought this case themselves"):
        pass_on(by=worker, heard=heard, telling=telling, once=uuid4(), at=clock.now())
    assert not PassedOn.objects.exists()
    assert client.post(page, told | {"told": str(cast.khans.child.id)}).status_code == 302
    assert PassedOn.objects.get().told == cast.khans.child


@pytest.mark.django_db
@pytest.mark.clause("L25")
def test_a_parent_who_was_let_in_is_told(cast: Cast) -> None:
    case, worker = cast.khans.case, cast.team.caseworker
    case.referral_source = ReferralSource.CHILD
    case.save(update_fields=["referral_source"])
    agree(cast, case, PARENT)
    heard = Heard.objects.get(approach=approached(cast))
    telling = Telling(cast.khans.parent, HowPassedOn.PHONE, clock.today())
    pass_on(by=worker, heard=heard, telling=telling, once=uuid4(), at=clock.now())
    assert PassedOn.objects.get().told == cast.khans.parent
