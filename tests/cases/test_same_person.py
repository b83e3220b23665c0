"""Two records linked as one human being's: by whoever sees both, undoable, and nothing is merged."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from cases import search
from cases.actions.people import PersonDetails, add_person
from cases.actions.same_person import link_as_same_person, unlink
from cases.choices import CaseRole
from cases.models import Case, Person, SamePerson
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from tests.cast import Cast, new_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> None:
    search.INDEX.clear()


def again(by: User, name: str = "Sameera") -> tuple[Case, Person]:
    """The Khans' mother once more, in another case."""
    case = new_case(by, at=clock.now())
    details = PersonDetails(given_names=name, family_name="Kahn")
    return case, add_person(by=by, case=case, role=CaseRole.OTHER, details=details, at=clock.now())


def linked(by: User, one: Person, other: Person, reason: str = "Same number and child.") -> SamePerson:
    return link_as_same_person(by=by, one=one, other=other, reason=reason, at=clock.now())


def test_two_records_are_linked_once_and_found_together_with_nothing_merged(cast: Cast) -> None:
    mine, mother = cast.team.caseworker, cast.khans.parent
    case, second = again(mine)
    link = linked(mine, mother, second)
    assert linked(mine, second, mother) == link, "said again, the other way round"
    found = search.find(by=mine, text="Samira")
    assert {one.case for one in found} == {cast.khans.case, case}
    assert {one.human for one in found} == {mother.id}
    with reading(by=mine, subjects=[mother.key_subject, second.key_subject], purpose="test"):
        assert (mother.family_name, second.family_name) == ("Khan", "Kahn")


def test_undone_they_are_two_again_and_that_they_were_linked_stays(cast: Cast) -> None:
    mine, mother = cast.team.caseworker, cast.khans.parent
    case, second = again(mine)
    link = linked(mine, mother, second)
    unlink(by=mine, link=link, at=clock.now())
    unlink(by=mine, link=link, at=clock.now())
    link.refresh_from_db()
    assert link.undone_by == mine
    assert case not in {one.case for one in search.find(by=mine, text="Samira")}
    assert linked(mine, mother, second) != link


@pytest.mark.clause("L26")
def test_nobody_links_or_unlinks_whom_they_may_not_see(cast: Cast) -> None:
    mine, colleague = cast.team.caseworker, cast.team.colleague
    with pytest.raises(NotThere):
        linked(mine, cast.khans.parent, cast.taylors.parent)
    link = linked(cast.team.manager, cast.khans.parent, cast.taylors.parent)
    for one in (mine, colleague):
        with pytest.raises(NotThere):
            unlink(by=one, link=link, at=clock.now())
    found = search.find(by=mine, text="Samira")
    assert {each.person for each in found} == {cast.khans.parent}, "nothing tells of the other record"


def test_a_record_is_not_linked_with_itself_nor_a_parent_with_their_child(cast: Cast) -> None:
    for other in (cast.khans.parent, cast.khans.child):
        with pytest.raises(Refused):
            linked(cast.team.caseworker, cast.khans.parent, other)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases_sameperson SET at = at + interval '1 day'",
        "UPDATE cases_sameperson SET reason = decode('00', 'hex')",
        "DELETE FROM cases_sameperson",
    ],
)
def test_a_link_may_only_be_undone(cast: Cast, change: str) -> None:
    linked(cast.team.manager, cast.khans.parent, cast.taylors.parent)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_data_base_refuses_a_pair_twice_out_of_order_or_of_one(cast: Cast) -> None:
    first, second = sorted((cast.khans.parent.id, cast.taylors.parent.id))
    linked(cast.team.manager, cast.khans.parent, cast.taylors.parent)
    for one, other in ((first, second), (second, first), (first, first)):
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO cases_sameperson (id, one_id, other_id, reason, at, by_id) VALUES (%s, %s, %s, %s, now(), %s)",
                [uuid4(), one, other, b"\x00", cast.team.manager.id],
            )
        cause = refused.value.__cause__
        assert isinstance(cause, psycopg.errors.UniqueViolation | psycopg.errors.CheckViolation)
