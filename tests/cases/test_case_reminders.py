"""What the page of a case keeps in sight: what is owed, whom to ring, and what may not be written."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cases.actions.callbacks import forget
from cases.actions.casework import NewCase, open_new_case
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.actions.first_contact import Answer, record_first_contact
from cases.choices import Agreement, Channel, FirstContactItem, Issue, ItemState, ReferralSource, Stage
from cases.models import CallBack, Case, Task
from sendiass import clock
from sendiass.accounts.models import User
from tests import cast as stage
from tests.cast import Cast

STILL_OWED = "Still owed from first contact"
TO_RING = "Number to ring back"


def page_of(case: Case, worker: User) -> str:
    client = Client()
    client.force_login(worker)
    return str(client.get(f"/cases/{case.reference}/").content.decode())


def put_off(cast: Cast) -> Case:
    case = cast.khans.case
    later = Answer(FirstContactItem.INFORMATION, ItemState.NOT_YET, because="She had to go.")
    record_first_contact(by=cast.team.caseworker, case=case, answers=[later], at=clock.now())
    return case


@pytest.mark.clause("L23")
def test_what_was_put_off_is_asked_for_above_the_log_with_its_reason(cast: Cast) -> None:
    worker = cast.team.caseworker
    assert STILL_OWED not in page_of(cast.khans.case, worker)
    page = page_of(put_off(cast), worker)
    box = page[page.index(STILL_OWED) : page.index("data-quicklog")]

    assert "Information given for an informed decision" in box
    assert "She had to go." in box
    assert f'href="/cases/{cast.khans.case.reference}/first-contact/#owed"' in box


@pytest.mark.clause("L23")
def test_what_work_waits_for_already_is_asked_for_once(cast: Cast) -> None:
    case = put_off(cast)
    yesterday = clock.today() - timedelta(days=1)
    task = Task.objects.get(case=case, item=FirstContactItem.INFORMATION, done_at=None)
    task.due_on = yesterday
    task.save(update_fields=["due_on"])
    page = page_of(case, cast.team.caseworker)

    assert "Answer this before you log more work" in page
    assert STILL_OWED not in page


def rung(cast: Cast) -> Case:
    worker = cast.team.caseworker
    asked = Asked(Channel.HELPLINE_CALL, Issue.TRANSPORT, ring_back=RingBack("Rosa Diaz", "+447700900555"))
    enquiry = take_enquiry(by=worker, asked=asked, once=uuid4(), at=clock.now())
    new = NewCase(Issue.TRANSPORT, Stage.FINAL_PLAN, ReferralSource.PARENT, take_it=True, enquiry=enquiry)
    answers = stage.first_contact(worker, on=clock.today())
    return open_new_case(by=worker, new=new, answers=answers, once=uuid4(), at=clock.now())


def test_a_number_still_kept_on_the_enquiry_is_not_lost_from_sight(cast: Cast) -> None:
    case = rung(cast)
    reference = case.enquiries.get().reference
    page = page_of(case, cast.team.caseworker)

    assert f'{TO_RING}: see enquiry <a class="govuk-link app-nowrap" href="/intake/{reference}/"' in page
    assert "07700 900555" not in page


def test_a_number_that_was_forgotten_is_not_looked_for(cast: Cast) -> None:
    case = rung(cast)
    forget(CallBack.objects.get(enquiry__case=case), at=clock.now())

    assert TO_RING not in page_of(case, cast.team.caseworker)


@pytest.mark.clause("L26")
@pytest.mark.parametrize("form", ["aim", "tasks/add", "dates/add", "status"])
def test_no_form_asks_for_words_that_name_a_family_that_did_not_agree(cast: Cast, form: str) -> None:
    worker = cast.team.caseworker
    client = Client()
    client.force_login(worker)
    unnamed = stage.new_case(worker, at=clock.now(), agreement=Agreement.DECLINED)
    nothing = "Write nothing that says who the family is"

    assert nothing in str(client.get(f"/cases/{unnamed.reference}/{form}/").content.decode())
    assert nothing not in str(client.get(f"/cases/{cast.khans.case.reference}/{form}/").content.decode())


def test_a_day_to_come_is_not_asked_for_as_one_that_has_passed(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.team.caseworker)
    page = client.post(f"/cases/{cast.khans.case.reference}/tasks/add/", {"due_on": "soon"})

    assert "like 27/3/2027, tomorrow or +3 for three days from now" in str(page.content.decode())


@pytest.mark.parametrize(
    "came_from",
    [
        "http://testserver/cases/?page=2",
        "https://elsewhere.example/x",
        "http://testserver//elsewhere.example",
        "",
    ],
)
def test_a_refusal_leads_back_and_sends_no_manager_to_their_manager(cast: Cast, came_from: str) -> None:
    client = Client(headers={"referer": came_from} if came_from else {})
    client.force_login(cast.team.board_member)
    answer = client.get("/search/")
    page = str(answer.content.decode())

    assert answer.status_code == 403
    assert "your manager" not in page
    assert "the rule" not in page
    assert "elsewhere" not in page
    assert ('href="/cases/?page=2"' in page) is came_from.startswith("http://testserver/cases")


@pytest.mark.parametrize("address", ["/intake/new/", "/cases/new/"])
def test_what_it_is_about_is_a_plain_list(cast: Cast, address: str) -> None:
    client = Client()
    client.force_login(cast.team.caseworker)

    assert client.get(address).context["form"].fields["issue"].widget.attrs.get("data-typeahead") is None
