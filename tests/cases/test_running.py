"""Running a case: its matter, its status, who works it, its dates and tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import cast as cast_to
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.actions.casework import change_status
from cases.actions.dates import add_key_date
from cases.actions.first_contact import Answer, record_first_contact
from cases.choices import (
    Agreement,
    CaseStatus,
    FirstContactItem,
    Issue,
    ItemState,
    KeyDateKind,
    Stage,
    TaskRule,
)
from cases.models import Allocation, Case, KeyDate, StatusChange, Task
from cases.rules import CASE_MOVES, moves_from
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.profiles import profile
from tests.cast import Cast, hand_over, logged, new_case
from tests.closing import closed_case

pytestmark = pytest.mark.django_db

PAGES = ("matter", "status", "allocate", "dates/add", "tasks/add")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, case: Case, page: str) -> str:
    response = signed_in(user).get(f"/cases/{case.reference}/{page}/")
    assert response.status_code == 200
    return response.content.decode()


def post(user: User, case: Case, page: str, **typed: str) -> HttpResponse:
    return cast_to(HttpResponse, signed_in(user).post(f"/cases/{case.reference}/{page}/", typed))


def refused(response: HttpResponse) -> str:
    assert response.status_code == 200, "it was done"
    html = response.content.decode()
    assert "There is a problem" in html
    assert "<title>Error: " in html
    return html


def done(response: HttpResponse, case: Case) -> None:
    assert response.status_code == 302, response.content.decode()
    assert response.headers["Location"] == f"/cases/{case.reference}/"


def close(case: Case, by: User) -> None:
    closed_case(by=by, case=case, reason="All done.", at=clock.now())


def now_is(case: Case) -> str:
    return str(Case.objects.get(pk=case.pk).status)


@pytest.mark.clause("L26")
def test_who_has_not_the_case_finds_none_of_its_pages(cast: Cast) -> None:
    case = cast.khans.case
    date = add_key_date(
        by=cast.team.caseworker,
        case=case,
        kind=KeyDateKind.MEETING,
        on=clock.today(),
        note="",
        at=clock.now(),
    )
    for page in (*PAGES, f"dates/{date.id}/remove", f"allocations/{uuid4()}/end"):
        for other in (cast.team.colleague, cast.team.volunteer):
            for reference in (case.reference, "LEI-99999"):
                path = f"/cases/{reference}/{page}/"
                status = 403 if page.startswith("alloc") else 404
                assert signed_in(other).get(path).status_code == status, path
                assert signed_in(other).post(path).status_code == status, path
        for other in (cast.team.administrator, cast.team.board_member):
            assert signed_in(other).get(f"/cases/{case.reference}/{page}/").status_code == 403
    assert KeyDate.objects.live().filter(pk=date.pk).exists()


def test_each_page_says_whose_case_it_is_but_never_in_its_title(cast: Cast) -> None:
    for page in PAGES:
        html = get(cast.team.manager, cast.khans.case, page)
        assert "<bdi>Zahra</bdi>" in html
        assert "Khan" not in html.split("</title>")[0]
        assert cast.khans.case.reference in html
        assert "None" not in html


def test_a_volunteer_who_has_the_case_runs_it(cast: Cast) -> None:
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    for page in ("matter", "status", "dates/add", "tasks/add"):
        get(cast.team.volunteer, cast.khans.case, page)


def test_what_the_case_is_about_is_changed(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    done(post(mine, case, "matter", issue="exclusion", stage="final_plan"), case)
    case.refresh_from_db()
    assert (case.issue, case.stage) == (Issue.EXCLUSION, Stage.FINAL_PLAN)
    refused(post(mine, case, "matter", issue="everything", stage="final_plan"))


@pytest.mark.parametrize("status", list(CaseStatus))
def test_only_the_moves_of_the_table_are_offered_and_taken(cast: Cast, status: CaseStatus) -> None:
    """Walks every status × every status."""
    manager = cast.team.manager
    for to in CaseStatus:
        case = _case_that_is(status, cast)
        response = post(manager, case, "status", to=to.value, reason="They asked us to.")
        if to in moves_from(status):
            done(response, case)
            assert now_is(case) == to
        elif to != status:
            assert response.status_code in (200, 403)
            assert now_is(case) == status


def _case_that_is(status: CaseStatus, cast: Cast) -> Case:
    case = new_case(cast.team.caseworker, take_it=status is not CaseStatus.WAITING, at=clock.now())
    if status is CaseStatus.INACTIVE:
        change_status(by=cast.team.manager, case=case, to=status, reason="", at=clock.now())
    if status is CaseStatus.CLOSED:
        closed_case(by=cast.team.manager, case=case, reason="They asked us to.")
    return case


def test_a_move_that_needs_a_reason_is_refused_without_one(cast: Cast) -> None:
    for (status, to), move in CASE_MOVES.items():
        if move.needs_reason and move.by_hand:
            case = _case_that_is(status, cast)
            assert f"Enter why you {move.verb} the case" in refused(
                post(cast.team.manager, case, "status", to=to)
            )
            assert now_is(case) == status


def test_a_closed_case_is_reopened_and_nothing_else(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    date = add_key_date(
        by=mine, case=case, kind=KeyDateKind.MEETING, on=clock.today(), note="", at=clock.now()
    )
    close(case, mine)
    for page in ("matter", "dates/add", "tasks/add"):
        response = signed_in(mine).get(f"/cases/{case.reference}/{page}/")
        assert response.status_code == 403
        assert "Reopen it, saying why" in response.content.decode()
    assert signed_in(cast.team.manager).get(f"/cases/{case.reference}/allocate/").status_code == 403
    assert f"/cases/{case.reference}/" in get(mine, case, f"dates/{date.id}/remove")
    html = get(mine, case, "status")
    assert "Reopen the case" in html
    done(post(mine, case, "status", to="open", reason="They rang again."), case)
    assert now_is(case) == CaseStatus.OPEN


@pytest.mark.clause("L22", "L23")
def test_what_first_contact_still_owes_is_a_task_again_when_the_case_is_reopened(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    put_off = Answer(FirstContactItem.STATEMENT, ItemState.NOT_YET, because="The line was bad.")
    record_first_contact(by=mine, case=case, answers=[put_off], at=clock.now())
    owed = Task.objects.open().filter(case=case, rule=TaskRule.FIRST_CONTACT)
    before = set(owed.values_list("item", flat=True))
    close(case, mine)
    assert not owed.exists()
    done(post(mine, case, "status", to="open", reason="They rang again."), case)
    assert set(owed.values_list("item", flat=True)) == before


@pytest.mark.clause("L26")
def test_closing_a_case_does_not_withdraw_an_erasure_that_is_owed(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    no = Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.DECLINED)
    record_first_contact(by=mine, case=case, answers=[no], at=clock.now())
    owed = Task.objects.get(case=case, rule=TaskRule.RECORDS_REFUSED)
    assert "have what says who they are erased" not in get(mine, case, "close")
    close(case, mine)
    assert Task.objects.open().filter(pk=owed.pk).exists()
    assert "have what says who they are erased" in signed_in(mine).get("/today/").content.decode()


def test_a_case_reopened_without_a_worker_waits_for_one(cast: Cast) -> None:
    manager = cast.team.manager
    close(cast.waiting, manager)
    assert "it goes to the waiting list" in get(manager, cast.waiting, "status")
    done(post(manager, cast.waiting, "status", to="open", reason="They rang again."), cast.waiting)
    assert now_is(cast.waiting) == CaseStatus.WAITING


def test_allocating_shows_how_many_cases_each_has(cast: Cast) -> None:
    role = profile().words.caseworker
    html = get(cast.team.manager, cast.waiting, "allocate")
    assert f"Amina Yusuf ({role}, 1 case)" in html
    assert "Vera Moss (volunteer, 0 cases)" in html
    close(cast.khans.case, cast.team.manager)
    html = get(cast.team.manager, cast.waiting, "allocate")
    assert f"Amina Yusuf ({role}, 0 cases)" in html
    for name in ("Bola Ade", "Ada Lowe"):
        assert name not in html


def test_a_waiting_case_is_allocated(cast: Cast) -> None:
    volunteer = cast.team.volunteer
    typed = {"worker": str(volunteer.id), "reason": "She speaks their language."}
    done(post(cast.team.manager, cast.waiting, "allocate", **typed), cast.waiting)
    assert now_is(cast.waiting) == CaseStatus.OPEN
    assert list(Case.objects.allocated_to(volunteer)) == [cast.waiting]


@pytest.mark.parametrize("others", ["beside", "instead"])
def test_those_who_have_the_case_keep_it_or_lose_it_as_said(cast: Cast, others: str) -> None:
    case, volunteer = cast.khans.case, cast.team.volunteer
    assert "Take it from Amina Yusuf" in get(cast.team.manager, case, "allocate")
    typed = {"worker": str(volunteer.id), "reason": "To work it together."}
    assert "Select whether those who have the case keep it" in refused(
        post(cast.team.manager, case, "allocate", **typed)
    )
    done(post(cast.team.manager, case, "allocate", others=others, **typed), case)
    have = {one.worker for one in Allocation.objects.current().filter(case=case)}
    assert have == ({cast.team.caseworker, volunteer} if others == "beside" else {volunteer})
    expected = 200 if others == "beside" else 404
    assert signed_in(cast.team.caseworker).get(f"/cases/{case.reference}/status/").status_code == expected


def test_a_case_goes_to_nobody_who_works_no_cases(cast: Cast) -> None:
    for worker in (
        str(cast.team.board_member.id),
        str(cast.team.administrator.id),
        str(uuid4()),
        "x\x00",
        "",
    ):
        refused(post(cast.team.manager, cast.waiting, "allocate", worker=worker, reason="Why not."))
    refused(post(cast.team.manager, cast.waiting, "allocate", worker=str(cast.team.colleague.id), reason=" "))
    assert now_is(cast.waiting) == CaseStatus.WAITING


def test_taking_a_case_from_its_only_worker_says_that_it_waits_again(cast: Cast) -> None:
    case, manager = cast.khans.case, cast.team.manager
    allocation = Allocation.objects.current().get(case=case)
    page = f"allocations/{allocation.id}/end"
    html = get(manager, case, page)
    assert "it goes back to the waiting list" in html
    assert now_is(case) == CaseStatus.OPEN
    for _ in range(2):
        done(post(manager, case, page), case)
    allocation.refresh_from_db()
    assert allocation.ended_by == manager
    assert now_is(case) == CaseStatus.WAITING


def test_an_allocation_of_another_case_is_not_there(cast: Cast) -> None:
    other = Allocation.objects.current().get(case=cast.taylors.case)
    response = post(cast.team.manager, cast.khans.case, f"allocations/{other.id}/end")
    assert response.status_code == 404
    other.refresh_from_db()
    assert other.until_at is None


def test_a_key_date_is_added_and_taken_off(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    done(post(mine, case, "dates/add", kind="hearing", on="+14", note="Bring the plan. 📄"), case)
    date = KeyDate.objects.live().get(case=case)
    assert (date.kind, date.on) == (KeyDateKind.HEARING, clock.today() + timedelta(days=14))
    page = f"dates/{date.id}/remove"
    assert "Bring the plan. 📄" in get(mine, case, page)
    for _ in range(2):
        done(post(mine, case, page), case)
    date.refresh_from_db()
    assert date.removed_by == mine
    assert post(cast.team.manager, cast.taylors.case, page).status_code == 404


@pytest.mark.parametrize("on", ["", "1/1/1899", "1/1/2999", "yesterday", "31/2/2030", "\x00", "٣"])
def test_a_day_that_cannot_be_is_refused_with_what_was_typed(cast: Cast, on: str) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    typed = {
        "kind": "hearing",
        "on": on,
        "note": "Bring the plan.",
        "words": "Ring",
        "due_on": on,
        "who": "whoever",
    }
    for page in ("dates/add", "tasks/add"):
        response = post(mine, case, page, **typed)
        if on != "٣":  # a day of the month, in other digits
            assert ("Bring the plan." if page.startswith("dates") else 'value="Ring"') in refused(response)


def test_a_task_is_for_me_for_another_who_has_the_case_or_for_whoever_works_it(cast: Cast) -> None:
    case, mine = cast.khans.case, cast.team.caseworker
    hand_over(cast, case, cast.team.volunteer)
    html = get(mine, case, "tasks/add")
    assert "Vera Moss" in html
    assert "Colin Reid" not in html
    for who, worker in (
        (str(mine.id), mine),
        (str(cast.team.volunteer.id), cast.team.volunteer),
        ("whoever", None),
    ):
        done(post(mine, case, "tasks/add", words="Ring the SENCO", due_on="tomorrow", who=who), case)
        newest = Task.objects.filter(case=case).order_by("created_at").last()
        assert newest is not None
        assert newest.worker == worker
    refused(post(mine, case, "tasks/add", words="Ring", due_on="tomorrow", who=str(cast.team.colleague.id)))


def test_work_logged_on_an_inactive_case_leaves_it_open(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    done(post(mine, case, "status", to="inactive"), case)
    logged(mine, case)
    assert now_is(case) == CaseStatus.OPEN


def twice(user: User, case: Case, page: str, **typed: object) -> None:
    """The page's form, filled in once and sent by two tabs that were open at the same time."""
    html = get(user, case, page)
    once = html.split('name="once" value="')[1].split('"')[0]
    for _ in range(2):
        response = signed_in(user).post(f"/cases/{case.reference}/{page}/", {**typed, "once": once})
        assert response.status_code == 302, page


def test_a_date_and_a_task_sent_twice_are_one(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    twice(mine, case, "dates/add", kind="meeting", on="+9", note="Bring the report")
    twice(mine, case, "tasks/add", words="Ring the school", due_on="+2", who="whoever")
    assert KeyDate.objects.filter(case=case).count() == 1
    assert Task.objects.filter(case=case, words__isnull=False, rule="by_hand").count() == 1
    twice(mine, case, "tasks/add", words="Ring the school", due_on="+2", who="whoever")
    assert Task.objects.filter(case=case, rule="by_hand").count() == 2, "a second one on purpose is one more"


def test_an_allocation_and_a_step_sent_twice_are_made_once(cast: Cast) -> None:
    manager, case = cast.team.manager, cast.khans.case
    colleague = str(cast.team.colleague.id)
    twice(manager, case, "allocate", worker=colleague, others="instead", reason="She knows the school")
    assert Allocation.objects.filter(case=case, worker=cast.team.colleague).count() == 1
    closed_case(by=manager, case=case)
    twice(manager, case, "status", to="open", reason="They rang again")
    assert StatusChange.objects.filter(case=case, to_status="closed").count() == 1
    assert StatusChange.objects.filter(case=case, from_status="closed").count() == 1


def test_a_half_written_reason_is_kept_and_gone_once_it_is_sent(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    key = f"case:{case.reference}:close"
    assert f'data-autosave="/drafts/{key}/"' in get(mine, case, "close")
    keeping.keep(owner=mine, form_key=key, fields={"reason": "They moved"}, at=clock.now())
    html = get(mine, case, "close")
    assert "They moved" in html
    assert "restored" in html
    typed = {"reason": "They moved to Hull", "told_of_none_because": "Knew IPSEA"}
    done(post(mine, case, "close", came_0="reached", ask_0="ask", **typed), case)
    with reading(by=mine, subjects=[case.key_subject], purpose="test"):
        assert keeping.take(owner=mine, form_key=key) is None


def test_ending_an_account_says_how_many_cases_they_still_have(cast: Cast) -> None:
    new_case(cast.team.colleague, at=clock.now())
    manager = signed_in(cast.team.manager)

    def ending(person: User) -> str:
        return manager.get(f"/settings/accounts/{person.id}/end/").content.decode()

    assert "They still have 2 cases." in ending(cast.team.colleague)
    close(cast.taylors.case, cast.team.colleague)
    assert "They still have 1 case." in ending(cast.team.colleague)
    assert "They still have" not in ending(cast.team.volunteer)
