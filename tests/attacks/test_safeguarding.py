"""Tries to review one's own sharing, to stop a breach's clock and to unsay either, by SQL as the application's role."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from psycopg import sql

from consent.actions.breaches import Step, take_step
from consent.actions.safeguarding import review_safeguarding
from consent.choices import BreachRisk, BreachStep, Notifying, ReviewOutcome
from consent.deadlines import LONDON, ico_told_by
from consent.models import Breach, BreachEntry, SafeguardingDisclosure, SafeguardingReview
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer, enrol
from sendiass.accounts.roles import Role
from tests.attacks.test_gate import Row, closing, committed, put, refused, run
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases
from tests.consent.conftest import HOUR, reported, shared

pytestmark = pytest.mark.clause("L24")
TABLES = (
    "consent_safeguardingdisclosure",
    "consent_safeguardingaddition",
    "consent_safeguardingreview",
    "consent_breach",
    "consent_breachcase",
    "consent_breachentry",
)


@pytest.fixture
def written(cast: Cast) -> SafeguardingDisclosure:
    return shared(cast.team.caseworker, cast.khans)


@pytest.fixture
def breach(cast: Cast) -> Breach:
    return reported(cast.team.caseworker)


def review_row(cast: Cast, written: SafeguardingDisclosure, **different: Any) -> Row:
    return {
        "id": uuid4(),
        "disclosure_id": written.id,
        "case_id": written.case_id,
        "recorder_id": written.recorded_by_id,
        "outcome": "agreed",
        "reasons": b"",
        "follows": b"",
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.manager.id,
        **different,
    }


def disclosure_row(cast: Cast, **different: Any) -> Row:
    now = clock.now()
    return {
        "id": uuid4(),
        "case_id": cast.khans.case.id,
        "about_id": None,
        "at_risk": b"",
        "told": "police",
        "agency_id": None,
        "told_words": b"",
        "risk": b"",
        "said": b"",
        "not_asked": b"",
        "family_told": "",
        "family_words": b"",
        "basis": "",
        "happened_at": now,
        "recorded_at": now,
        "recorded_by_id": cast.team.caseworker.id,
        "review_due_on": clock.today() + timedelta(days=1),
        "kept_from_records_requests": True,
        "once": uuid4(),
        **different,
    }


def breach_row(cast: Cast, **different: Any) -> Row:
    now = clock.now()
    return {
        "id": uuid4(),
        "kind": "lost",
        "what": b"",
        "whose": b"",
        "reached": b"",
        "done": b"",
        "agency_id": None,
        "safeguarding_id": None,
        "happened_on": None,
        "aware_at": now - HOUR,
        "notify_by": ico_told_by(now - HOUR),
        "recorded_at": now,
        "recorded_by_id": cast.team.caseworker.id,
        "once": uuid4(),
        **different,
    }


def entry_row(cast: Cast, breach: Breach, **different: Any) -> Row:
    return {
        "id": uuid4(),
        "breach_id": breach.id,
        "step": "note",
        "outcome": "",
        "words": b"",
        "happened_at": None,
        "number": b"",
        "delay": None,
        "recorded_at": clock.now(),
        "recorded_by_id": cast.team.manager.id,
        "once": uuid4(),
        **different,
    }


def refused_row(table: str, row: Row) -> str:
    return refused(lambda: committed([(f"consent_{table}", row)]))


def test_honest_rows_are_taken(cast: Cast, written: SafeguardingDisclosure, breach: Breach) -> None:
    committed([("consent_safeguardingdisclosure", disclosure_row(cast))])
    committed([("consent_safeguardingreview", review_row(cast, written))])
    committed([("consent_breach", breach_row(cast))])
    committed([("consent_breachentry", entry_row(cast, breach))])


def test_nobody_reviews_their_own(cast: Cast, written: SafeguardingDisclosure) -> None:
    own = review_row(cast, written, recorded_by_id=written.recorded_by_id)
    assert refused_row("safeguardingreview", own) == "review_by_a_second_person"
    another_name = review_row(
        cast, written, recorder_id=cast.team.manager.id, recorded_by_id=written.recorded_by_id
    )
    assert refused_row("safeguardingreview", another_name) == "review_of_its_disclosure"


def test_a_review_is_of_its_own_case_and_in_known_words(cast: Cast, written: SafeguardingDisclosure) -> None:
    elsewhere = review_row(cast, written, case_id=cast.taylors.case.id)
    assert refused_row("safeguardingreview", elsewhere) == "review_of_its_disclosure"
    perhaps = review_row(cast, written, outcome="perhaps")
    assert refused_row("safeguardingreview", perhaps) == "review_in_known_words"


def test_there_is_one_review(cast: Cast, written: SafeguardingDisclosure) -> None:
    review_safeguarding(
        by=cast.team.manager,
        disclosure=written,
        outcome=ReviewOutcome.NOT_AGREED,
        reasons="There was time.",
        at=clock.now(),
    )
    again = refused_row("safeguardingreview", review_row(cast, written))
    assert "disclosure" in again


@pytest.mark.parametrize("minutes", [-60 * 24, -11, 5])
def test_what_answers_to_a_clock_is_not_dated_otherwise(
    cast: Cast, written: SafeguardingDisclosure, breach: Breach, minutes: int
) -> None:
    at = clock.now() + timedelta(minutes=minutes)
    review = review_row(cast, written, recorded_at=at)
    assert refused_row("safeguardingreview", review) == "as_it_happens"
    assert refused_row("breachentry", entry_row(cast, breach, recorded_at=at)) == "as_it_happens"


FORGED_SHARINGS: dict[str, tuple[str, Callable[[], Row]]] = {
    "written down in the future": (
        "not_ahead",
        lambda: {"recorded_at": clock.now() + HOUR, "review_due_on": clock.today() + timedelta(days=2)},
    ),
    "after it was written down": (
        "safeguarding_recorded_once_it_happened",
        lambda: {"happened_at": clock.now() + HOUR},
    ),
    "due never": (
        "safeguarding_review_owed_within_days",
        lambda: {"review_due_on": clock.today() + timedelta(days=30)},
    ),
    "due before": ("safeguarding_review_owed_within_days", lambda: {"review_due_on": clock.today()}),
}


@pytest.mark.parametrize("forgery", FORGED_SHARINGS)
def test_a_forged_sharing_is_refused(cast: Cast, forgery: str) -> None:
    held_by, different = FORGED_SHARINGS[forgery]
    assert refused_row("safeguardingdisclosure", disclosure_row(cast, **different())) == held_by


def known_at(moment: datetime) -> Row:
    return {"aware_at": moment, "notify_by": ico_told_by(moment)}


FORGED_BREACHES: dict[str, tuple[str, Callable[[], Row]]] = {
    "that nobody became aware of": ("23502", lambda: {"aware_at": None}),
    "whose clock starts after it was written down": (
        "breach_recorded_once_known",
        lambda: known_at(clock.now() + HOUR),
    ),
    "written down in the future": (
        "not_ahead",
        lambda: {**known_at(clock.now() + HOUR), "recorded_at": clock.now() + 2 * HOUR},
    ),
    "with an hour more": (
        "breach_clock_of_72_hours",
        lambda: {"notify_by": ico_told_by(clock.now()) + HOUR},
    ),
    "known before it happened": (
        "breach_known_once_it_happened",
        lambda: {"happened_on": clock.today() + timedelta(days=2)},
    ),
}


@pytest.mark.parametrize("forgery", FORGED_BREACHES)
def test_a_forged_breach_is_refused(cast: Cast, forgery: str) -> None:
    held_by, different = FORGED_BREACHES[forgery]
    assert refused_row("breach", breach_row(cast, **different())) == held_by


def test_the_data_base_counts_hours_through_a_change_of_the_clocks_in_any_zone(cast: Cast) -> None:
    autumn = datetime(2026, 10, 24, 12, tzinfo=LONDON)
    for zone in ("UTC", "Europe/London", "America/New_York"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        honest = breach_row(cast, aware_at=autumn, notify_by=ico_told_by(autumn))
        committed([("consent_breach", honest)])
        by_the_wall = {**honest, "notify_by": autumn + timedelta(hours=72)}
        assert refused_row("breach", by_the_wall) == "breach_clock_of_72_hours"


def test_only_what_a_review_did_not_agree_with_is_entered_from_there(
    cast: Cast, written: SafeguardingDisclosure
) -> None:
    from_it = breach_row(cast, safeguarding_id=written.id)
    assert refused_row("breach", from_it) == "breach_of_a_review"
    review_safeguarding(
        by=cast.team.manager,
        disclosure=written,
        outcome=ReviewOutcome.AGREED,
        reasons="A child at risk.",
        at=clock.now(),
    )
    assert refused_row("breach", breach_row(cast, safeguarding_id=written.id)) == "breach_of_a_review"


def assessed(cast: Cast, breach: Breach, *taken: Step) -> None:
    for step in taken:
        take_step(by=cast.team.manager, breach=breach, step=step, once=uuid4(), at=clock.now())


RISK = Step(BreachStep.ASSESSED, "A diagnosis.", BreachRisk.RISK)
HIGH = Step(BreachStep.ASSESSED, "A safe address.", BreachRisk.HIGH)
LOW = Step(BreachStep.ASSESSED, "It came back.", BreachRisk.UNLIKELY)
TELL = Step(BreachStep.DECIDED, "The law says so.", Notifying.TELL)
NEED_NOT = Step(BreachStep.DECIDED, "No risk.", Notifying.NOT)

OUT_OF_ORDER: dict[str, tuple[tuple[Step, ...], Row]] = {
    "closed before anything": ((), {"step": "closed"}),
    "closed undecided": ((RISK,), {"step": "closed"}),
    "closed with the ICO not told": ((RISK, TELL), {"step": "closed"}),
    "closed on a decision that the risk overtook": ((LOW, NEED_NOT, RISK), {"step": "closed"}),
    "a risk kept from the ICO": ((RISK,), {"step": "decided", "outcome": "not"}),
    "decided on no assessment": ((), {"step": "decided", "outcome": "tell"}),
    "opened again while open": ((), {"step": "reopened"}),
    "a note once closed": ((LOW, NEED_NOT, Step(BreachStep.CLOSED, "Learned.")), {"step": "note"}),
}


@pytest.mark.parametrize("attack", OUT_OF_ORDER)
def test_no_step_comes_before_its_time(cast: Cast, breach: Breach, attack: str) -> None:
    taken, row = OUT_OF_ORDER[attack]
    assessed(cast, breach, *taken)
    assert refused_row("breachentry", entry_row(cast, breach, **row)) == "breach_in_order"


def test_a_high_risk_is_not_closed_with_the_people_forgotten(cast: Cast, breach: Breach) -> None:
    assessed(cast, breach, HIGH, TELL, Step(BreachStep.NOTIFIED, happened_at=clock.now()))
    assert refused_row("breachentry", entry_row(cast, breach, step="closed")) == "breach_in_order"


def test_a_late_notice_gives_its_reasons(cast: Cast) -> None:
    late = reported(cast.team.caseworker, aware_at=clock.now() - 80 * HOUR)
    assessed(cast, late, RISK, TELL)
    row = entry_row(cast, late, step="notified", happened_at=clock.now())
    assert refused_row("breachentry", row) == "breach_in_order"
    committed([("consent_breachentry", {**row, "delay": b"sealed"})])


@pytest.mark.parametrize(
    ("row", "held_by"),
    [
        ({"step": "assessed", "outcome": "tell"}, "breach_step_has_its_outcome"),
        ({"step": "assessed", "outcome": ""}, "breach_step_has_its_outcome"),
        ({"step": "note", "outcome": "high"}, "breach_step_has_its_outcome"),
        ({"step": "forgotten"}, "breach_step_has_its_outcome"),
        ({"step": "notified"}, "breach_notified_at_a_moment"),
    ],
)
def test_a_step_says_what_it_has_to(cast: Cast, breach: Breach, row: Row, held_by: str) -> None:
    assert refused_row("breachentry", entry_row(cast, breach, **row)) == held_by


def test_a_case_is_linked_to_a_breach_later_only_by_an_entry(cast: Cast, breach: Breach) -> None:
    at = clock.now()
    row = {"id": uuid4(), "breach_id": breach.id, "case_id": cast.khans.case.id, "added_at": at}
    entry = entry_row(cast, breach, step="linked", outcome="", recorded_at=at)
    assert refused_row("breachcase", row) == "linked_by_an_entry"
    note = ("consent_breachentry", entry | {"step": "note"})
    assert refused(lambda: committed([note, ("consent_breachcase", row)])) == "linked_by_an_entry"
    other = reported(cast.team.caseworker)
    elsewhere = ("consent_breachentry", entry | {"breach_id": other.id})
    assert refused(lambda: committed([elsewhere, ("consent_breachcase", row)])) == "linked_by_an_entry"
    committed([("consent_breachentry", entry), ("consent_breachcase", row)])


def test_a_case_does_not_close_before_the_review(cast: Cast, written: SafeguardingDisclosure) -> None:
    closing = "UPDATE cases_case SET status = 'closed', closed_at = now() WHERE id = %s"
    close = partial(run, closing, written.case_id)
    assert refused(close) == "reviewed_before_closing"
    run(closing, cast.taylors.case.id)
    review_safeguarding(
        by=cast.team.manager,
        disclosure=written,
        outcome=ReviewOutcome.AGREED,
        reasons="Right.",
        at=clock.now(),
    )
    close()


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_edited_or_deleted(table: str) -> None:
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        attack = partial(run, sql.SQL(statement).format(sql.Identifier(table)))
        assert refused(attack) == psycopg.errors.InsufficientPrivilege.sqlstate


def test_of_two_reviews_at_once_one_is_told_that_it_is_done(committed_db: WorkerDatabases) -> None:
    with transaction.atomic():
        cast = assemble()
        second = enrol(
            by=cast.team.manager,
            confirmed_by=cast.team.administrator,
            newcomer=Newcomer("mo@service.example", "Mo Second", Role.MANAGER),
            at=clock.now(),
        )
        written = [shared(cast.team.caseworker, cast.khans) for _ in range(20)]
    together = threading.Barrier(2)

    def reviewing(by: Any) -> list[bool]:
        return [reviews(by, one, together) for one in written]

    def reviews(by: Any, one: SafeguardingDisclosure, together: threading.Barrier) -> bool:
        together.wait(60)
        try:
            review_safeguarding(
                by=by,
                disclosure=SafeguardingDisclosure.objects.get(pk=one.pk),
                outcome=ReviewOutcome.AGREED,
                reasons="A child at risk.",
                at=clock.now(),
            )
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        both = [
            threads.submit(partial(in_thread, partial(reviewing, by))) for by in (cast.team.manager, second)
        ]
        first, other = (one.result() for one in both)
    assert all(one != another for one, another in zip(first, other, strict=True))
    assert SafeguardingReview.objects.count() == len(written)


def test_of_closing_and_finding_a_greater_risk_at_once_the_law_is_kept(
    committed_db: WorkerDatabases,
) -> None:
    """By SQL alone, so that nothing but the data base stands between them."""
    with transaction.atomic():
        cast = assemble()
        breaches = [reported(cast.team.caseworker) for _ in range(20)]
        for one in breaches:
            assessed(cast, one, LOW, NEED_NOT)
    together = threading.Barrier(2)
    held_by: set[str | None] = set()

    def adding(**row: Any) -> None:
        for one in breaches:
            together.wait(60)
            try:
                with transaction.atomic():
                    put("consent_breachentry", entry_row(cast, one, **row))
            except IntegrityError as error:
                assert isinstance(error.__cause__, psycopg.Error)  # noqa: PT017
                held_by.add(error.__cause__.diag.constraint_name)

    with ThreadPoolExecutor(2) as threads:
        both = [
            threads.submit(partial(closing, partial(adding, **row)))
            for row in ({"step": "closed"}, {"step": "assessed", "outcome": "high"})
        ]
        for thread in both:
            thread.result()
    assert held_by == {"breach_in_order"}
    for breach in breaches:
        steps = [entry.step for entry in BreachEntry.objects.filter(breach=breach).order_by("recorded_at")]
        assert len(steps) == 3, steps


def in_thread(act: Callable[[], list[bool]]) -> list[bool]:
    found: list[bool] = []
    closing(lambda: found.extend(act()))
    return found
