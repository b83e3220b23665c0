"""Tries, by SQL as the application's role, to say something under cover of an approach, or to lose what was heard in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from consent.models import Approach, Heard
from sendiass import clock
from tests.attacks.test_gate import Row, committed, permit, refused, run
from tests.attacks.test_passing_on import passing, say, spoken
from tests.cast import Cast
from tests.consent.conftest import HOUR
from tests.consent.test_approaches import approached

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24", "L25")]


def coming(cast: Cast, **different: object) -> Row:
    """The authority rang the caseworker about the Khans."""
    return {
        "id": uuid4(),
        "case_id": cast.khans.case.id,
        "agency_id": cast.authority.id,
        "channel": "call",
        "spoke_to": b"",
        "told": "said",
        "not_told_because": None,
        "happened_at": clock.now(),
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.caseworker.id,
        "once": uuid4(),
        **different,
    }


def task_of(row: Row, **different: object) -> Row:
    return {
        "id": uuid4(),
        "case_id": row["case_id"],
        "rule": "pass_on",
        "item": "",
        "words": b"",
        "due_on": clock.today() + timedelta(days=1),
        "created_at": clock.now(),
        "created_by_id": row["recorded_by_id"],
        **different,
    }


def hearing(row: Row, task: Row, **different: object) -> Row:
    return {
        "id": uuid4(),
        "disclosure_id": None,
        "approach_id": row["id"],
        "case_id": row["case_id"],
        "agency_id": row["agency_id"],
        "task_id": task["id"],
        "words": b"",
        "due_on": task["due_on"],
        "due_by_rule": "pass-on 1",
        "recorded_at": clock.now(),
        "recorded_by_id": row["recorded_by_id"],
        **different,
    }


def come(row: Row, **different: object) -> None:
    task = task_of(row)
    heard = hearing(row, task, **different)
    committed([("consent_approach", row), ("cases_task", task), ("consent_heard", heard)])


def test_what_is_true_is_taken(cast: Cast) -> None:
    come(coming(cast))
    come(coming(cast, told="not_possible", not_told_because=b"x"))


FALSE: dict[str, tuple[str, Callable[[Cast], Row]]] = {
    "in the future": ("not_ahead", lambda _: {"recorded_at": clock.now() + HOUR}),
    "written down before it was": (
        "approach_recorded_once_it_happened",
        lambda _: {"happened_at": clock.now() + HOUR},
    ),
    "silent on what they were told": ("approach_says_what_they_were_told", lambda _: {"told": ""}),
    "without a word why they were not told": (
        "approach_says_what_they_were_told",
        lambda _: {"told": "not_possible"},
    ),
}


@pytest.mark.parametrize("untruth", FALSE)
def test_an_approach_that_is_not_true_is_refused(cast: Cast, untruth: str) -> None:
    held_by, different = FALSE[untruth]
    assert refused(lambda: come(coming(cast, **different(cast)))) == held_by


HEARD_WRONGLY: dict[str, tuple[str, Callable[[Cast], Row]]] = {
    "in no contact": ("heard_in_one_contact", lambda _: {"approach_id": None}),
    "in an approach on another case": (
        "heard_in_its_approach",
        lambda cast: {"case_id": cast.taylors.case.id},
    ),
    "from another agency": ("heard_in_its_approach", lambda cast: {"agency_id": cast.primary.id}),
}


@pytest.mark.parametrize("wrongly", HEARD_WRONGLY)
def test_what_was_heard_belongs_to_its_approach(cast: Cast, wrongly: str) -> None:
    held_by, different = HEARD_WRONGLY[wrongly]
    row = coming(cast)
    task = task_of(row, case_id=different(cast).get("case_id", row["case_id"]))
    rows = [("consent_approach", row), ("cases_task", task)]
    heard = hearing(row, task, **different(cast))
    assert refused(lambda: committed([*rows, ("consent_heard", heard)])) == held_by


def test_it_is_heard_in_a_disclosure_or_an_approach_not_both(cast: Cast) -> None:
    disclosure = spoken(cast, heard="")
    row = coming(cast)
    assert refused(lambda: come(row, disclosure_id=disclosure.id)) == "heard_in_one_contact"


def test_an_approach_in_which_nothing_was_heard_is_none(cast: Cast) -> None:
    assert refused(lambda: committed([("consent_approach", coming(cast))])) == "something_was_heard"


def test_nothing_of_the_family_can_be_said_in_it(cast: Cast) -> None:
    """There is no column for it, and no row of what was said can name it."""
    columns = {field.name for field in Approach._meta.get_fields() if not field.auto_created}
    assert not columns & {"contents", "words", "permission", "way", "about"}
    permission, approach = permit(cast), approached(cast)
    content = {
        "id": uuid4(),
        "disclosure_id": approach.id,
        "permission_id": permission.id,
        "case_id": approach.case_id,
        "content": "needs",
        "words": b"She tires early.",
    }
    assert "disclosure" in refused(lambda: committed([("consent_disclosedcontent", content)]))


def test_it_is_passed_on_after_it_was_heard(cast: Cast) -> None:
    heard = Heard.objects.get(approach=approached(cast))
    yesterday = clock.today() - timedelta(days=1)
    assert refused(lambda: say(heard, passing(cast, heard, happened_on=yesterday))) == "passed_on_truly"
    say(heard, passing(cast, heard))


def test_its_task_stays_until_the_family_knows(cast: Cast) -> None:
    heard = Heard.objects.get(approach=approached(cast))
    for change in ("done_at = now()", "withdrawn_at = now()", "rule = 'by_hand'"):
        attack = partial(run, f"UPDATE cases_task SET {change} WHERE id = %s", heard.task_id)
        assert refused(attack) == "owed_until_passed_on"


def test_it_is_never_edited_nor_deleted(cast: Cast) -> None:
    approached(cast)
    for statement in ("UPDATE {} SET told = 'said'", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        attack = partial(run, sql.SQL(statement).format(sql.Identifier("consent_approach")))
        assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate
