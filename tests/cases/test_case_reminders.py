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
from cases.choices import Channel, FirstContactItem, Issue, ItemState, ReferralSource, Stage
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

    assert f'{TO_RING}: see <a class="govuk-link" href="/intake/{reference}/"' in page
    assert "07700 900555" not in page


def test_a_number_that_was_forgotten_is_not_looked_for(cast: Cast) -> None:
    case = rung(cast)
    forget(CallBack.objects.get(enquiry__case=case), at=clock.now())

    assert TO_RING not in page_of(case, cast.team.caseworker)
