"""A complaint goes its way step by step, handled by somebody it is not about, and whoever it is about sees nothing of it."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from feedback.access import state_of
from feedback.actions.complaints import Step, take_step
from feedback.choices import CommentKind, ComplaintStage, ComplaintStep, Outcome
from feedback.models import Comment, CommentAnswer, Complaint, ComplaintEntry
from feedback.rules import BESIDE, MOVES, OVER, ComplaintState, may_take, stage_after
from feedback.views.panels import comments_and_complaints
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.database import standing
from sendiass.profiles import profile
from tests.cast import Cast, hand_over
from tests.commenting import (
    WORDS,
    commented,
    complained,
    lead_of,
    second_manager,
    signed_in,
    stepped,
    taken_on,
    words_at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L32")]

S = ComplaintStep
TO_A_DECISION = (S.ACKNOWLEDGED, S.LOOKED_INTO, S.DECIDED)
TABLES = ("feedback_comment", "feedback_complaint", "feedback_complaintentry", "feedback_commentanswer")


def rows_shown_to(user: User) -> dict[str, int]:
    found = {}
    with standing.standing_as(standing.worker(user.id)), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_a_complaint_is_acknowledged_looked_into_decided_and_closed_with_what_was_learned(cast: Cast) -> None:
    manager, comment = cast.team.manager, commented(CommentKind.COMPLAINT, name="Rosa Diaz")
    page = f"/feedback/{comment.id}/"
    taking = {"handler": str(manager.id), "about": [str(cast.team.colleague.id)], "about_data": "no"}
    assert signed_in(manager).post(f"{page}take-on/", taking).status_code == 302
    told = {"how": "phone", "happened_on": "today"}
    for step, typed in (
        (S.ACKNOWLEDGED, {"words": "We have it.", **told}),
        (S.LOOKED_INTO, {"words": "Hearing both."}),
        (S.DECIDED, {"words": "He forgot. We said sorry.", "outcome": "upheld", **told}),
        (S.CLOSED, {"words": "One book for messages.", "outcome": "changes"}),
    ):
        once = {"once": str(uuid4()), **typed}
        for _ in range(2):
            answer = signed_in(manager).post(f"{page}steps/{step.value}/", once)
            assert answer.status_code == 302, answer.content.decode()
    shown = words_at(manager, page)
    for said in (
        "Colin Reid",
        "Moira Patel",
        "Decided: upheld",
        "One book for messages.",
        WORDS,
        "Rosa Diaz",
    ):
        assert said in shown
    assert ComplaintEntry.objects.count() == 6
    assert comment.reference not in words_at(manager, "/today/")


@pytest.mark.parametrize("step", [S.DECIDED, S.CLOSED])
def test_nothing_is_decided_or_closed_without_its_outcome_and_its_words(cast: Cast, step: S) -> None:
    complaint = taken_on(cast)
    stepped(cast.team.manager, complaint, *TO_A_DECISION[: 2 if step is S.DECIDED else 3])
    address = f"/feedback/{complaint.comment_id}/steps/{step.value}/"
    answer = signed_in(cast.team.manager).post(address, {"words": ""}).content.decode()
    assert "Enter what was" in answer
    assert "Select wh" in answer
    before = ComplaintEntry.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        stepped(cast.team.manager, complaint, Step(step, "No outcome."))
    assert ComplaintEntry.objects.count() == before


@pytest.mark.parametrize(("stage", "step"), list(product(ComplaintStage, ComplaintStep)))
def test_each_step_leads_where_the_table_says_and_nowhere_else(
    stage: ComplaintStage, step: ComplaintStep
) -> None:
    state = ComplaintState(stage, None, frozenset())
    is_next = (step in BESIDE and stage not in OVER) or (stage, step) in MOVES
    decision = may_take(step, state)
    assert bool(decision) is is_next
    assert bool(decision.reason) is not is_next
    if is_next:
        assert stage_after(step, state) is (stage if step in BESIDE else MOVES[stage, step])


def test_the_data_base_keeps_the_same_table_of_steps(cast: Cast) -> None:
    manager = cast.team.manager
    ways: dict[ComplaintStage, tuple[ComplaintStep, ...]] = {
        ComplaintStage.RECEIVED: (),
        ComplaintStage.ACKNOWLEDGED: TO_A_DECISION[:1],
        ComplaintStage.LOOKED_INTO: TO_A_DECISION[:2],
        ComplaintStage.DECIDED: TO_A_DECISION,
        ComplaintStage.CLOSED: (*TO_A_DECISION, S.CLOSED),
        ComplaintStage.FURTHER: (*TO_A_DECISION, S.FURTHER),
        ComplaintStage.DECIDED_AGAIN: (*TO_A_DECISION, S.FURTHER, S.DECIDED),
        ComplaintStage.WITHDRAWN: (S.WITHDRAWN,),
        ComplaintStage.ENDED: (S.WITHDRAWN, S.CLOSED),
    }
    assert set(ways) == set(ComplaintStage)
    for stage, way in ways.items():
        complaint = taken_on(cast)
        stepped(manager, complaint, *way)
        assert state_of(complaint).stage is stage
        number = ComplaintEntry.objects.filter(complaint=complaint).count() + 1
        let_through = {
            (step, after)
            for step, after in product(ComplaintStep, ComplaintStage)
            if step not in (S.HANDED, S.NAMED) and _is_let_through(complaint, manager, number, step, after)
        }
        expected = {(step, after) for (before, step), after in MOVES.items() if before is stage}
        expected |= {(S.NOTE, stage)} if stage not in OVER else set()
        assert let_through == expected, stage


def _is_let_through(
    complaint: Complaint, by: User, number: int, step: ComplaintStep, after: ComplaintStage
) -> bool:
    told = step in (S.ACKNOWLEDGED, S.DECIDED)
    outcome = {S.DECIDED: "upheld", S.CLOSED: "nothing"}.get(step, "")
    further = step is S.FURTHER
    try:
        with transaction.atomic():
            ComplaintEntry.objects.create(
                complaint=complaint,
                number=number,
                step=step,
                stage=after,
                outcome=outcome,
                how="phone" if told else "",
                happened_on=clock.today() if told else None,
                due_on=clock.today() if further else None,
                due_rule="test" if further else "",
                words="Plain.",
                recorded_at=clock.now(),
                recorded_by=by,
                once=uuid4(),
            )
            transaction.set_rollback(True)
    except DatabaseError as error:
        cause = error.__cause__
        if not isinstance(cause, psycopg.Error) or cause.diag.constraint_name != "complaint_in_order":
            raise
        return False
    return True


def test_whoever_it_is_about_finds_nothing_by_any_way(cast: Cast) -> None:
    """A second manager, who would see every complaint but this one."""
    other, complaint = second_manager(cast), None
    comment = commented(CommentKind.COMPLAINT)
    assert words_at(other, f"/feedback/{comment.id}/")
    complaint = taken_on(cast, comment=comment, about=[other])
    stepped(cast.team.manager, complaint, S.ACKNOWLEDGED)
    for path in ("", "settle/", "take-on/", "steps/note/", "steps/handed/", "steps/decided/"):
        for send in (signed_in(other).get, signed_in(other).post):
            assert send(f"/feedback/{comment.id}/{path}").status_code == 404, path
    for address in ("/feedback/", "/today/"):
        assert comment.reference not in words_at(other, address)
    assert comment.reference in words_at(cast.team.manager, "/today/")
    assert "Nobody has said anything yet." in words_at(other, "/feedback/")
    with pytest.raises(NotThere):
        take_step(by=other, comment=comment, step=Step(S.NOTE, "Mine."), once=uuid4(), at=clock.now())
    assert rows_shown_to(other) == dict.fromkeys(TABLES, 0)
    assert rows_shown_to(cast.team.manager)["feedback_complaintentry"] == 3


@pytest.mark.parametrize("who", ["caseworker", "volunteer", "board_member"])
def test_whoever_sees_to_no_comments_is_shown_none_by_plain_sql(cast: Cast, who: str) -> None:
    taken_on(cast)
    commented()
    assert rows_shown_to(cast.team.everyone[who]) == dict.fromkeys(TABLES, 0)


def test_one_about_the_manager_goes_above_and_no_manager_sees_it(cast: Cast) -> None:
    lead, manager = lead_of(cast), cast.team.manager
    comment = commented(CommentKind.COMPLAINT, about_manager=True)
    assert signed_in(manager).get(f"/feedback/{comment.id}/").status_code == 404
    assert comment.reference not in words_at(manager, "/feedback/")
    assert rows_shown_to(manager) == dict.fromkeys(TABLES, 0)
    complaint = taken_on(cast, comment=comment, by=lead, about=[manager])
    stepped(lead, complaint, *TO_A_DECISION, S.CLOSED)
    assert "Closed" in words_at(lead, f"/feedback/{comment.id}/")
    assert rows_shown_to(manager) == dict.fromkeys(TABLES, 0)


def test_a_manager_who_finds_that_it_is_about_them_hands_it_up_and_sees_it_no_more(cast: Cast) -> None:
    lead, manager = lead_of(cast), cast.team.manager
    comment = commented(CommentKind.COMPLAINT)
    taking = {"handler": str(manager.id), "about": [str(manager.id)], "about_data": "no"}
    refused = signed_in(manager).post(f"/feedback/{comment.id}/take-on/", taking)
    assert "The complaint is about them. Give it to somebody else." in refused.content.decode()
    assert not Complaint.objects.exists()
    up = signed_in(manager).post(f"/feedback/{comment.id}/take-on/", taking | {"handler": str(lead.id)})
    assert (up.status_code, up["Location"]) == (302, "/feedback/")
    assert signed_in(manager).get(f"/feedback/{comment.id}/").status_code == 404
    assert "Handled by Lena Voss" in words_at(lead, f"/feedback/{comment.id}/")


def test_only_whoever_handles_it_decides_and_nobody_it_is_about_can_be_given_it(cast: Cast) -> None:
    other = second_manager(cast)
    complaint = taken_on(cast, handler=other, about=[cast.team.colleague])
    with pytest.raises(Refused, match="Only whoever handles"):
        stepped(cast.team.manager, complaint, S.ACKNOWLEDGED)
    with pytest.raises(Refused, match="Their role does not let them"):
        stepped(cast.team.manager, complaint, Step(S.HANDED, "Busy.", worker=cast.team.colleague))
    with pytest.raises(Refused, match="They handle this complaint"):
        stepped(cast.team.manager, complaint, Step(S.NAMED, "Her, too.", worker=other))
    stepped(cast.team.manager, complaint, Step(S.HANDED, "She is away.", worker=cast.team.manager))
    stepped(cast.team.manager, complaint, Step(S.NAMED, "Her, too.", worker=other), S.ACKNOWLEDGED)
    assert rows_shown_to(other) == dict.fromkeys(TABLES, 0)


@pytest.mark.clause("Y12")
def test_nobody_with_an_interest_in_its_case_handles_it_or_sees_it(cast: Cast) -> None:
    from tests.walls.test_pages_by_role import _in_conflict

    other = second_manager(cast)
    _in_conflict(other, cast)
    with pytest.raises(Refused, match="They cannot take it"):
        taken_on(cast, handler=other, case=cast.khans.case)
    complaint = taken_on(cast, case=cast.khans.case)
    assert cast.khans.case.reference in words_at(cast.team.manager, f"/feedback/{complaint.comment_id}/")
    assert signed_in(other).get(f"/feedback/{complaint.comment_id}/").status_code == 404
    assert rows_shown_to(other)["feedback_complaint"] == 0
    with pytest.raises(Refused, match="They cannot take it"):
        stepped(cast.team.manager, complaint, Step(S.HANDED, "Busy.", worker=other))
    with pytest.raises(DatabaseError, match="interest"), transaction.atomic():
        _plainly(complaint, step=S.HANDED, by=cast.team.manager, worker=other)


@pytest.mark.clause("L32")
def test_nobody_handles_a_complaint_about_a_case_that_was_theirs_though_it_names_nobody(cast: Cast) -> None:
    other, manager = second_manager(cast), cast.team.manager
    hand_over(cast, cast.khans.case, other)
    hand_over(cast, cast.khans.case, cast.team.caseworker)
    with pytest.raises(Refused, match="is or was theirs"):
        taken_on(cast, handler=other, case=cast.khans.case)
    complaint = taken_on(cast, case=cast.khans.case)
    with pytest.raises(Refused, match="is or was theirs"):
        stepped(manager, complaint, Step(S.HANDED, "Busy.", worker=other))
    with pytest.raises(DatabaseError, match="is or was theirs"), transaction.atomic():
        _plainly(complaint, step=S.HANDED, by=manager, worker=other)


def _plainly(complaint: Complaint, *, step: S, by: User, worker: User | None = None) -> ComplaintEntry:
    """Added past every action, as a statement of the application's role."""
    state = state_of(complaint)
    entry: ComplaintEntry = ComplaintEntry.objects.create(
        complaint=complaint,
        number=state.entries + 1,
        step=step,
        stage=state.stage,
        words="Plain.",
        worker=worker,
        recorded_at=clock.now(),
        recorded_by=by,
        once=uuid4(),
    )
    return entry


@pytest.mark.parametrize("step", [S.NOTE, S.HANDED])
def test_the_data_base_lets_nobody_see_to_a_complaint_about_themselves(cast: Cast, step: S) -> None:
    other = second_manager(cast)
    complaint = taken_on(cast, about=[other])
    by = other if step is S.NOTE else cast.team.manager
    with pytest.raises(DatabaseError, match="about themselves"), transaction.atomic():
        _plainly(complaint, step=step, by=by, worker=None if step is S.NOTE else other)


def test_the_second_time_somebody_else_decides(cast: Cast) -> None:
    manager, lead = cast.team.manager, lead_of(cast)
    complaint = taken_on(cast)
    stepped(manager, complaint, *TO_A_DECISION, S.CLOSED)
    with pytest.raises(Refused, match="decided it the first time"):
        stepped(manager, complaint, Step(S.FURTHER, "Not content.", worker=manager))
    (entry,) = stepped(manager, complaint, Step(S.FURTHER, "Not content.", worker=lead))
    assert entry.due_on is not None
    assert entry.due_on > clock.today()
    with pytest.raises(Refused, match="decided it the first time"):
        stepped(manager, complaint, Step(S.HANDED, "Back.", worker=manager))
    stepped(lead, complaint, S.DECIDED, S.CLOSED)
    with pytest.raises(Refused, match="closed for good"):
        stepped(lead, complaint, S.NOTE)


def test_two_who_take_a_step_at_once_take_one(cast: Cast) -> None:
    complaint, manager = taken_on(cast), cast.team.manager
    stepped(manager, complaint, S.ACKNOWLEDGED)
    with pytest.raises(DatabaseError, match="numbered as they come"), transaction.atomic():
        ComplaintEntry.objects.create(
            complaint=complaint,
            number=2,
            step=S.NOTE,
            stage=ComplaintStage.ACKNOWLEDGED,
            words="Also second.",
            recorded_at=clock.now(),
            recorded_by=manager,
            once=uuid4(),
        )


def test_a_complaint_is_taken_on_once_whoever_presses_twice(cast: Cast) -> None:
    comment = commented(CommentKind.COMPLAINT)
    assert taken_on(cast, comment=comment) == taken_on(cast, comment=comment)
    assert ComplaintEntry.objects.count() == 1


@pytest.mark.parametrize("reference", ["LEI-99999", "%", "the Khans"])
def test_a_case_that_is_not_theirs_is_not_linked_and_what_was_chosen_is_kept(
    cast: Cast, reference: str
) -> None:
    comment, manager = commented(CommentKind.COMPLAINT), cast.team.manager
    typed = {"handler": str(manager.id), "about_data": "yes", "reference": reference}
    answer = signed_in(manager).post(f"/feedback/{comment.id}/take-on/", typed).content.decode()
    assert "You have no case of that reference" in answer
    assert not Complaint.objects.exists()


def test_what_is_due_stands_on_the_managers_day_and_is_late_when_it_is(cast: Cast) -> None:
    late = complained(cast.team.caseworker, days_ago=40)
    new = complained(cast.team.caseworker)
    page = words_at(cast.team.manager, "/today/")
    assert page.index(late.reference) < page.index(new.reference)
    assert "What people said of us" not in words_at(cast.team.caseworker, "/today/")
    raw = signed_in(cast.team.manager).get("/feedback/").content.decode()
    assert raw.count('class="app-late"') == 1


def test_the_managers_day_asks_once_however_much_waits(cast: Cast) -> None:
    taken_on(cast)
    for _ in range(3):
        commented()
    manager = standing.worker(cast.team.manager.id)
    with standing.standing_as(manager), CaptureQueriesContext(connection) as asked:
        shown = str(comments_and_complaints(RequestFactory().get("/today/"), cast.team.manager))
    assert shown.count(profile().identity.reference_prefix) == 4
    assert len(asked) == 1


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {} CASCADE"])
def test_nothing_that_was_said_or_done_is_unsaid(
    app_sql: psycopg.Connection, table: str, change: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute(change.format(table))


def test_the_data_base_lets_no_complaint_be_settled_as_a_comment(cast: Cast) -> None:
    for comment in (commented(CommentKind.COMPLAINT), taken_on(cast, comment=commented()).comment):
        with pytest.raises(DatabaseError, match="not settled as a comment"), transaction.atomic():
            CommentAnswer.objects.create(
                comment=comment,
                settling="noted",
                words="Away with it.",
                recorded_at=clock.now(),
                recorded_by=cast.team.manager,
            )


def test_a_decision_says_to_whom_it_was_told_even_where_nobody_can_be_reached(cast: Cast) -> None:
    complaint = taken_on(cast)
    stepped(cast.team.manager, complaint, *TO_A_DECISION[:2])
    with pytest.raises(DatabaseError), transaction.atomic():
        stepped(cast.team.manager, complaint, Step(S.DECIDED, "Right.", Outcome.NOT_UPHELD))
    assert Comment.objects.with_state().get().stage == ComplaintStage.LOOKED_INTO
