"""Tries to close a case over advice without its options, by SQL as the application's role and by doing both at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.test import Client
from psycopg import sql

from cases.actions.advice import lay_options, signpost
from cases.actions.interventions import correct_intervention
from cases.choices import CaseStatus, HelpKind
from cases.models import AdviceOption, Case, IndependentSource, Intervention, Task
from sendiass import clock
from sendiass.access import Refused
from tests.attacks.test_gate import Row, committed, put, refused, run
from tests.cases.test_advice import advised, law, owed, two
from tests.cast import Cast, assemble, given, logged, new_case
from tests.closing import closed_case
from tests.conftest import WorkerDatabases

pytestmark = pytest.mark.clause("Y03", "Y10")
RACES = 20


class Attacker:
    """Someone who speaks SQL as the application does, with advice that owes its options."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.advice = advised(cast.team.caseworker, cast.khans.case)
        self.task = owed(cast.khans.case)[0]

    def option(self, place: int = 1, **different: Any) -> Row:
        return {
            "id": uuid4(),
            "case_id": self.cast.khans.case.id,
            "intervention_id": self.advice.id,
            "place": place,
            "words": b"",
            "reference_id": law().id,
            "recorded_at": clock.now(),
            "recorded_by_id": self.cast.team.caseworker.id,
            **different,
        }

    def lay(self, *rows: Row) -> None:
        committed([("cases_adviceoption", row) for row in rows])

    def close(self) -> None:
        run(
            "UPDATE cases_case SET status = 'closed', closed_at = now() WHERE id = %s",
            self.cast.khans.case.id,
        )


@pytest.fixture
def attacker(cast: Cast) -> Attacker:
    return Attacker(cast)


def test_two_options_or_one_with_its_reason_are_taken(attacker: Attacker) -> None:
    attacker.lay(attacker.option(1), attacker.option(2))
    attacker.lay(attacker.option(1, only_because=b"\x01"))


FORGED: dict[str, tuple[str, Callable[[Attacker], list[Row]]]] = {
    "one alone without its reason": ("two_options_or_why", lambda a: [a.option()]),
    "neither law nor why none": (
        "option_rests_on_law_or_says_why_not",
        lambda a: [a.option(1, reference_id=None), a.option(2)],
    ),
    "both law and why none": (
        "option_rests_on_law_or_says_why_not",
        lambda a: [a.option(1, no_reference_because=b"\x01"), a.option(2)],
    ),
    "of another family's case": (
        "option_of_advice",
        lambda a: [a.option(place, case_id=a.cast.taylors.case.id) for place in (1, 2)],
    ),
    "of what is not advice": (
        "option_of_advice",
        lambda a: [a.option(1, intervention_id=logged(a.cast.team.caseworker, a.cast.khans.case).id)],
    ),
    "of a correction, not of the advice": (
        "option_of_advice",
        lambda a: [a.option(1, intervention_id=corrected(a).id)],
    ),
    "two in one place": ("option_has_its_place", lambda a: [a.option(1), a.option(1)]),
}


def corrected(attacker: Attacker, *kinds: HelpKind) -> Intervention:
    return correct_intervention(
        by=attacker.cast.team.caseworker,
        intervention=attacker.advice,
        given=replace(given(), kinds=kinds or (HelpKind.ADVICE,)),
        reason="Put right.",
        once=uuid4(),
        at=clock.now(),
    )


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_option_is_refused(attacker: Attacker, forgery: str) -> None:
    by, rows = FORGED[forgery]
    made = rows(attacker)
    assert refused(lambda: attacker.lay(*made)) == by


TASK_CHANGES = [
    "done_at = now()",
    "withdrawn_at = now()",
    "rule = 'by_hand', intervention_id = NULL",
    "intervention_id = NULL",
    "case_id = NULL, worker_id = created_by_id",
]


@pytest.mark.parametrize("change", TASK_CHANGES)
def test_the_task_does_not_go_away_by_itself(attacker: Attacker, change: str) -> None:
    statement = f"UPDATE cases_task SET {change} WHERE id = %s"
    assert refused(partial(run, statement, attacker.task.id)) == "task_of_options"


def test_the_task_is_not_deleted(attacker: Attacker) -> None:
    attack = partial(run, "DELETE FROM cases_task WHERE id = %s", attacker.task.id)
    assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate


def test_a_task_of_options_is_not_made_about_another_case_or_born_done(attacker: Attacker) -> None:
    for different in ({"case_id": attacker.cast.taylors.case.id}, {"done_at": clock.now()}):
        row = {
            "id": uuid4(),
            "case_id": attacker.cast.khans.case.id,
            "rule": "advice_options",
            "item": "",
            "intervention_id": attacker.advice.id,
            "due_on": clock.today(),
            "created_at": clock.now(),
            **different,
        }
        assert refused(partial(put, "cases_task", row)) == "task_of_options"


def test_another_kind_of_task_names_no_advice(attacker: Attacker) -> None:
    row = {
        "id": uuid4(),
        "case_id": attacker.cast.khans.case.id,
        "rule": "by_hand",
        "item": "",
        "intervention_id": attacker.advice.id,
        "due_on": clock.today(),
        "created_at": clock.now(),
        "done_at": clock.now(),
    }
    assert refused(partial(put, "cases_task", row)) == "task_of_options_names_its_advice"


def test_the_case_does_not_close_until_the_options_are_there(attacker: Attacker) -> None:
    assert refused(attacker.close) == "closed_with_options"
    lay_all(attacker)
    attacker.close()


ADVICE_AGAIN = (
    "INSERT INTO cases_intervention SELECT (jsonb_populate_record(one, jsonb_build_object('id', %s::uuid,"
    " 'once', %s::uuid, 'original_id', one.id, 'version', 3))).* FROM cases_intervention one WHERE id = %s"
)


def test_it_does_not_close_even_where_no_task_asks(attacker: Attacker) -> None:
    corrected(attacker, HelpKind.INFORMATION)  # which withdraws the task
    run(ADVICE_AGAIN, uuid4(), uuid4(), attacker.advice.id)
    assert not Task.objects.open().filter(intervention=attacker.advice).exists()
    assert refused(attacker.close) == "closed_with_options"


def test_a_choice_is_among_the_options_of_its_advice(attacker: Attacker) -> None:
    lay_all(attacker)
    option = AdviceOption.objects.filter(intervention=attacker.advice)[0]
    other = advised(attacker.cast.team.caseworker, attacker.cast.khans.case, "Other advice.")
    row = {
        "id": uuid4(),
        "case_id": attacker.cast.khans.case.id,
        "intervention_id": other.id,
        "option_id": option.id,
        "recorded_at": clock.now(),
        "recorded_by_id": attacker.cast.team.caseworker.id,
    }
    assert refused(lambda: committed([("cases_optionchoice", row)])) == "choice_of_its_options"


@pytest.mark.parametrize(
    "table", ["cases_adviceoption", "cases_optionchoice", "cases_signposting", "cases_legalreference"]
)
def test_what_was_written_is_never_edited_nor_deleted(attacker: Attacker, table: str) -> None:
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        attack = partial(run, sql.SQL(statement).format(sql.Identifier(table)))
        assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate


@pytest.mark.clause("Y13")
def test_signposting_names_a_source_or_why_none_and_a_source_stays(attacker: Attacker) -> None:
    ipsea = IndependentSource.objects.get(key="ipsea")
    signpost(
        by=attacker.cast.team.caseworker,
        case=attacker.cast.khans.case,
        sources=[ipsea],
        told_on=clock.today(),
        at=clock.now(),
    )
    row = {
        "id": uuid4(),
        "case_id": attacker.cast.khans.case.id,
        "told_on": clock.today(),
        "recorded_at": clock.now(),
        "recorded_by_id": attacker.cast.team.caseworker.id,
    }
    assert refused(partial(put, "cases_signposting", row)) == "signposted_or_says_why_not"
    attack = partial(run, "DELETE FROM cases_independentsource WHERE id = %s", ipsea.id)
    assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate


def lay_all(attacker: Attacker) -> None:
    lay_options(
        by=attacker.cast.team.caseworker,
        case=attacker.cast.khans.case,
        intervention=attacker.advice,
        options=two(),
        once=uuid4(),
        at=clock.now(),
    )


def test_advice_and_closing_at_once_never_leave_a_closed_case_that_owes_options(
    committed_db: WorkerDatabases,
) -> None:
    with transaction.atomic():
        cast = assemble()
        cases = [new_case(cast.team.caseworker, at=clock.now()) for _ in range(RACES)]
    together, worker = threading.Barrier(2), cast.team.caseworker

    def advising(case: Case) -> None:
        together.wait(60)
        with suppress(Refused):
            advised(worker, case)

    def closing(case: Case) -> None:
        together.wait(60)
        with suppress(Refused):
            closed_case(by=worker, case=case, reason="Done.", at=clock.now())

    with ThreadPoolExecutor(2) as threads:
        for case in cases:
            for outcome in [threads.submit(ending_its_connections, act, case) for act in (advising, closing)]:
                outcome.result()
    for case in cases:
        case.refresh_from_db()
        advice = Intervention.objects.of_advice_without_options(case.id).count()
        assert (case.status == CaseStatus.CLOSED) == (advice == 0)
        assert len(owed(case)) == advice


def ending_its_connections(act: Callable[[Case], None], case: Case) -> None:
    try:
        act(case)
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close()


def test_a_stranger_finds_none_of_its_pages(attacker: Attacker) -> None:
    client = Client()
    client.force_login(attacker.cast.team.colleague)
    on_case = f"/cases/{attacker.cast.khans.case.reference}"
    for address in (
        f"{on_case}/interventions/{attacker.advice.id}/options/",
        f"{on_case}/interventions/{attacker.advice.id}/options/chosen/",
        f"{on_case}/signposting/add/",
        f"/cases/{attacker.cast.taylors.case.reference}/interventions/{attacker.advice.id}/options/",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"words_1": "x"}).status_code == 404
