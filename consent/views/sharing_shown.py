"""What a family permits and what was said, in words: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from cases.models import Agency, Case, Person
from consent.access import cover_of
from consent.choices import (
    Channel,
    Content,
    HowGiven,
    HowPassedOn,
    PassOnOutcome,
    Told,
    Way,
    WhyEnded,
    WhyWithheld,
)
from consent.disclosures import words_to_carry
from consent.models import (
    DisclosedContent,
    Disclosure,
    Heard,
    PassedOn,
    PermittedContent,
    SharingPermission,
)
from consent.rules import has_come_of_age, holds
from sendiass import clock
from sendiass.crypto.subjects import KeySubject
from sendiass.database.questions import question
from sendiass.profiles.lists import label
from sendiass.ui.parts import Link
from sendiass.ui.words import clock_time, due_in_words, long_date, short_date

DONE = {
    Way.TELL: "Spoke with",
    Way.HEAR: "Heard from",
    Way.INTERMEDIARY: "Passed the family's views to",
}


@dataclass(frozen=True, slots=True)
class PermittedShown:
    """One kind of content, with the words that go with it."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class PermissionShown:
    """A family's yes in words. `ended` says why it no longer holds, or is empty; `renew` that it has to be asked anew."""

    agency: str
    is_la: bool
    about: str
    we_may: str
    contents: tuple[PermittedShown, ...]
    given: str
    words: str
    until: str
    renew: str
    ended: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class HeardShown:
    """What an agency said, how it stands with passing it on, and where that is done while it is owed."""

    words: str
    state: str
    is_late: bool
    pass_on: Link | None


@dataclass(frozen=True, slots=True)
class DisclosureShown:
    """What was said to an agency and what it said, when, how, and by whom it was written down.

    `carries` are the words that go with views passed on for the family.
    """

    title: str
    at: datetime
    spoke_to: str
    told: str
    not_told_because: str
    carries: str
    contents: tuple[PermittedShown, ...]
    heard: HeardShown | None
    by: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """Everything about sharing on one case, from the rows fetched once; sealed until shown in a reading."""

    case: Case
    permissions: tuple[SharingPermission, ...]
    permitted: tuple[PermittedContent, ...]
    disclosures: tuple[Disclosure, ...]
    disclosed: tuple[DisclosedContent, ...]
    heard: tuple[Heard, ...]
    passed_on: tuple[PassedOn, ...]

    def subjects(self) -> list[KeySubject]:
        """Whose names stand in it."""
        people = [person for one in self.permissions for person in (one.about, one.given_by)]
        people += [one.told for one in self.passed_on if one.told]
        return [person.key_subject for person in dict.fromkeys(people)]

    def live(self, at: datetime) -> list[PermissionShown]:
        """What holds now, in the order of the agencies' names."""
        found = [one for one in self.permissions if holds(cover_of(one), at=at)]
        return [self._shown(one, at) for one in sorted(found, key=lambda one: one.agency.name)]

    def others(self, at: datetime) -> list[PermissionShown]:
        """What does not hold yet, or no more, the newest first."""
        return [self._shown(one, at) for one in self.permissions if not holds(cover_of(one), at=at)]

    def said(self) -> list[DisclosureShown]:
        """What was said, the newest first."""
        return [
            DisclosureShown(
                title=title_of(one),
                at=one.happened_at,
                spoke_to=spoken_with(one),
                told=told_of(one),
                not_told_because=one.not_told_because or "",
                carries=words_to_carry(Way(one.way)),
                contents=worded(each for each in self.disclosed if each.disclosure_id == one.id),
                heard=self._heard_in(one),
                by=one.recorded_by.name,
            )
            for one in self.disclosures
        ]

    def _heard_in(self, disclosure: Disclosure) -> HeardShown | None:
        found = next((one for one in self.heard if one.disclosure_id == disclosure.id), None)
        if found is None:
            return None
        done = next((one for one in self.passed_on if one.heard_id == found.id), None)
        return HeardShown(
            words=found.words,
            state=passed_on_in_words(done) if done else owed_in_words(found),
            is_late=done is None and found.due_on < clock.today(),
            pass_on=None if done else link_to_pass_on(found, self.case),
        )

    def _shown(self, one: SharingPermission, at: datetime) -> PermissionShown:
        is_live = holds(cover_of(one), at=at)
        return PermissionShown(
            agency=one.agency.name,
            is_la=one.agency.is_local_authority,
            about=_name(one.about),
            we_may="; ".join(str(label(Way(way))).lower() for way in one.ways).capitalize(),
            contents=worded(each for each in self.permitted if each.permission_id == one.id),
            given=_given(one),
            words=one.words or "",
            until=long_date(one.until_at - timedelta(microseconds=1)),
            renew=_renew(one) if is_live else "",
            ended="" if is_live else _ended(one, at),
            links=self._links(one) if is_live else (),
        )

    def _links(self, one: SharingPermission) -> tuple[Link, ...]:
        to = [self.case.reference, one.id]
        return (
            Link(
                "Write down a contact", reverse("consent:disclosure_add", args=to), f"with {one.agency.name}"
            ),
            Link("Take back", reverse("consent:permission_end", args=to), f"for {one.agency.name}"),
        )


def sharing_of(case: Case) -> Sharing:
    """What was permitted, said and heard on this case. Six queries."""
    permissions = SharingPermission.objects.of(case).select_related("agency", "about", "given_by")
    disclosures = Disclosure.objects.of(case).select_related("agency", "recorded_by")
    return Sharing(
        case,
        tuple(permissions),
        tuple(PermittedContent.objects.filter(case=case)),
        tuple(disclosures),
        tuple(DisclosedContent.objects.filter(case=case)),
        tuple(Heard.objects.of(case).select_related("agency")),
        tuple(PassedOn.objects.of(case).select_related("told", "recorded_by")),
    )


def live_agencies(case: Case, *, at: datetime) -> list[tuple[Agency, list[Content]]]:
    """Whom we may talk to on this case now, and about what; names nobody. One query."""
    found: dict[Agency, set[str]] = {}
    for one in _holding(case=case.pk, at=at):
        found.setdefault(one.agency, set()).update(one.contents)
    return [
        (agency, [content for content in Content if content.value in contents])
        for agency, contents in sorted(found.items(), key=lambda pair: pair[0].name)
    ]


@question
def _holding(*, case: UUID, at: datetime) -> QuerySet[SharingPermission]:
    return SharingPermission.objects.filter(case=case).live(at).select_related("agency")


def title_of(one: Disclosure) -> str:
    """What was done with which agency."""
    return f"{DONE[Way(one.way)]} {one.agency.name}"


def spoken_with(one: Disclosure) -> str:
    """How, and with whom there."""
    return f"{label(Channel(one.channel))} with {one.spoke_to}"


def told_of(one: Disclosure) -> str:
    """Whether they were told that the family hears it all and that we want no outcome; empty where it wasn't asked."""
    if not one.told:
        return ""
    if one.told == Told.SAID:
        return "They were told that the family will hear what they say, and that we have no stake in the outcome."
    return "They could not be told that the family will hear what they say. They are to be told next time"


def passed_on_in_words(one: PassedOn) -> str:
    """What became of what an agency said: who was told, how and when, or why nobody is."""
    if one.outcome == PassOnOutcome.WITHHELD:
        return f"Not passed on, as {one.recorded_by.name} decided. {label(WhyWithheld(one.why_withheld))}"
    how = str(label(HowPassedOn(one.how))).lower()
    return f"Passed on to {_name(one.told) if one.told else ''}, {how}, {short_date(one.happened_on)}"


def owed_in_words(heard: Heard) -> str:
    """That it is owed to the family, and by when."""
    due = due_in_words(heard.due_on, today=clock.today())
    return f"To be passed on to the family by {long_date(heard.due_on)}, {due}"


def link_to_pass_on(heard: Heard, case: Case) -> Link:
    """Where it is written down that the family was told."""
    url = reverse("consent:heard_pass_on", args=[case.reference, heard.task_id])
    return Link("Pass it on", url, f"what was heard from {heard.agency.name}")


def worded(rows: Iterable[PermittedContent | DisclosedContent]) -> tuple[PermittedShown, ...]:
    """Each kind of content with its words, in the list's order."""
    order = list(Content)
    found = sorted(rows, key=lambda row: order.index(Content(row.content)))
    return tuple(PermittedShown(str(label(Content(row.content))), row.words or "") for row in found)


def _given(one: SharingPermission) -> str:
    said = f"{_name(one.given_by)}, {str(label(HowGiven(one.how))).lower()}, {_moment(one.given_at)}"
    later = one.recorded_at - one.given_at > timedelta(minutes=1)
    return f"{said}; written down {_moment(one.recorded_at)}" if later else said


def _ended(one: SharingPermission, at: datetime) -> str:
    if one.ended_at and one.ended_at <= at:
        why = str(label(WhyEnded(one.ended_because))).lower()
        return f"Ended {_moment(one.ended_at)}: {why}"
    if at < one.from_at:
        return f"Holds from {_moment(one.from_at)}"
    return f"Ended {short_date(one.until_at - timedelta(microseconds=1))}: its last day"


def _renew(one: SharingPermission) -> str:
    """That somebody who now decides for themselves has to be asked, where a parent said yes for them."""
    born = None if one.about.is_erased else one.about.date_of_birth
    if one.about_id == one.given_by_id or not has_come_of_age(born, on=clock.today()):
        return ""
    return f"{_name(one.about)} decides for themselves now. Ask them whether it is to go on."


def _moment(at: datetime) -> str:
    return f"{short_date(at)} at {clock_time(at)}"


def _name(person: Person) -> str:
    return person.full_name or person.called
