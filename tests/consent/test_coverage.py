"""For any history of permissions and disclosures: one exists only if a permission covered all of it at its moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from consent.actions.permissions import end_permission, record_permission
from consent.choices import Channel, Content, Standing, Told, Way, WhyEnded
from consent.deadlines import end_of, last_day, last_day_for_a_child
from consent.disclosures import Said, disclose
from consent.models import Disclosure
from consent.rules import Cover, Span, holds, may_disclose
from sendiass import clock
from sendiass.access import Refused
from tests.cast import Cast
from tests.consent.conftest import yes_of

pytestmark = pytest.mark.clause("L24")

SOME = [Content.NEEDS, Content.SCHOOL, Content.HEALTH]
ZONES = [ZoneInfo(name) for name in ("Europe/London", "UTC", "Pacific/Kiritimati", "America/Anchorage")]


@dataclass(frozen=True)
class Event:
    """One step of a made-up history, so many minutes before now."""

    what: str
    minutes: int
    agency: int
    about: int
    ways: frozenset[Way]
    contents: frozenset[Content]


events = st.lists(
    st.builds(
        Event,
        what=st.sampled_from(["permit", "end", "say", "say", "say"]),
        minutes=st.integers(0, 300),
        agency=st.integers(0, 1),
        about=st.integers(0, 1),
        ways=st.frozensets(st.sampled_from(list(Way)), min_size=1),
        contents=st.frozensets(st.sampled_from(SOME), min_size=1),
    ),
    max_size=14,
)


@pytest.mark.django_db
@given(history=events)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_disclosure_exists_only_if_a_permission_covered_it(cast: Cast, history: list[Event]) -> None:
    """Played in the data base by the application's own verbs, and beside it in a list by an oracle of its own."""
    with transaction.atomic():
        Played(cast).play(history)
        transaction.set_rollback(True)


class Played:
    """The history as the service keeps it, beside the oracle's plain list of what was permitted."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now = cast, clock.now()
        self.permissions: list[tuple[Event, datetime | None, object]] = []
        self.agencies = [cast.authority, cast.primary]
        self.people = [cast.khans.child, cast.khans.parent]

    def play(self, history: Iterable[Event]) -> None:
        for event in sorted(history, key=lambda one: -one.minutes):
            getattr(self, f"_{event.what}")(event)

    def _at(self, event: Event) -> datetime:
        return self.now - timedelta(minutes=event.minutes)

    def _permit(self, event: Event) -> None:
        by_child = event.about == 0
        yes = yes_of(
            self.cast,
            self.cast.khans,
            agency=self.agencies[event.agency],
            about=self.people[event.about],
            standing=Standing.PARENT_OF_CHILD if by_child else Standing.FOR_THEMSELVES,
            ways=event.ways,
            contents=dict.fromkeys(event.contents, ""),
            given_at=self._at(event),
        )
        permission = record_permission(
            by=self.cast.team.caseworker, case=self.cast.khans.case, yes=yes, once=uuid4(), at=self.now
        )
        self.permissions.append((event, None, permission))

    def _end(self, event: Event) -> None:
        for place, (permitted, ended, permission) in enumerate(self.permissions):
            if ended is None and permitted.agency == event.agency:
                done = end_permission(
                    by=self.cast.team.caseworker,
                    permission=permission,  # type: ignore[arg-type]
                    because=WhyEnded.TAKEN_BACK,
                    at=self._at(event),
                )
                self.permissions[place] = (permitted, done.ended_at, permission)

    def _say(self, event: Event) -> None:
        way = min(event.ways)
        covered = any(
            permitted.agency == event.agency
            and permitted.about == event.about
            and way in permitted.ways
            and event.contents <= permitted.contents
            and permitted.minutes >= event.minutes
            and (ended is None or self._at(event) < ended)
            for permitted, ended, _ in self.permissions
        )
        before = Disclosure.objects.count()
        said = Said(
            agency=self.agencies[event.agency],
            about=self.people[event.about],
            way=way,
            channel=Channel.CALL,
            contents=dict.fromkeys(event.contents, ""),
            happened_at=self._at(event),
            told=Told.SAID,
            heard="It is on the way." if way is Way.HEAR else "",
        )
        try:
            disclose(
                by=self.cast.team.caseworker, case=self.cast.khans.case, said=said, once=uuid4(), at=self.now
            )
        except Refused:
            assert not covered
            assert Disclosure.objects.count() == before
        else:
            assert covered
            assert Disclosure.objects.count() == before + 1


moments = st.datetimes(
    datetime(2023, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    datetime(2029, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from(ZONES),
    allow_imaginary=False,
)


@given(given_at=moments, at=moments, days=st.integers(0, 800))
@example(
    given_at=datetime(2024, 2, 29, 23, 59, tzinfo=UTC), at=datetime(2024, 3, 1, tzinfo=UTC), days=0
)  # a leap day's last minute
@example(
    given_at=datetime(2026, 6, 1, tzinfo=UTC), at=datetime(2026, 6, 1, 23, 30, tzinfo=UTC), days=0
)  # already tomorrow in England
def test_it_holds_on_its_last_day_in_england_and_not_on_the_next(
    given_at: datetime, at: datetime, days: int
) -> None:
    until = clock.day_of(given_at) + timedelta(days=days)
    cover = Cover(Span(given_at, given_at, end_of(until)), None, frozenset(Way), frozenset(Content))
    assert holds(cover, at=at) == (at >= given_at and clock.day_of(at) <= until)


@given(born=st.dates(date(1999, 1, 1), date(2020, 12, 31)), grace=st.integers(0, 366))
@example(born=date(2009, 9, 1), grace=0)
@example(born=date(2010, 8, 31), grace=0)
@example(born=date(2008, 2, 29), grace=28)
def test_a_parents_yes_ends_with_the_school_year_in_which_the_child_turns_sixteen(
    born: date, grace: int
) -> None:
    leaving = slow_last_friday_of_june(born)
    assert last_day_for_a_child(born, days_of_grace=grace) == leaving + timedelta(days=grace)


def slow_last_friday_of_june(born: date) -> date:
    """Counted day by day: the last Friday of the June after the September before the sixteenth birthday."""
    day = date(born.year + 16, born.month, 28) if born.day > 28 else born.replace(year=born.year + 16)
    while (day.month, day.day) != (8, 31):
        day += timedelta(days=1)
    while not (day.month == 6 and day.weekday() == 4):
        day -= timedelta(days=1)
    return day


@given(given_on=st.dates(date(2020, 1, 1), date(2035, 12, 31)), months=st.integers(1, 36))
def test_the_longest_is_the_same_day_so_many_months_later_or_the_months_last(
    given_on: date, months: int
) -> None:
    found = last_day(given_on, months=months)
    assert (found.year - given_on.year) * 12 + found.month - given_on.month == months
    assert found.day == given_on.day or (found + timedelta(days=1)).day == 1 < given_on.day


@given(
    ways=st.frozensets(st.sampled_from(list(Way))),
    contents=st.frozensets(st.sampled_from(SOME)),
    asked=st.frozensets(st.sampled_from(SOME), min_size=1),
    way=st.sampled_from(list(Way)),
)
def test_the_refusal_names_exactly_what_is_missing(
    ways: frozenset[Way], contents: frozenset[Content], asked: frozenset[Content], way: Way
) -> None:
    assume(way in ways)
    at = datetime(2026, 5, 1, tzinfo=UTC)
    cover = Cover(Span(at, at, at + timedelta(days=1)), None, ways, contents)
    decision = may_disclose([cover], way=way, contents=asked, at=at)
    missing = asked - contents
    assert bool(decision) == (not missing)
    for content in Content:
        assert (content.label in decision.reason) == (content in missing)
