"""Tries to lose what an agency said before the family hears it, by SQL as the application's role and by racing (L25)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import transaction
from psycopg import sql

from consent.actions.passing_on import Telling, pass_on, withhold
from consent.choices import Channel, Content, HowPassedOn, Told, Way, WhyWithheld
from consent.disclosures import Said, disclose
from consent.models import Disclosure, Heard, PassedOn
from sendiass import clock
from sendiass.access import Refused
from tests.attacks.test_gate import Attacker, Row, closing, committed, permit, put, refused, run
from tests.cast import Cast, Family, assemble
from tests.conftest import WorkerDatabases
from tests.consent.conftest import HOUR

pytestmark = pytest.mark.clause("L25")
RACES = 25


def spoken(cast: Cast, family: Family | None = None, heard: str = "They lean towards a no.") -> Disclosure:
    """A call to the authority under that family's yes, in which the authority said something."""
    family = family or cast.khans
    permit(cast, family=family)
    said = Said(
        agency=cast.authority,
        about=family.child,
        way=Way.TELL,
        channel=Channel.CALL,
        contents={Content.NEEDS: "She tires early."},
        happened_at=clock.now(),
        told=Told.SAID,
        heard=heard,
    )
    by = cast.team.caseworker if family is cast.khans else cast.team.colleague
    return disclose(by=by, case=family.case, said=said, once=uuid4(), at=clock.now())


@pytest.fixture
def heard(cast: Cast) -> Heard:
    one: Heard = spoken(cast).heard
    return one


def passing(cast: Cast, heard: Heard, **different: Any) -> Row:
    """A row that says the mother was told, in truth."""
    return {
        "id": uuid4(),
        "heard_id": heard.id,
        "case_id": heard.case_id,
        "outcome": "passed_on",
        "told_id": cast.khans.parent.id,
        "how": "phone",
        "answer": b"",
        "why_withheld": "",
        "because": None,
        "happened_on": clock.today(),
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.caseworker.id,
        "once": uuid4(),
        **different,
    }


def say(heard: Heard, row: Row) -> None:
    """The row and its task done, as far as the commit; then taken back."""
    with transaction.atomic():
        put("consent_passedon", row)
        run("UPDATE cases_task SET done_at = now() WHERE id = %s", heard.task_id)
        run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_what_is_true_is_taken(cast: Cast, heard: Heard) -> None:
    say(heard, passing(cast, heard))


FALSE: dict[str, tuple[str, Callable[[Cast], Row]]] = {
    "to a stranger": ("passed_on_truly", lambda cast: {"told_id": cast.taylors.parent.id}),
    "to nobody": ("passed_on_says_to_whom_or_why_not", lambda _: {"told_id": None}),
    "in no way": ("passed_on_says_to_whom_or_why_not", lambda _: {"how": ""}),
    "in a way nobody knows": ("passed_on_in_known_words", lambda _: {"how": "pigeon"}),
    "before it was heard": (
        "passed_on_truly",
        lambda _: {"happened_on": clock.today() - timedelta(days=1)},
    ),
    "tomorrow": ("passed_on_truly", lambda _: {"happened_on": clock.today() + timedelta(days=1)}),
    "written down in the future": ("passed_on_truly", lambda _: {"recorded_at": clock.now() + HOUR}),
    "on another case": ("passed_on_within_its_case", lambda cast: {
        "case_id": cast.taylors.case.id, "told_id": cast.taylors.parent.id,
    }),
    "withheld without a word why": (
        "passed_on_says_to_whom_or_why_not",
        lambda _: {"outcome": "withheld", "told_id": None, "how": "", "why_withheld": "risk_of_harm"},
    ),
    "withheld for no known reason": (
        "passed_on_in_known_words",
        lambda _: {
            "outcome": "withheld",
            "told_id": None,
            "how": "",
            "why_withheld": "awkward",
            "because": b"x",
        },
    ),
    "lost": ("passed_on_says_to_whom_or_why_not", lambda _: {"outcome": "lost"}),
}  # fmt: skip


@pytest.mark.parametrize("untruth", FALSE)
def test_what_is_not_true_is_refused(cast: Cast, heard: Heard, untruth: str) -> None:
    held_by, different = FALSE[untruth]
    assert refused(lambda: say(heard, passing(cast, heard, **different(cast)))) == held_by


def test_it_is_passed_on_once(cast: Cast, heard: Heard) -> None:
    pass_on(by=cast.team.caseworker, heard=heard, telling=telling(cast), once=uuid4(), at=clock.now())
    assert "heard_id" in refused(lambda: say(heard, passing(cast, heard)))


def test_telling_them_without_ending_the_task_is_refused(cast: Cast, heard: Heard) -> None:
    assert refused(lambda: committed([("consent_passedon", passing(cast, heard))])) == "done_with_it"


CHANGES_OF_ITS_TASK = (
    "UPDATE cases_task SET done_at = now() WHERE id = %s",
    "UPDATE cases_task SET withdrawn_at = now() WHERE id = %s",
    "UPDATE cases_task SET due_on = due_on + 30 WHERE id = %s",
    "UPDATE cases_task SET rule = 'by_hand' WHERE id = %s",
    "UPDATE cases_task SET case_id = NULL, worker_id = created_by_id WHERE id = %s",
    "UPDATE cases_task SET words = '' WHERE id = %s",
)


@pytest.mark.parametrize("statement", CHANGES_OF_ITS_TASK)
def test_its_task_cannot_be_made_to_go_away(heard: Heard, statement: str) -> None:
    assert refused(lambda: run(statement, heard.task_id)) == "owed_until_passed_on"


def test_its_task_cannot_be_done_at_another_time_nor_undone(cast: Cast, heard: Heard) -> None:
    pass_on(by=cast.team.caseworker, heard=heard, telling=telling(cast), once=uuid4(), at=clock.now())
    for done_at in ("NULL", "done_at - interval '9 days'"):
        statement = f"UPDATE cases_task SET done_at = {done_at} WHERE id = %s"
        assert refused(partial(run, statement, heard.task_id)) == "owed_until_passed_on"


def test_its_task_can_go_to_another_worker(cast: Cast, heard: Heard) -> None:
    run("UPDATE cases_task SET worker_id = %s WHERE id = %s", cast.team.colleague.id, heard.task_id)


def test_a_task_of_another_kind_does_not_turn_into_one(cast: Cast, heard: Heard) -> None:
    put("cases_task", a_task(cast, rule="call_back", id=(other := uuid4())))
    change = "UPDATE cases_task SET rule = 'pass_on' WHERE id = %s"
    assert refused(lambda: run(change, other)) == "owed_until_passed_on"


@pytest.mark.parametrize("table", ["consent_heard", "consent_passedon"])
def test_what_was_heard_and_told_is_never_edited_nor_deleted(cast: Cast, heard: Heard, table: str) -> None:
    pass_on(by=cast.team.caseworker, heard=heard, telling=telling(cast), once=uuid4(), at=clock.now())
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        attack = partial(run, sql.SQL(statement).format(sql.Identifier(table)))
        assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate


def test_its_task_is_never_deleted(heard: Heard) -> None:
    attack = partial(run, "DELETE FROM cases_task WHERE id = %s", heard.task_id)
    assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate


def a_task(cast: Cast, **different: Any) -> Row:
    return {
        "id": uuid4(),
        "case_id": cast.khans.case.id,
        "rule": "pass_on",
        "item": "",
        "due_on": clock.today(),
        "created_at": clock.now(),
        **different,
    }


def a_hearing(cast: Cast, disclosure: Disclosure, task: Row, **different: Any) -> Row:
    return {
        "id": uuid4(),
        "disclosure_id": disclosure.id,
        "case_id": disclosure.case_id,
        "agency_id": disclosure.agency_id,
        "task_id": task["id"],
        "words": b"",
        "due_on": clock.today(),
        "due_by_rule": "none",
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.caseworker.id,
        **different,
    }


NOT_OWED: dict[str, tuple[str, Callable[[Cast], Row], Callable[[Cast], Row]]] = {
    "by a task of another kind": ("heard_is_owed", lambda _: {"rule": "call_back"}, lambda _: {}),
    "by a task done before": ("heard_is_owed", lambda _: {"done_at": clock.now()}, lambda _: {}),
    "by a task withdrawn": ("heard_is_owed", lambda _: {"withdrawn_at": clock.now()}, lambda _: {}),
    "on another day": ("heard_is_owed", lambda _: {}, lambda _: {"due_on": clock.today() + timedelta(9)}),
    "on another case's list": (
        "heard_owed_on_its_case",
        lambda cast: {"case_id": cast.taylors.case.id},
        lambda _: {},
    ),
    "to another family": (
        "heard_in_its_contact",
        lambda cast: {"case_id": cast.taylors.case.id},
        lambda cast: {"case_id": cast.taylors.case.id},
    ),
    "by another agency": ("heard_in_its_contact", lambda _: {}, lambda cast: {"agency_id": cast.primary.id}),
}


@pytest.mark.parametrize("forgery", NOT_OWED)
def test_what_was_heard_is_owed_truly(cast: Cast, forgery: str) -> None:
    held_by, of_task, of_hearing = NOT_OWED[forgery]
    disclosure = spoken(cast, heard="")
    task = a_task(cast, **of_task(cast))
    rows = [("cases_task", task), ("consent_heard", a_hearing(cast, disclosure, task, **of_hearing(cast)))]
    assert refused(lambda: committed(rows)) == held_by


def test_what_was_heard_truly_is_taken(cast: Cast) -> None:
    disclosure, task = spoken(cast, heard=""), a_task(cast)
    committed([("cases_task", task), ("consent_heard", a_hearing(cast, disclosure, task))])


@pytest.mark.clause("L25", "Y02")
@pytest.mark.parametrize(
    "different",
    [
        {"told": ""},
        {"told": "perhaps"},
        {"told": "not_possible"},
        {"told": "said", "not_told_because": b"x"},
    ],
)
def test_no_contact_goes_without_what_they_were_told(cast: Cast, different: Row) -> None:
    attacker = Attacker(cast, permit(cast))
    assert attacker.refused(attacker.row(**different)) == "disclosure_says_what_they_were_told"
    attacker.say(attacker.row(told="not_possible", not_told_because=b"x"))


def telling(cast: Cast) -> Telling:
    return Telling(told=cast.khans.parent, how=HowPassedOn.PHONE, happened_on=clock.today())


def test_two_at_once_settle_it_once(committed_db: WorkerDatabases) -> None:
    """The caseworker says she told them while the manager decides that they are not told: one of them is refused."""
    with transaction.atomic():
        cast = assemble()
        everything = [spoken(cast).heard for _ in range(RACES)]
    together = threading.Barrier(2)
    refusals: list[str] = []

    def settling(act: Callable[[Heard], object]) -> None:
        for one in everything:
            together.wait(60)
            try:
                act(one)
            except Refused as error:
                refusals.append(error.decision.reason)

    def tell(one: Heard) -> object:
        return pass_on(
            by=cast.team.caseworker, heard=one, telling=telling(cast), once=uuid4(), at=clock.now()
        )

    def keep(one: Heard) -> object:
        return withhold(
            by=cast.team.manager,
            heard=one,
            why=WhyWithheld.RISK_OF_HARM,
            because="He would find her.",
            once=uuid4(),
            at=clock.now(),
        )

    with ThreadPoolExecutor(2) as threads:
        for outcome in [threads.submit(closing, partial(settling, act)) for act in (tell, keep)]:
            outcome.result()
    assert len(refusals) == RACES
    assert PassedOn.objects.count() == RACES
    assert not Heard.objects.to_pass_on().exists()
