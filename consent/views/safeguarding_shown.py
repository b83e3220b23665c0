"""What was shared to keep someone safe, in words: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from cases.models import Case
from consent.access import may_review_this
from consent.choices import FamilyTold, LawfulBasis, ReviewOutcome, ToldWhom
from consent.models import SafeguardingAddition, SafeguardingDisclosure
from consent.models.safeguarding import WhatIsKnown
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.crypto.subjects import KeySubject
from sendiass.profiles.lists import label
from sendiass.ui.parts import Link, Row, Tag
from sendiass.ui.words import clock_time, due_in_words, long_date, short_date


@dataclass(frozen=True, slots=True)
class AdditionShown:
    """What became known later."""

    said: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SafeguardingShown:
    """One record as its case's page shows it. `missing` names what is not known yet; `enter_url` leads to a breach."""

    key: str
    title: str
    rows: tuple[Row, ...]
    additions: tuple[AdditionShown, ...]
    missing: tuple[str, ...]
    review: tuple[Row, ...]
    owed: str
    is_late: bool
    links: tuple[Link, ...]
    enter_url: str


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One record as the page of sharing shows it: when, and whom."""

    at: datetime
    whom: str
    owes_review: bool


@dataclass(frozen=True, slots=True)
class SafeguardingLine:
    """One record as the register and the day's work show it: it names nobody."""

    url: str
    reference: str
    told: str
    at: datetime
    by: str
    state: Tag
    due_on: date | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class SafeguardingOfCase:
    """Everything of this kind on one case, from rows fetched once; sealed until shown in a reading."""

    case: Case
    records: tuple[SafeguardingDisclosure, ...]
    additions: tuple[SafeguardingAddition, ...]

    def subjects(self) -> list[KeySubject]:
        """Whose names stand in it."""
        people = [record.about for record in self.records if record.about]
        return [person.key_subject for person in dict.fromkeys(people)]

    def shown(self, user: User) -> list[SafeguardingShown]:
        """Each in words, the newest first, with what this person may do about it."""
        return [self._one(record, user) for record in self.records]

    def _one(self, record: SafeguardingDisclosure, user: User) -> SafeguardingShown:
        later = [one for one in self.additions if one.disclosure_id == record.id]
        is_reviewed = hasattr(record, "review")
        return SafeguardingShown(
            key=str(record.id),
            title=f"{_moment(record.happened_at)}: {told_words(record)}",
            rows=tuple(_rows(record)),
            additions=tuple(_addition(one) for one in later),
            missing=tuple(_missing([record, *later])),
            review=tuple(_review(record)) if is_reviewed else (),
            owed="" if is_reviewed else _owed(record, user),
            is_late=not is_reviewed and record.review_due_on < clock.today(),
            links=tuple(self._links(record, user)),
            enter_url=self._enter_url(record),
        )

    def _links(self, record: SafeguardingDisclosure, user: User) -> Iterator[Link]:
        to = [self.case.reference, record.id]
        when = f"to what was shared on {_moment(record.happened_at)}"
        if may_review_this(user, record):
            yield Link("Review it", reverse("consent:safeguarding_review", args=to), when)
        yield Link("Add what is known now", reverse("consent:safeguarding_complete", args=to), when)

    def _enter_url(self, record: SafeguardingDisclosure) -> str:
        review = getattr(record, "review", None)
        if review is None or review.outcome != ReviewOutcome.NOT_AGREED or hasattr(record, "breach"):
            return ""
        return reverse("consent:breach_enter", args=[self.case.reference, record.id])


def safeguarding_of(case: Case) -> SafeguardingOfCase:
    """What was shared on this case to keep someone safe. Two queries."""
    records = SafeguardingDisclosure.objects.of(case).select_related(
        "about", "agency", "recorded_by", "review__recorded_by", "breach"
    )
    return SafeguardingOfCase(
        case,
        tuple(records),
        tuple(SafeguardingAddition.objects.filter(case=case).select_related("recorded_by")),
    )


def lines_on(case: Case) -> list[ToldLine]:
    """What was shared on this case, the newest first; it opens nothing sealed. One query."""
    found = SafeguardingDisclosure.objects.of(case).select_related("agency", "review")
    return [ToldLine(one.happened_at, told_words(one), not hasattr(one, "review")) for one in found]


def line_of(record: SafeguardingDisclosure, user: User) -> SafeguardingLine:
    """One record in a line; it opens nothing sealed. Needs `case`, `recorded_by` and `review`."""
    page = reverse("consent:safeguarding_page", args=[record.case.reference])
    review = getattr(record, "review", None)
    return SafeguardingLine(
        url=f"{page}#{record.id}",
        reference=record.case.reference,
        told=str(label(ToldWhom(record.told))),
        at=record.happened_at,
        by=record.recorded_by.name,
        state=_state(record),
        due_on=None if review else record.review_due_on,
        is_mine=record.recorded_by_id == user.id,
    )


def told_words(record: SafeguardingDisclosure) -> str:
    """Whom, as the directory names them, else by their kind."""
    return record.agency.name if record.agency else str(label(ToldWhom(record.told)))


def review_in_words(record: SafeguardingDisclosure) -> str:
    """What a second person found, or by when one has to look at it; it opens nothing sealed."""
    review = getattr(record, "review", None)
    if review is None:
        due = due_in_words(record.review_due_on, today=clock.today())
        return f"To be reviewed by a second person by {long_date(record.review_due_on)}, {due}"
    found = str(label(ReviewOutcome(review.outcome)))
    return f"Reviewed by {review.recorded_by.name}, {_moment(review.recorded_at)}: {found.lower()}"


def _state(record: SafeguardingDisclosure) -> Tag:
    review = getattr(record, "review", None)
    if review is None:
        late = record.review_due_on < clock.today()
        return Tag("Review late", "red") if late else Tag("Review owed", "yellow")
    agreed = review.outcome == ReviewOutcome.AGREED
    return Tag("Agreed", "green") if agreed else Tag("Not agreed", "orange")


def _rows(record: SafeguardingDisclosure) -> Iterator[Row]:
    yield Row("Who was told", ", ".join(filter(None, (told_words(record), record.told_words))))
    if record.about or record.at_risk:
        yield Row("Who is at risk", _at_risk(record))
    yield from _known(record)
    yield Row("Written down by", f"{record.recorded_by.name}, {_moment(record.recorded_at)}")


def _at_risk(record: SafeguardingDisclosure) -> str:
    if record.about is None:
        return record.at_risk or ""
    return record.about.full_name or record.about.called


def _known(what: WhatIsKnown) -> Iterator[Row]:
    for key, words in _answers(what).items():
        if words:
            yield Row(key, words)


def _answers(what: WhatIsKnown) -> dict[str, str]:
    told = str(label(FamilyTold(what.family_told))) if what.family_told else ""
    why = what.family_words or ""
    return {
        "The risk": what.risk or "",
        "What was said": what.said or "",
        "Why not asked": what.not_asked or "",
        "Family told": ". ".join(filter(None, (told, why))),
        "Lawful basis": str(label(LawfulBasis(what.basis))) if what.basis else "",
    }


def _missing(parts: list[WhatIsKnown]) -> Iterator[str]:
    found = [_answers(part) for part in parts]
    for key in found[0]:
        if not any(answers[key] for answers in found):
            yield key.lower()


def _addition(one: SafeguardingAddition) -> AdditionShown:
    rows = tuple(_known(one)) + ((Row("Anything else", one.words),) if one.words else ())
    return AdditionShown(f"Added {_moment(one.recorded_at)} by {one.recorded_by.name}", rows)


def _review(record: SafeguardingDisclosure) -> Iterator[Row]:
    review = record.review
    yield Row("Found", str(label(ReviewOutcome(review.outcome))))
    yield Row("Why", review.reasons)
    if review.follows:
        yield Row("What follows", review.follows)
    yield Row("Reviewed by", f"{review.recorded_by.name}, {_moment(review.recorded_at)}")


def _owed(record: SafeguardingDisclosure, user: User) -> str:
    due = f"{long_date(record.review_due_on)} ({due_in_words(record.review_due_on, today=clock.today())})"
    who = " You wrote it down, so it is not you." if record.recorded_by_id == user.id else ""
    return f"A second person has to review this by {due}.{who}"


def _moment(at: datetime) -> str:
    return f"{short_date(at)} at {clock_time(at)}"
