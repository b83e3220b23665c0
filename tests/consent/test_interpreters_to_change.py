"""A meeting that moves or is cancelled leaves its interpreter wrongly booked, and whoever works the case hears so (L19)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.meetings import cancel_meeting, change_meeting
from cases.choices import MeetingState
from cases.models import Meeting
from consent.choices import Misfit
from consent.disclosures.interpreters import cancel_interpreter
from consent.models import InterpreterBooking
from consent.rules import BookedFor, no_longer_fits
from consent.views.interpreters_shown import misfit_of
from sendiass import clock
from sendiass.accounts.models import User
from tests.cases.test_meetings import signed_in, text
from tests.cast import Cast
from tests.meetings import DAY, booked, meeting, plan_of

pytestmark = pytest.mark.clause("L19")
django_db = pytest.mark.django_db
OWED = "Interpreters to change"


def with_interpreter(cast: Cast) -> tuple[Meeting, InterpreterBooking]:
    planned = meeting(cast.team.caseworker, cast.khans.case)
    booking = booked(
        cast.team.caseworker,
        cast.khans,
        cast.authority,
        at=clock.now(),
        meeting=planned,
        starts_at=planned.starts_at,
    )
    return planned, booking


def move(by: User, planned: Meeting, days: int) -> None:
    plan = plan_of(by, starts_at=planned.starts_at + days * DAY)
    change_meeting(by=by, meeting=planned, plan=plan)


NOW = datetime(2026, 3, 28, 23, 30, tzinfo=clock.LONDON)
MOMENTS = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))


@given(booked_at=MOMENTS, starts_at=MOMENTS, state=st.sampled_from(MeetingState))
def test_a_booking_is_wrong_while_something_can_be_done_about_it(
    booked_at: datetime, starts_at: datetime, state: MeetingState
) -> None:
    found = no_longer_fits(BookedFor(booked_at, starts_at, state), at=NOW)
    expected = None
    if state is MeetingState.CANCELLED and booked_at > NOW:
        expected = Misfit.NOT_NEEDED
    if state is MeetingState.PLANNED and booked_at != starts_at and (booked_at > NOW or starts_at > NOW):
        expected = Misfit.ANOTHER_TIME
    assert found is expected


@django_db
def test_a_meeting_as_it_was_booked_owes_nothing(cast: Cast) -> None:
    with_interpreter(cast)
    assert OWED not in text(signed_in(cast.team.caseworker), "/today/")


@django_db
def test_a_moved_meeting_says_what_to_do_until_the_booking_is_cancelled(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    client = signed_in(worker)
    planned, booking = with_interpreter(cast)
    move(worker, planned, 1)
    for page in (
        "/today/",
        f"/cases/{case.reference}/meetings/",
        f"/cases/{case.reference}/meetings/{planned.id}/",
    ):
        shown = text(client, page)
        assert "Booked for another time" in shown
        assert "Tell them, cancel this booking, and book again for the new time." in shown
    assert OWED in text(client, "/today/")
    cancel = client.get(f"/cases/{case.reference}/interpreters/{booking.id}/cancel/").content.decode()
    assert 'value="The meeting was moved."' in cancel
    cancel_interpreter(by=worker, booking=booking, because="Moved.", at=clock.now())
    assert OWED not in text(client, "/today/")
    assert "Booked for another time" not in text(client, f"/cases/{case.reference}/meetings/{planned.id}/")


@django_db
def test_moved_there_and_back_it_fits_again(cast: Cast) -> None:
    worker = cast.team.caseworker
    planned, _ = with_interpreter(cast)
    first = planned.starts_at
    move(worker, planned, 1)
    assert OWED in text(signed_in(worker), "/today/")
    change_meeting(by=worker, meeting=planned, plan=plan_of(worker, starts_at=first))
    assert OWED not in text(signed_in(worker), "/today/")


@django_db
def test_a_cancelled_meeting_needs_its_interpreter_no_longer(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    client = signed_in(worker)
    planned, booking = with_interpreter(cast)
    cancel_meeting(by=worker, meeting=planned, because="The school has moved it.", at=clock.now())
    for page in ("/today/", f"/cases/{case.reference}/meetings/{planned.id}/"):
        shown = text(client, page)
        assert "No longer needed" in shown
        assert "The meeting is cancelled. Tell them, and cancel this booking." in shown
    cancel = client.get(f"/cases/{case.reference}/interpreters/{booking.id}/cancel/").content.decode()
    assert 'value="The meeting is cancelled."' in cancel


@django_db
def test_it_is_told_to_whoever_holds_the_case_or_goes_to_the_meeting_and_to_nobody_else(cast: Cast) -> None:
    planned, _ = with_interpreter(cast)
    move(cast.team.caseworker, planned, 1)
    for user, hears in (
        (cast.team.caseworker, True),
        (cast.team.colleague, False),
        (cast.team.volunteer, False),
        (cast.team.manager, False),
    ):
        assert (OWED in text(signed_in(user), "/today/")) is hears
    change_meeting(
        by=cast.team.caseworker,
        meeting=planned,
        plan=plan_of(cast.team.manager, starts_at=planned.starts_at + 2 * DAY),
    )
    assert OWED in text(signed_in(cast.team.manager), "/today/")


@django_db
@pytest.mark.parametrize("days", [-5, -1, 1, 5])
@pytest.mark.parametrize("is_cancelled", [True, False])
def test_the_data_base_finds_what_the_rule_says(cast: Cast, days: int, is_cancelled: bool) -> None:
    worker = cast.team.caseworker
    planned, booking = with_interpreter(cast)
    move(worker, planned, days)
    if is_cancelled:
        cancel_meeting(by=worker, meeting=planned, because="Off.", at=clock.now())
    held = InterpreterBooking.objects.select_related("meeting").get(pk=booking.pk)
    for later in (-2, 0, 2, 4, 8):
        at = clock.now() + later * DAY
        found = InterpreterBooking.objects.no_longer_fitting(at).filter(pk=held.pk).exists()
        assert found is (misfit_of(held, at=at) is not None)
