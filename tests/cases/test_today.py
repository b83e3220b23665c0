"""The worker's day: what is due, which dates come, who was not heard of, and ticking things off."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases import deadlines
from cases.actions.casework import change_status, end_allocation
from cases.actions.dates import add_key_date, add_task, remove_key_date
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.actions.first_contact import Answer, record_first_contact
from cases.choices import CaseStatus, Channel, FirstContactItem, Issue, ItemState, KeyDateKind
from cases.models import Allocation, Case, Task
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from sendiass.profiles import profile
from tests.cast import Cast, hand_over, logged, new_case
from tests.closing import closed_case

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User) -> str:
    response = signed_in(user).get("/today/")
    assert response.status_code == 200
    return response.content.decode()


def task(by: User, words: str, case: Case | None = None, worker: User | None = None, days: int = 3) -> Task:
    due = clock.today() + timedelta(days)
    return add_task(by=by, case=case, worker=worker, words=words, due_on=due, at=clock.now())


def test_tasks_stand_by_due_date_and_say_how_late_they_are(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    task(mine, "Write up the visit", case, days=4)
    task(mine, "Ring the SENCO", case, days=-3)
    task(mine, "Order leaflets", days=0)
    html = page(mine)
    assert html.index("Ring the SENCO") < html.index("Order leaflets") < html.index("Write up the visit")
    assert '<span class="app-late">3 days late</span>' in html
    assert "in 4 days" in html
    assert "Zahra Noor Khan" in html
    assert "None" not in html


def test_nobody_sees_another_workers_tasks_or_dates(cast: Cast) -> None:
    mine = cast.team.caseworker
    task(mine, "Ring the SENCO", cast.khans.case)
    task(mine, "Order leaflets")
    on = clock.today() + timedelta(days=2)
    add_key_date(by=mine, case=cast.khans.case, kind=KeyDateKind.HEARING, on=on, note="", at=clock.now())
    for other in (cast.team.colleague, cast.team.volunteer, cast.team.manager):
        html = page(other)
        for words in ("Ring the SENCO", "Order leaflets", "Tribunal hearing", "Khan"):
            assert words not in html


def test_a_task_for_another_who_has_the_case_is_not_mine(cast: Cast) -> None:
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    task(cast.team.caseworker, "Read the draft plan", cast.khans.case, worker=cast.team.volunteer)
    assert "Read the draft plan" in page(cast.team.volunteer)
    assert "Read the draft plan" not in page(cast.team.caseworker)


def test_when_a_worker_leaves_a_case_their_tasks_stay_with_it(cast: Cast) -> None:
    case, volunteer = cast.khans.case, cast.team.volunteer
    hand_over(cast, case, volunteer)
    task(cast.team.caseworker, "Read the draft plan", case, worker=volunteer)
    allocation = Allocation.objects.current().get(case=case, worker=volunteer)
    end_allocation(by=cast.team.manager, allocation=allocation, at=clock.now())
    assert "Read the draft plan" not in page(volunteer)
    assert "Read the draft plan" in page(cast.team.caseworker)


def test_the_tasks_of_a_case_nobody_has_are_the_managers(cast: Cast) -> None:
    task(cast.team.manager, "Ask for a sign language interpreter", cast.waiting)
    assert "Ask for a sign language interpreter" in page(cast.team.manager)
    assert "Ask for a sign language interpreter" not in page(cast.team.volunteer)


@pytest.mark.clause("L23")
def test_what_first_contact_owes_leads_to_where_it_is_recorded(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    answer = Answer(FirstContactItem.RECORDS_TOLD, ItemState.NOT_YET, because="The line broke off.")
    record_first_contact(by=mine, case=case, answers=[answer], at=clock.now())
    html = page(mine)
    assert "Told how to see their records" in html
    assert f'href="/cases/{case.reference}/first-contact/"' in html
    owed = Task.objects.open().get(case=case, item=FirstContactItem.RECORDS_TOLD)
    assert f"/tasks/{owed.id}/done/" not in html
    response = signed_in(mine).post(f"/tasks/{owed.id}/done/", follow=True)
    assert "Record it under first contact" in response.content.decode()
    owed.refresh_from_db()
    assert owed.done_at is None


def test_dates_of_the_next_fourteen_days_are_shown_and_no_others(cast: Cast) -> None:
    mine, case, today = cast.team.caseworker, cast.khans.case, clock.today()
    kinds = [KeyDateKind.MEETING, KeyDateKind.MEDIATION, KeyDateKind.HEARING, KeyDateKind.EVIDENCE_BY]
    for kind, days in zip(kinds, (0, 14, 15, 3), strict=True):
        date = add_key_date(
            by=mine, case=case, kind=kind, on=today + timedelta(days), note="Bring the plan.", at=clock.now()
        )
    remove_key_date(by=mine, key_date=date, at=clock.now())
    html = page(mine)
    assert "Meeting" in html
    assert "Mediation" in html
    assert "Tribunal hearing" not in html
    assert "Last day for evidence" not in html


def test_a_case_is_new_to_whom_it_was_given_until_work_is_logged(cast: Cast) -> None:
    volunteer, case = cast.team.volunteer, cast.khans.case
    logged(cast.team.caseworker, case)
    assert "New to you" not in page(volunteer)
    hand_over(cast, case, volunteer)
    html = page(volunteer)
    new = html[html.index("New to you") :]
    assert case.reference in new[: new.index("</section>")]
    assert "No case of yours has been quiet for that long." in html
    logged(cast.team.caseworker, case)
    assert "New to you" not in page(volunteer)


def test_a_closed_case_is_not_new_to_anyone(cast: Cast) -> None:
    closed_case(by=cast.team.manager, case=cast.taylors.case, reason="Moved.", at=clock.now())
    assert "New to you" not in page(cast.team.colleague)


def test_a_case_is_quiet_from_the_day_the_rule_gives(cast: Cast) -> None:
    case, days = cast.khans.case, profile().periods.inactive_after_days
    today = clock.today()
    for since, is_quiet in ((days, False), (days + 1, True)):
        last = today - timedelta(days=since)
        case.last_worked_on = last
        case.save()
        assert (deadlines.inactive_from(last, days) <= today) is is_quiet
        assert (
            "No case of yours has been quiet for that long." in page(cast.team.caseworker)
        ) is not is_quiet


def quiet_case(cast: Cast) -> Case:
    """A case nobody was heard on for a day longer than the service waits."""
    case = cast.khans.case
    case.last_worked_on = clock.today() - timedelta(days=profile().periods.inactive_after_days + 1)
    case.save()
    return case


def is_proposed(cast: Cast, case: Case) -> bool:
    """Whether its worker's day and the manager's list both propose to close it; that they agree is part of the promise."""
    link = reverse("cases:case_close", args=[case.reference])
    on_the_day = link in page(cast.team.caseworker)
    listed = signed_in(cast.team.manager).get(reverse("cases:case_list"), {"status": "to_close"})
    in_the_list = case.reference in listed.content.decode()
    assert on_the_day is in_the_list
    return on_the_day


def test_a_quiet_case_is_proposed_for_closing_and_closes_by_nobody_but_a_person(cast: Cast) -> None:
    case = quiet_case(cast)
    assert is_proposed(cast, case)
    assert "case to close?" in page(cast.team.manager)
    change_status(by=cast.team.caseworker, case=case, to=CaseStatus.INACTIVE, reason="", at=clock.now())
    assert is_proposed(cast, case)
    case.refresh_from_db()
    assert case.status == CaseStatus.INACTIVE


def test_a_case_with_something_ahead_is_not_proposed_for_closing(cast: Cast) -> None:
    mine, case = cast.team.caseworker, quiet_case(cast)
    ahead = add_key_date(
        by=mine, case=case, kind=KeyDateKind.HEARING, on=clock.today(), note="", at=clock.now()
    )
    assert not is_proposed(cast, case)
    assert "Something is still ahead" in page(mine)
    remove_key_date(by=mine, key_date=ahead, at=clock.now())
    assert is_proposed(cast, case)
    task(mine, "Ask again after the holidays", case, days=30)
    assert not is_proposed(cast, case)


def test_a_task_that_is_late_keeps_no_case_open(cast: Cast) -> None:
    case = quiet_case(cast)
    task(cast.team.caseworker, "Ring them", case, days=0)
    assert is_proposed(cast, case)


def test_a_closed_case_asks_for_nothing(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    task(mine, "Ring the SENCO", case)
    add_key_date(by=mine, case=case, kind=KeyDateKind.HEARING, on=clock.today(), note="", at=clock.now())
    closed_case(by=mine, case=case, reason="All done.", at=clock.now())
    html = page(mine)
    assert "Ring the SENCO" not in html
    assert "Tribunal hearing" not in html


def test_call_backs_are_shown_to_those_who_take_calls(cast: Cast) -> None:
    enquiry = take_enquiry(
        by=cast.team.caseworker,
        asked=Asked(Channel.HELPLINE_CALL, Issue.EXCLUSION, ring_back=RingBack("Jo Green", "07700 900999")),
        once=uuid4(),
        at=clock.now(),
    )
    html = page(cast.team.colleague)
    assert enquiry.reference in html
    assert "Jo Green" not in html
    assert "Call-backs owed" not in page(cast.team.volunteer)


def test_numbers_have_nouns_and_lead_to_their_lists(cast: Cast) -> None:
    new_case(cast.team.caseworker, take_it=False, at=clock.now())
    html = page(cast.team.manager)
    assert "cases waiting" in html
    assert 'href="/cases/waiting/"' in html
    assert "cases waiting" not in page(cast.team.caseworker)
    assert "case of mine" in page(cast.team.caseworker)


def test_an_empty_day_is_said_in_sentences(cast: Cast) -> None:
    html = page(cast.team.volunteer)
    assert "You have no task to do." in html
    assert "Your cases have no key date in these days." in html


def test_looking_at_the_day_is_recorded(cast: Cast) -> None:
    page(cast.team.caseworker)
    entry = Reading.objects.get(page="cases:today")
    assert entry.actor_id == cast.team.caseworker.id
    task(cast.team.caseworker, "Ring the SENCO", cast.khans.case)
    page(cast.team.caseworker)
    assert cast.khans.child.id in Reading.objects.filter(page="cases:today").latest("at").subjects


def test_a_task_is_ticked_off_once_and_stands_under_done(cast: Cast) -> None:
    mine = cast.team.caseworker
    done = task(mine, "Ring the SENCO", cast.khans.case)
    for _ in range(2):
        response = signed_in(mine).post(f"/tasks/{done.id}/done/")
        assert (response.status_code, response.headers["Location"]) == (302, "/today/")
    done.refresh_from_db()
    first = done.done_at
    assert done.done_by == mine
    assert first is not None
    html = page(mine)
    assert html.index("Done today") < html.index("Ring the SENCO")


def test_a_task_ticked_off_on_the_case_page_leads_back_there(cast: Cast) -> None:
    done = task(cast.team.caseworker, "Ring the SENCO", cast.khans.case)
    response = signed_in(cast.team.caseworker).post(f"/tasks/{done.id}/done/", {"back": "case"})
    assert response.headers["Location"] == f"/cases/{cast.khans.case.reference}/"


def test_looking_at_a_tasks_address_does_not_finish_it(cast: Cast) -> None:
    open_task = task(cast.team.caseworker, "Ring the SENCO", cast.khans.case)
    assert signed_in(cast.team.caseworker).get(f"/tasks/{open_task.id}/done/").status_code == 302
    open_task.refresh_from_db()
    assert open_task.done_at is None


@pytest.mark.clause("L26")
def test_other_peoples_tasks_are_not_there(cast: Cast) -> None:
    of_a_case = task(cast.team.caseworker, "Ring the SENCO", cast.khans.case)
    own = task(cast.team.caseworker, "Order leaflets")
    for other in (cast.team.colleague, cast.team.volunteer):
        for theirs in (of_a_case, own):
            assert signed_in(other).post(f"/tasks/{theirs.id}/done/").status_code == 404
    assert signed_in(cast.team.manager).post(f"/tasks/{own.id}/done/").status_code == 404
    assert signed_in(cast.team.caseworker).post(f"/tasks/{uuid4()}/done/").status_code == 404
    assert not Task.objects.filter(done_at__isnull=False, id__in=[own.id, of_a_case.id]).exists()


def test_one_sets_oneself_a_task(cast: Cast) -> None:
    mine = signed_in(cast.team.volunteer)
    assert mine.get("/tasks/add/").status_code == 200
    response = mine.post("/tasks/add/", {"words": "Read the new guide 📖", "due_on": "tomorrow"})
    assert response.headers["Location"] == "/today/"
    assert "Read the new guide 📖" in page(cast.team.volunteer)
    assert Task.objects.get(case=None).worker == cast.team.volunteer


@pytest.mark.parametrize(
    ("words", "due_on", "said"),
    [
        ("", "tomorrow", "Enter what is to be done"),
        ("\N{ZERO WIDTH SPACE}", "tomorrow", "Enter what is to be done"),
        ("Read\x00", "tomorrow", "hidden character"),
        ("x" * 501, "tomorrow", "must be 500 characters or fewer"),
        ("Read", "", "Enter the day it is due"),
        ("Read", "1/1/1899", "must be today or in the future"),
        ("Read", "1/1/2999", "must be 31/12/2100 or earlier"),
        ("Read", "soon", "must be a real date"),
    ],
)
def test_a_task_that_cannot_be_is_refused_with_what_was_typed(
    cast: Cast, words: str, due_on: str, said: str
) -> None:
    response = signed_in(cast.team.caseworker).post("/tasks/add/", {"words": words, "due_on": due_on})
    html = response.content.decode()
    assert response.status_code == 200
    assert said in html
    assert not due_on or f'value="{due_on}"' in html
    assert not Task.objects.filter(case=None).exists()


def test_those_who_work_no_cases_have_no_day(cast: Cast) -> None:
    for other in (cast.team.administrator, cast.team.board_member):
        for path in ("/today/", "/tasks/add/", f"/tasks/{uuid4()}/done/"):
            assert signed_in(other).get(path).status_code == 403
