"""The criteria are the board's: recorded as it agreed them, measured by questions, and kept for old results (L11)."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import transaction
from django.test import Client

from feedback.actions.batches import Answered, settle_batches
from feedback.actions.wording import AgreedCriterion, agree_criteria
from feedback.choices import Audience
from feedback.models import Criterion
from feedback.reports import criteria_shown, over_time, results_of
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from tests import cast as stage
from tests.asking import after, answered, asked
from tests.cast import Cast
from tests.conftest import WorkerDatabases

pytestmark = pytest.mark.clause("L11", "L31")
CRITERIA, AGREE = "/feedback/criteria/", "/feedback/criteria/agree/"
MINUTE = "14 March 2026, item 5"


def agreed(cast: Cast, *criteria: AgreedCriterion, seen: int = 1, days: int = 0) -> list[Criterion]:
    on = clock.today() + timedelta(days=days)
    return agree_criteria(
        by=cast.team.manager, criteria=criteria, agreed_on=on, minute=MINUTE, seen=seen, at=clock.now()
    )


def as_they_are() -> list[AgreedCriterion]:
    return [AgreedCriterion(one.key, one.name, one.words) for one in Criterion.objects.in_use()]


@pytest.fixture
def manager(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.team.manager)
    return client


@pytest.mark.django_db
def test_those_that_come_with_the_software_are_in_order_and_no_board_has_agreed_them(manager: Client) -> None:
    assert [one.key for one in Criterion.objects.in_use()] == [
        "reach",
        "help",
        "impartial",
        "difference",
        "satisfied",
        "recommend",
    ]
    assert manager.get(CRITERIA).content.decode().count("The board has not agreed it yet") == 6


@pytest.mark.django_db
def test_an_old_result_keeps_the_criterion_as_it_was_and_goes_on_under_the_new(cast: Cast) -> None:
    batch = asked()
    for _ in range(5):
        answered(batch, Answered("4"))
    settle_batches(on=after(batch))
    batch.refresh_from_db()
    first, *others = as_they_are()
    agreed(
        cast, AgreedCriterion(first.key, "Found in time", "Families find us before it is too late."), *others
    )
    with reading(by=cast.team.manager, subjects=[batch.key_subject], purpose="results"):
        assert results_of(batch)[0].criterion == "Easy to reach"
    now = Criterion.objects.in_use().get(key="reach")
    found = over_time(audience=Audience.PARENT_CARER, criterion=now.id)
    assert [len(one.periods) for one in found] == [1]


@pytest.mark.django_db
def test_a_criterion_that_nothing_measures_is_a_gap_and_so_is_an_audience_that_is_not_asked(
    cast: Cast,
) -> None:
    agreed(cast, *as_they_are(), AgreedCriterion("", "On time", "We answer when we said."))
    shown = criteria_shown()
    assert shown.unmeasured == ("On time",)
    gaps = dict(shown.audiences)
    assert "On time" in gaps[Audience.PARENT_CARER]
    assert "Impartial" in gaps[Audience.CHILD]
    assert "Impartial" not in gaps[Audience.PARENT_CARER]


@pytest.mark.django_db
def test_the_board_sees_its_criteria_and_gaps_and_changes_nothing(cast: Cast) -> None:
    agreed(cast, *as_they_are(), AgreedCriterion("", "On time", "We answer when we said."))
    board = Client()
    board.force_login(cast.team.board_member)
    page = board.get(CRITERIA).content.decode()
    assert MINUTE in page
    assert "No question measures it" in page
    assert "As they were before" in page
    assert AGREE not in page
    assert board.get(AGREE).status_code == 403
    assert CRITERIA in board.get("/feedback/figures/").content.decode()


@pytest.mark.django_db
def test_a_decision_of_tomorrow_and_one_that_another_overtook_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="future"):
        agreed(cast, *as_they_are(), days=1)
    agreed(cast, *as_they_are())
    with pytest.raises(Refused, match="Somebody has changed this"):
        agreed(cast, *as_they_are())
    with pytest.raises(Refused, match="at least one"):
        agreed(cast, seen=2)


@pytest.mark.django_db
def test_the_manager_records_the_boards_decision_in_its_order(manager: Client, cast: Cast) -> None:
    typed = {"seen": "1", "agreed_on": "today", "minute": MINUTE}
    for row, one in enumerate(as_they_are(), start=1):
        typed |= {f"name_{row}": one.name, f"words_{row}": one.words, f"order_{row}": str(10 - row)}
    typed |= {"name_2": "", "words_2": ""}
    lacking = manager.post(AGREE, {**typed, "minute": "", "words_1": ""}).content.decode()
    assert "Enter the minutes and the item that say so" in lacking
    assert "Enter what it means" in lacking
    assert "has this name" in manager.post(AGREE, {**typed, "name_3": typed["name_1"]}).content.decode()
    assert manager.post(AGREE, typed).status_code == 302
    found = list(Criterion.objects.in_use())
    assert [one.key for one in found] == ["recommend", "satisfied", "difference", "impartial", "reach"]
    assert {one.minute for one in found} == {MINUTE}
    assert {one.recorded_by_id for one in found} == {cast.team.manager.pk}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE feedback_criterion SET words = 'Other'",
        "UPDATE feedback_criterion SET retired_at = NULL WHERE version = 1",
        "UPDATE feedback_criterion SET minute = 'x', agreed_on = now() WHERE version = 1",
        "DELETE FROM feedback_criterion",
        "INSERT INTO feedback_question (id, number, words, scale, asks_for_words, criterion_id, questionnaire_id) "
        "SELECT gen_random_uuid(), 99, 'Why?', '{}', 'Why?', (SELECT id FROM feedback_criterion "
        "WHERE retired_at IS NOT NULL LIMIT 1), id FROM feedback_questionnaire LIMIT 1",
    ],
)
def test_no_statement_of_the_applications_changes_what_the_board_agreed(
    statement: str, committed_db: WorkerDatabases, app_sql: psycopg.Connection
) -> None:
    with transaction.atomic():
        agreed(stage.assemble(), *as_they_are())
    with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.InsufficientPrivilege)):
        app_sql.execute(statement)
