"""An enquiry as its pages show it: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from cases.choices import CaseRole, Channel, EnquiryStatus, GotIt, HelpKind, HowShared, Issue
from cases.models import CallBack, CallOutcome, Enquiry, Intervention, Signposting
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.parts import Colour, Row, Tag, TimelineItem
from sendiass.ui.words import clock_time, long_date

COLOURS: dict[str, Colour] = {
    EnquiryStatus.CALLBACK: "orange",
    EnquiryStatus.ANSWERED: "green",
    EnquiryStatus.BECAME_CASE: "blue",
    EnquiryStatus.NOT_WANTED: "grey",
    EnquiryStatus.FADED: "grey",
}


@dataclass(frozen=True, slots=True)
class CallShown:
    """Whom to ring, opened. `days_left` is in words."""

    reference: str
    url: str
    name: str
    number: str
    dial: str
    when: str
    issue: str
    taken_at: datetime
    kept_until: date
    days_left: str
    attempts: int
    tried: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A call-back whose name and number nobody can open any more. `on` is the day, or None while it is due."""

    on: datetime | None

    @classmethod
    def of(cls, callback: CallBack) -> Forgotten:
        """What is left of it."""
        return cls(callback.forgotten_at)


def still_kept(callback: CallBack, *, today: date) -> bool:
    """Whether the name and number may be shown: not forgotten, and their days have not passed."""
    return callback.forgotten_at is None and callback.kept_until >= today


def callback_shown(callback: CallBack, *, today: date) -> CallShown:
    """The call-back, opened; needs a reading of it."""
    enquiry: Enquiry = callback.enquiry
    return CallShown(
        reference=enquiry.reference,
        url=reverse("cases:enquiry_page", args=[enquiry.reference]),
        name=callback.name,
        number=phone_as_read(callback.number),
        dial=callback.number.partition(" ")[0],
        when=callback.when,
        issue=label(Issue(enquiry.issue)),
        taken_at=enquiry.taken_at,
        kept_until=callback.kept_until,
        days_left=days_left((callback.kept_until - today).days),
        attempts=callback.attempts,
        tried=_tried(callback),
    )


def _tried(callback: CallBack) -> str:
    if callback.last_tried_at is None:
        return ""
    times = "once" if callback.attempts == 1 else f"{callback.attempts} times"
    return f"Rung {times} without an answer, last on {long_date(callback.last_tried_at)} at {clock_time(callback.last_tried_at)}"


def days_left(days: int) -> str:
    """How long a name and number are still kept."""
    if days <= 0:
        return "Forgotten after today"
    return f"{days} day{'' if days == 1 else 's'} left"


def status_tag(enquiry: Enquiry) -> Tag:
    """Where it stands."""
    return Tag(label(EnquiryStatus(enquiry.status)), COLOURS.get(enquiry.status, ""))


def rows_of(enquiry: Enquiry) -> list[Row]:
    """What is known of the call; it names nobody who asked."""
    shared = label(HowShared(enquiry.statement_shared)) if enquiry.statement_shared else "Not said yet"
    taken = f"{long_date(enquiry.taken_at)} at {clock_time(enquiry.taken_at)}, by {enquiry.taken_by.name}"
    return [
        Row("Taken", taken),
        Row("About", label(Issue(enquiry.issue))),
        Row("Reached us", label(Channel(enquiry.channel))),
        Row("Who asked", label(CaseRole(enquiry.who)) if enquiry.who else "They did not say"),
        Row("Impartiality statement", shared),
    ]


def came_rows(outcome: CallOutcome | None, told_of: Iterable[Signposting]) -> list[Row]:
    """What came of it as the caller says, and whom they were told of; needs a reading of the enquiry. Nothing of old calls."""
    rows = []
    if outcome is not None:
        got_it = str(label(GotIt(outcome.got_it)))
        rows = [Row("What they wanted", outcome.wanted)] if outcome.wanted else []
        rows.append(Row("Whether they got it, as they say", got_it))
    told = list(told_of)
    names = [one.source.name for one in told if one.source]
    if names:
        rows.append(Row("Told of", ", ".join(sorted(names))))
    elif told:
        rows.append(Row("Told of no independent source, because", told[0].none_because or ""))
    return rows


def intervention_shown(given: Intervention) -> TimelineItem:
    """What was given, opened; needs a reading of the enquiry."""
    kinds = tuple(Tag(label(HelpKind(kind)), "grey") for kind in given.kinds)
    level = profile().level(given.level)
    return TimelineItem(
        title=label(Channel(given.channel)),
        by=given.by.name,
        on=given.happened_on,
        text=given.note,
        minutes=given.minutes,
        tags=(*kinds, Tag(f"Level {level.number}", "blue")),
    )
