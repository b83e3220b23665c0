"""How supervision stands in words: one line for each person, and a year in months. It decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from governance.access import Standing, interval_of, standings_of
from governance.choices import Outcome
from governance.deadlines.supervision import months_after
from governance.models import AgreedAction, SupervisionSession
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.ui.parts import Colour, Link, Tag
from sendiass.ui.words import due_in_words, short_date

MONTHS = 12
TIMES = ("not held", "held once", "held twice")
OUTCOME_COLOURS: dict[Outcome, Colour] = {Outcome.HELD: "green", Outcome.MOVED: "grey"}


@dataclass(frozen=True, slots=True)
class Line:
    """Where one person's supervision stands."""

    worker: User
    url: str
    state: Tag
    due: date | None
    last: date | None
    booked: datetime | None
    every: str

    @property
    def is_booked_late(self) -> bool:
        """Whether the next one is booked for a day after the one it is due by."""
        return bool(self.booked and self.due and clock.day_of(self.booked) > self.due)


@dataclass(frozen=True, slots=True)
class Year:
    """One person's sessions of the last twelve months in words: how often, on which days, and the days it was not held."""

    worker: User
    times: str
    held: str
    not_held: str


def state_tag(one: Standing, *, today: date) -> Tag:
    """Overdue by how long, due when, or why nothing is due."""
    if one.due is None:
        return Tag("Nothing due", "grey")
    if one.due < today:
        days = (today - one.due).days
        return Tag(f"Overdue by {days} {'day' if days == 1 else 'days'}", "red")
    colour: Colour = "yellow" if (one.due - today).days <= 7 else "green"
    return Tag(f"Due {due_in_words(one.due, today=today)}", colour)


def lines_of(found: Sequence[User]) -> list[Line]:
    """Everyone, the longest overdue first, then by when they are due."""
    today = clock.today()
    booked = _booked([one.pk for one in found])
    standings = sorted(standings_of(found), key=lambda one: (one.due is None, one.due or today))
    return [
        Line(
            worker=one.worker,
            url=reverse("governance:worker_page", args=[one.worker.pk]),
            state=state_tag(one, today=today),
            due=one.due,
            last=one.last,
            booked=booked.get(one.worker.pk),
            every=every(one.worker),
        )
        for one in standings
    ]


def every(worker: User) -> str:
    """How often they are supervised."""
    interval = interval_of(worker.role)
    return interval.words if interval else "no interval"


def years_of(found: Sequence[User]) -> list[Year]:
    """The last twelve months of each, this one included; whoever was supervised the least often comes first."""
    first = months_after(clock.today().replace(day=1), 1 - MONTHS)
    held: dict[UUID, list[date]] = {one.pk: [] for one in found}
    not_held: dict[UUID, list[date]] = {one.pk: [] for one in found}
    sessions = (
        SupervisionSession.objects.of_workers(list(held))
        .filter(outcome__isnull=False, starts_at__date__gte=first)
        .exclude(outcome__outcome=Outcome.MOVED)
    )
    for worker, starts_at, held_on in sessions.order_by("starts_at", "id").values_list(
        "worker", "starts_at", "outcome__held_on"
    ):
        (held if held_on else not_held)[worker].append(held_on or clock.day_of(starts_at))
    by_times = sorted(found, key=lambda one: len(held[one.pk]))
    return [
        Year(one, _times(len(held[one.pk])), _days(held[one.pk]), _days(not_held[one.pk])) for one in by_times
    ]


def _times(number: int) -> str:
    return TIMES[number] if number < len(TIMES) else f"held {number} times"


def _days(days: Sequence[date]) -> str:
    """Days of one year, each without it: no month of the twelve comes twice."""
    return ", ".join(f"{day.day} {day:%b}" for day in days)


def to_be_signed(found: Collection[UUID]) -> list[SupervisionSession]:
    """Sessions that were held and whose record, reflection and all, both have not signed; the oldest first."""
    waiting = SupervisionSession.objects.of_workers(found).unsigned().with_people()
    return list(waiting.soonest_first())


def outcome_tag(session: SupervisionSession) -> Tag:
    """What became of it."""
    outcome = getattr(session, "outcome", None)
    if outcome is None:
        is_past = session.starts_at < clock.now()
        return Tag("Say whether it was held", "orange") if is_past else Tag("Booked", "blue")
    known = Outcome(outcome.outcome)
    return Tag(known.label, OUTCOME_COLOURS.get(known, "orange"))


def session_words(session: SupervisionSession) -> str:
    """Its day: the one it was held on where it was."""
    outcome = getattr(session, "outcome", None)
    return short_date(outcome.held_on if outcome and outcome.held_on else session.starts_at)


def session_link(session: SupervisionSession, *, is_read: bool = True) -> Link:
    """Its day, and where it is for whoever may read it."""
    url = reverse("governance:session_page", args=[session.pk]) if is_read else ""
    return Link(session_words(session), url, f"supervision of {session.worker.name}")


def open_actions(found: Collection[UUID]) -> list[AgreedAction]:
    """What is agreed with these workers and not done, of what whoever asks may see; the first due first."""
    return list(AgreedAction.objects.filter(session__worker__in=found).to_do().with_people().due_first())


def _booked(found: Collection[UUID]) -> dict[UUID, datetime]:
    soon = SupervisionSession.objects.of_workers(found).booked().soonest_first()
    booked: dict[UUID, datetime] = {}
    for worker, starts_at in soon.values_list("worker", "starts_at"):
        booked.setdefault(worker, starts_at)
    return booked
