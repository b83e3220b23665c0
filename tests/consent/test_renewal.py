"""Permissions that end, and children who come of age: asked in time, stopped on the day, shown with why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cases.actions.dates import finish_task
from cases.choices import TaskRule
from cases.models import Person, Task
from consent.access import cover_of, stops_at
from consent.actions.permissions import end_permission, record_permission
from consent.actions.reminders import look_ahead
from consent.choices import Content, HowGiven, Standing, Way, WhyEnded
from consent.deadlines import end_of, last_day
from consent.jobs import renew_permissions
from consent.models import Disclosure, PermissionTask, SharingPermission
from consent.rules import holds
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import ServicePrincipal, acting
from sendiass.profiles import profile
from tests.cast import Cast
from tests.closing import closed_case
from tests.consent.conftest import HOUR, born, born_eighteen_years_ago, yes_of
from tests.consent.test_sharing_pages import get, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]
Permitted = Callable[..., SharingPermission]
DAY = timedelta(days=1)


def sweep(at: datetime) -> None:
    sweeper = ServicePrincipal("sweeps")
    with acting(by=sweeper):
        look_ahead(by=sweeper, at=at)


def asked(cast: Cast) -> list[tuple[str, date]]:
    return [(task.rule, task.due_on) for task in Task.objects.open().filter(case=cast.khans.case)]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/London"))


def test_the_worker_is_asked_in_time_once(cast: Cast, permitted: Permitted) -> None:
    last_day = clock.today() + timedelta(days=60)
    permitted(last_day=last_day)
    before = noon(last_day) - timedelta(days=profile().sharing.renew_before_days)
    sweep(before - DAY)
    assert asked(cast) == []
    for at in (before, before, before + DAY, noon(last_day)):
        sweep(at)
        assert asked(cast) == [(TaskRule.RENEW_PERMISSION, last_day)]


def test_ticked_off_it_is_not_asked_again(cast: Cast, permitted: Permitted) -> None:
    permitted(last_day=clock.today() + DAY)
    sweep(clock.now())
    finish_task(by=cast.team.caseworker, task=Task.objects.open().get(case=cast.khans.case), at=clock.now())
    sweep(clock.now())
    assert asked(cast) == []


def test_two_that_end_are_one_task_by_the_first_day(cast: Cast, permitted: Permitted) -> None:
    first, later = clock.today() + DAY, clock.today() + 3 * DAY
    permitted(last_day=later)
    permitted(agency=cast.primary, last_day=first)
    sweep(clock.now())
    assert asked(cast) == [(TaskRule.RENEW_PERMISSION, first)]
    assert PermissionTask.objects.count() == 2


def test_renewed_the_task_is_done(cast: Cast, permitted: Permitted) -> None:
    permitted(last_day=clock.today() + DAY)
    sweep(clock.now())
    permitted(agency=cast.primary, last_day=clock.today() + timedelta(days=90))
    assert len(asked(cast)) == 1, "a yes for another agency renews nothing"
    permitted(last_day=clock.today() + timedelta(days=90), given_at=clock.now())
    assert asked(cast) == []
    sweep(clock.now())
    assert asked(cast) == []


def test_taken_back_the_task_is_done(cast: Cast, permitted: Permitted) -> None:
    permission = permitted(last_day=clock.today() + DAY)
    sweep(clock.now())
    end_permission(
        by=cast.team.caseworker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now()
    )
    assert asked(cast) == []


def test_on_a_closed_case_nobody_is_asked_and_what_is_over_stops_all_the_same(
    cast: Cast, permitted: Permitted
) -> None:
    permission = permitted(last_day=clock.today() + DAY)
    closed_case(by=cast.team.caseworker, case=cast.khans.case, reason="x", at=clock.now())
    sweep(clock.now())
    assert asked(cast) == []
    born_eighteen_years_ago(cast)
    sweep(clock.now())
    permission.refresh_from_db()
    assert permission.ended_because == WhyEnded.OF_AGE
    assert asked(cast) == []


def leaving_on(day: date) -> date:
    """A date of birth whose compulsory school age ends on the last Friday of June of that day's year."""
    return date(day.year - 16, 3, 1)


def test_a_parents_yes_that_the_young_person_outgrows_asks_for_the_young_person(
    cast: Cast, permitted: Permitted
) -> None:
    """Whatever the day of the test: its year's school leavers, or the next's."""
    permission = permitted(last_day=clock.today() + timedelta(days=300))
    born(cast, leaving_on(clock.today() + timedelta(days=160)))
    leaves_on = cast.khans.child.compulsory_school_age_ends_on
    assert leaves_on
    stops_on = leaves_on + timedelta(days=profile().sharing.after_coming_of_age_days)
    if not clock.today() < stops_on < clock.today() + timedelta(days=300):
        pytest.skip("on this day of the year no school leaver stands between the two")
    permission.refresh_from_db()
    assert stops_at(permission) == end_of(stops_on)
    sweep(noon(stops_on) - timedelta(days=profile().sharing.renew_before_days + 1))
    assert asked(cast) == []
    sweep(noon(stops_on) - timedelta(days=profile().sharing.renew_before_days))
    assert asked(cast) == [(TaskRule.ASK_YOUNG_PERSON, stops_on)]
    page = get(cast.team.caseworker, cast.khans.case)
    assert "the end of compulsory school age" in page


def test_a_date_of_birth_put_right_later_stops_a_parents_yes_at_once(
    cast: Cast, permitted: Permitted, tell: Callable[..., Disclosure]
) -> None:
    permission = permitted()
    tell()
    born_eighteen_years_ago(cast)
    with pytest.raises(Refused) as refused:
        tell()
    assert "no permission for this agency that holds" in refused.value.decision.reason
    assert permission not in SharingPermission.objects.live(clock.now())
    page = get(cast.team.caseworker, cast.khans.case)
    assert "the young person decides for themselves now" in page
    record = signed_in(cast.team.caseworker).get(f"/cases/{cast.khans.case.reference}/").content.decode()
    assert f"{cast.authority.name}: the young person decides for themselves now" in record
    said = Disclosure.objects.get()
    sweep(clock.now())
    permission.refresh_from_db()
    assert permission.ended_because == WhyEnded.OF_AGE
    assert permission.ended_by is None
    assert permission.ended_at is not None
    assert permission.ended_at > said.happened_at, "what was shared before stays on record"
    assert asked(cast) == [(TaskRule.ASK_YOUNG_PERSON, clock.today())]


def test_put_back_before_the_night_nothing_was_lost(
    cast: Cast, permitted: Permitted, tell: Callable[..., Disclosure]
) -> None:
    permitted()
    born_eighteen_years_ago(cast)
    born(cast, date(2016, 5, 13))
    tell()


def test_a_date_of_birth_taken_off_leaves_a_child(
    cast: Cast, permitted: Permitted, tell: Callable[..., Disclosure]
) -> None:
    permitted()
    born_eighteen_years_ago(cast)
    born(cast, None)
    tell()


def test_the_young_persons_own_yes_is_asked_about_like_any_other(cast: Cast, permitted: Permitted) -> None:
    born_eighteen_years_ago(cast)
    permitted(given_by=cast.khans.child, standing=Standing.FOR_THEMSELVES, last_day=clock.today() + DAY)
    sweep(clock.now())
    assert asked(cast) == [(TaskRule.RENEW_PERMISSION, clock.today() + DAY)]


def test_asked_the_young_person_renews_it(cast: Cast, permitted: Permitted) -> None:
    permitted()
    born_eighteen_years_ago(cast)
    sweep(clock.now())
    permitted(given_by=cast.khans.child, standing=Standing.FOR_THEMSELVES, given_at=clock.now())
    assert asked(cast) == []


def test_a_date_of_birth_recorded_before_its_day_was_worked_out_is_worked_out(
    cast: Cast, permitted: Permitted
) -> None:
    permission = permitted()
    born_eighteen_years_ago(cast)
    child = Person.objects.get(pk=cast.khans.child.pk)
    child.compulsory_school_age_ends_on = None
    child.save(update_fields=["compulsory_school_age_ends_on"])
    sweep(clock.now())
    permission.refresh_from_db()
    assert permission.ended_because == WhyEnded.OF_AGE


def test_the_clock_calls_it(cast: Cast, permitted: Permitted) -> None:
    permitted(last_day=clock.today() + DAY)
    renew_permissions()
    assert asked(cast) == [(TaskRule.RENEW_PERMISSION, clock.today() + DAY)]


def test_the_task_leads_to_sharing_from_the_day_and_from_the_case(cast: Cast, permitted: Permitted) -> None:
    permission = permitted(last_day=clock.today() + DAY)
    sweep(clock.now())
    sharing = f"/cases/{cast.khans.case.reference}/sharing/"
    for page in ("/today/", f"/cases/{cast.khans.case.reference}/"):
        html = signed_in(cast.team.caseworker).get(page).content.decode()
        assert f'href="{sharing}">A permission to share ends soon' in html
    html = signed_in(cast.team.caseworker).get(sharing).content.decode()
    assert "It ends soon. Ask whether it is to go on." in html
    again = f"{sharing}permissions/add/?renew={permission.id}"
    assert again in html
    form = signed_in(cast.team.caseworker).get(again).content.decode()
    assert form.count(" checked") >= len(permission.contents) + len(permission.ways)
    assert "Only that mornings are hard." not in form, "words are asked for anew"


ZONES = [ZoneInfo(name) for name in ("Europe/London", "UTC", "Pacific/Kiritimati", "America/Anchorage")]
moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    datetime(2030, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from(ZONES),
    allow_imaginary=False,
)


@given(
    born_on=st.dates(date(2003, 1, 1), date(2016, 12, 31)) | st.none(),
    until=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    grace=st.integers(0, 366),
    at=moments,
    standing=st.sampled_from(Standing),
)
@example(
    date(2008, 2, 29), date(2030, 1, 1), 0, datetime(2024, 6, 28, 22, 59, 59, tzinfo=UTC), "parent_of_child"
)
@example(date(2008, 2, 29), date(2030, 1, 1), 0, datetime(2024, 6, 28, 23, 0, tzinfo=UTC), "parent_of_child")
@example(
    date(2010, 8, 31), date(2030, 1, 1), 28, datetime(2026, 7, 24, 22, 59, tzinfo=UTC), "parent_of_child"
)
@example(date(2010, 9, 1), date(2030, 1, 1), 28, datetime(2026, 7, 24, 23, 0, tzinfo=UTC), "parent_of_child")
@settings(max_examples=150, deadline=None)
def test_a_parents_yes_holds_on_no_day_after_the_days_of_grace(
    born_on: date | None, until: date, grace: int, at: datetime, standing: Standing
) -> None:
    """Day by day by an oracle of its own: a parent's yes while the child or the grace lasts, any other to its own day."""
    person = Person(compulsory_school_age_ends_on=slow_end_of_school_age(born_on) if born_on else None)
    given_at = datetime(2023, 1, 1, tzinfo=UTC)
    permission = SharingPermission(
        about=person,
        standing=standing,
        ways=[Way.TELL],
        contents=[Content.NEEDS],
        how=HowGiven.PHONE,
        given_at=given_at,
        from_at=given_at,
        until_at=end_of(until),
        days_of_grace=grace,
    )
    day = at.astimezone(ZoneInfo("Europe/London")).date()
    expected = day <= until
    if born_on and standing == "parent_of_child":
        expected = expected and (day - slow_end_of_school_age(born_on)).days <= grace
    assert holds(cover_of(permission), at=at) == expected


def slow_end_of_school_age(born_on: date) -> date:
    """Walked day by day to the sixteenth birthday, to that school year's August, and back to June's last Friday."""
    years, day = 0, born_on
    while years < 16:
        day += DAY
        is_birthday = (day.month, day.day) == (born_on.month, born_on.day)
        leapless = (born_on.month, born_on.day) == (2, 29) and (day.month, day.day) == (3, 1)
        years += is_birthday or (leapless and (day - DAY).day == 28)
    while (day.month, day.day) != (8, 31):
        day += DAY
    while not (day.month == 6 and day.weekday() == 4):
        day -= DAY
    return day


@given(
    ends=st.lists(st.integers(0, 45), max_size=4),
    nights=st.lists(st.integers(-1, 50), max_size=6),
    of_age_days_ago=st.none() | st.integers(-40, 60),
)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whichever_nights_the_clock_calls_each_end_is_asked_about_once(
    cast: Cast, ends: list[int], nights: list[int], of_age_days_ago: int | None
) -> None:
    """Twice, late, out of order or never: a permission has one question for each last day, and gone ones none."""
    today = clock.today()
    with transaction.atomic():
        for number, days in enumerate(ends):
            yes = yes_of(
                cast,
                cast.khans,
                agency=[cast.authority, cast.primary, cast.secondary][number % 3],
                last_day=today + days * DAY,
                given_at=clock.now() - HOUR,
            )
            record_permission(
                by=cast.team.caseworker, case=cast.khans.case, yes=yes, once=uuid4(), at=clock.now()
            )
        if of_age_days_ago is not None:
            child = Person.objects.get(pk=cast.khans.child.pk)
            child.compulsory_school_age_ends_on = today - of_age_days_ago * DAY
            child.save(update_fields=["compulsory_school_age_ends_on"])
        grace = profile().sharing.after_coming_of_age_days
        is_to_come = of_age_days_ago is not None and of_age_days_ago <= grace
        # The data base ends nothing ahead of its own clock, so no night is played that would.
        for night in sorted(night for night in nights if night <= 0 or not is_to_come):
            sweep(noon(today + night * DAY))
            sweep(noon(today + night * DAY))
        for one in SharingPermission.objects.of(cast.khans.case).select_related("about"):
            assert one.tasks.count() <= 1
            assert (one.ended_at is not None) <= (one.ended_because == WhyEnded.OF_AGE)
            if one.ended_at:
                assert one.ended_at == max(stops_at(one), one.given_at)
                assert stops_at(one) < one.until_at
        assert Task.objects.open().filter(case=cast.khans.case).count() <= 2
        transaction.set_rollback(True)


def test_the_form_offers_the_last_day_that_a_parents_yes_may_hold(cast: Cast) -> None:
    """Whatever the day of the test, the next school leavers' last day comes within a year."""
    months = profile().sharing.longest_months
    year = clock.today().year + (clock.today().month > 5)
    born(cast, leaving_on(date(year, 1, 1)))
    leaves_on = cast.khans.child.compulsory_school_age_ends_on
    assert leaves_on
    stops_on = leaves_on + timedelta(days=profile().sharing.after_coming_of_age_days)
    offered = min(stops_on, last_day(clock.today(), months=months))
    form = signed_in(cast.team.caseworker).get(f"/cases/{cast.khans.case.reference}/sharing/permissions/add/")
    assert f'value="{offered.day}/{offered.month}/{offered.year}"' in form.content.decode()
