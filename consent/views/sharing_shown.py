"""What a family permits and what was said, in words: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from cases.choices import CaseStatus
from cases.models import Agency, Case, Person
from cases.rules import may_work_on
from consent.access import cover_of, stops_at, young_person_decides_after
from consent.choices import (
    CapacityOutcome,
    Channel,
    Content,
    HowGiven,
    HowPassedOn,
    PartOfDeciding,
    PassOnOutcome,
    Told,
    Way,
    WhyEnded,
    WhyWithheld,
)
from consent.deadlines import last_day_before
from consent.disclosures import words_to_carry
from consent.models import (
    Approach,
    CapacityDecision,
    DisclosedContent,
    Disclosure,
    Heard,
    PassedOn,
    PermittedContent,
    SharingPermission,
    SignedForm,
)
from consent.rules import ON_PAPER, holds, may_write_to
from consent.views.letters_shown import fate_of
from sendiass import clock
from sendiass.crypto.subjects import KeySubject
from sendiass.database.questions import question
from sendiass.outbox.choices import State
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.parts import Link
from sendiass.ui.words import clock_time, due_in_words, long_date, short_date

DONE = {
    Way.TELL: "Spoke with",
    Way.HEAR: "Heard from",
    Way.INTERMEDIARY: "Passed the family's views to",
}


UNASKED = "Unasked, heard from"
NOTHING_SAID = "They came to us unasked. We said nothing about the family."


@dataclass(frozen=True, slots=True)
class PermittedShown:
    """One kind of content, with the words that go with it."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class PermissionShown:
    """A family's yes in words. `ended` says why it no longer holds, or is empty; `renew` that it has to be asked anew.

    `paper` leads to its signed form; `no_paper` says that there is none yet, or none that can be opened.
    """

    agency: str
    is_la: bool
    about: str
    we_may: str
    contents: tuple[PermittedShown, ...]
    given: str
    words: str
    until: str
    because: str
    renew: str
    ended: str
    paper: Link | None
    no_paper: str
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

    `carries` are the words that go with views passed on for the family, or say that we said nothing. `letter` leads to
    what was written, and `fate` is what became of it.
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
    letter: Link | None
    fate: str


@dataclass(frozen=True, slots=True)
class CapacityShown:
    """What was found about one decision, in words. `counts` is whether nothing newer was found about it."""

    title: str
    decision: str
    parts: tuple[tuple[str, str, str], ...]
    because_of: str
    evidence: str
    by: str
    review: str
    counts: bool


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency we may talk to, about what, and until when if that is soon; names nobody."""

    name: str
    contents: tuple[Content, ...]
    until: str


@dataclass(frozen=True, slots=True)
class TalkTo:
    """Whom we may talk to on a case, and whom no more, each with why. Names nobody."""

    may: tuple[AgencyLine, ...]
    no_more: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Everything about sharing on one case, from the rows fetched once; sealed until shown in a reading."""

    case: Case
    permissions: tuple[SharingPermission, ...]
    permitted: tuple[PermittedContent, ...]
    disclosures: tuple[Disclosure, ...]
    disclosed: tuple[DisclosedContent, ...]
    approaches: tuple[Approach, ...]
    heard: tuple[Heard, ...]
    passed_on: tuple[PassedOn, ...]
    forms: tuple[SignedForm, ...]
    decisions: tuple[CapacityDecision, ...]

    def subjects(self) -> list[KeySubject]:
        """Whose names stand in it."""
        people = [person for one in self.permissions for person in (one.about, one.given_by)]
        people += [one.told for one in self.passed_on if one.told]
        people += [one.person for one in self.decisions]
        return [person.key_subject for person in dict.fromkeys(people)]

    def live(self, at: datetime) -> list[PermissionShown]:
        """What holds now, in the order of the agencies' names."""
        found = [one for one in self.permissions if holds(cover_of(one), at=at)]
        return [self._shown(one, at) for one in sorted(found, key=lambda one: one.agency.name)]

    def others(self, at: datetime) -> list[PermissionShown]:
        """What does not hold yet, or no more, the newest first."""
        return [self._shown(one, at) for one in self.permissions if not holds(cover_of(one), at=at)]

    def said(self) -> list[DisclosureShown]:
        """What was said to agencies, and by those that approached us, the newest first."""
        contacts: list[Disclosure | Approach] = [*self.disclosures, *self.approaches]
        return [self._contact(one) for one in sorted(contacts, key=lambda one: one.happened_at, reverse=True)]

    def _contact(self, one: Disclosure | Approach) -> DisclosureShown:
        said = isinstance(one, Disclosure)
        return DisclosureShown(
            title=title_of(one),
            at=one.happened_at,
            spoke_to=spoken_with(one),
            told=told_of(one),
            not_told_because=one.not_told_because or "",
            carries=carried_by(one),
            contents=worded(each for each in self.disclosed if said and each.disclosure_id == one.id),
            heard=self._heard_in(one),
            by=one.recorded_by.name,
            letter=link_to_letter(one, self.case),
            fate=fate_of(one) if isinstance(one, Disclosure) else "",
        )

    def _heard_in(self, contact: Disclosure | Approach) -> HeardShown | None:
        found = next((one for one in self.heard if contact.id in (one.disclosure_id, one.approach_id)), None)
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
            until=long_date(last_day_before(stops_at(one))),
            because=_why_then(one),
            renew=_renew(one, at) if is_live else "",
            ended="" if is_live else _ended(one, at),
            paper=self._paper(one),
            no_paper=self._no_paper(one),
            links=self._links(one, is_live=is_live, at=at),
        )

    def capacity(self) -> list[CapacityShown]:
        """What was found on whether someone could decide, the newest first."""
        newest: dict[tuple[object, object], CapacityDecision] = {}
        for one in self.decisions:
            newest.setdefault((one.person_id, one.agency_id), one)
        return [_capacity(one, counts=newest[one.person_id, one.agency_id] == one) for one in self.decisions]

    def _form_of(self, one: SharingPermission) -> SignedForm | None:
        return next((form for form in self.forms if form.permission_id == one.id), None)

    def _paper(self, one: SharingPermission) -> Link | None:
        form = self._form_of(one)
        if form is None or form.document.removed_at is not None:
            return None
        url = reverse("cases:document_page", args=[self.case.reference, form.document_id])
        return Link(form.document.name, url, "")

    def _no_paper(self, one: SharingPermission) -> str:
        if self._form_of(one):
            return "" if self._paper(one) else "Taken off the case; the reason is with the documents"
        return "Not on the case yet" if HowGiven(one.how) in ON_PAPER else ""

    def _links(self, one: SharingPermission, *, is_live: bool, at: datetime) -> tuple[Link, ...]:
        to, whom = [self.case.reference, one.id], f"for {one.agency.name}"
        add_form = Link("Add the signed form", reverse("consent:signed_form_add", args=to), whom)
        forms = () if self._form_of(one) else (add_form,)
        if not is_live:
            return forms if HowGiven(one.how) in ON_PAPER else ()
        again = reverse("consent:permission_add", args=[self.case.reference])
        renew = (Link("Renew", f"{again}?renew={one.id}", whom),) if _is_soon(one, at) else ()
        said = reverse("consent:disclosure_add", args=to)
        letter = reverse("consent:letter_write", args=to)
        may_write = may_write_to(one.ways) and may_work_on(CaseStatus(self.case.status))
        return (
            Link("Write down what was said", said, f"to {one.agency.name}"),
            *((Link("Write to them", letter, f": {one.agency.name}"),) if may_write else ()),
            *renew,
            *forms,
            Link("Take back", reverse("consent:permission_end", args=to), whom),
        )


def sharing_of(case: Case) -> Sharing:
    """What was permitted, said and heard on this case. Ten queries."""
    permissions = SharingPermission.objects.of(case).select_related("agency", "about", "given_by", "capacity")
    disclosures = Disclosure.objects.of(case).with_their_letters().select_related("agency", "recorded_by")
    approaches = Approach.objects.of(case).select_related("agency", "recorded_by")
    return Sharing(
        case,
        tuple(permissions),
        tuple(PermittedContent.objects.filter(case=case)),
        tuple(disclosures),
        tuple(DisclosedContent.objects.filter(case=case)),
        tuple(approaches),
        tuple(Heard.objects.of(case).select_related("agency")),
        tuple(PassedOn.objects.of(case).select_related("told", "recorded_by")),
        tuple(SignedForm.objects.filter(case=case).select_related("document")),
        tuple(CapacityDecision.objects.of(case).newest_first().select_related("agency", "person")),
    )


def talk_to(case: Case, *, at: datetime) -> TalkTo:
    """Whom we may talk to on this case now and about what, and whom no more; names nobody. One query."""
    found: dict[Agency, list[SharingPermission]] = {}
    for one in _permissions(case=case.pk):
        found.setdefault(one.agency, []).append(one)
    may, no_more = [], []
    for agency, permissions in sorted(found.items(), key=lambda pair: pair[0].name):
        live = [one for one in permissions if holds(cover_of(one), at=at)]
        if live:
            may.append(_agency_line(agency, live, at))
        elif gone := [one for one in permissions if one.from_at <= at]:
            no_more.append((agency.name, _why_no_more(gone[0])))
    return TalkTo(tuple(may), tuple(no_more))


def _agency_line(agency: Agency, live: list[SharingPermission], at: datetime) -> AgencyLine:
    contents = {content for one in live for content in one.contents}
    last = max(live, key=stops_at)
    until = f"until {short_date(last_day_before(stops_at(last)))}" if _is_soon(last, at) else ""
    if until and young_person_decides_after(last):
        until = f"{until}, as the young person decides then: ask them"
    return AgencyLine(agency.name, tuple(one for one in Content if one.value in contents), until)


def _why_no_more(one: SharingPermission) -> str:
    if one.ended_because:
        return str(label(WhyEnded(one.ended_because))).lower()
    if young_person_decides_after(one):
        return str(label(WhyEnded.OF_AGE)).lower()
    return f"its last day was {short_date(last_day_before(stops_at(one)))}"


@question
def _permissions(*, case: UUID) -> QuerySet[SharingPermission]:
    return SharingPermission.objects.filter(case=case).select_related("agency", "about")


def title_of(one: Disclosure | Approach) -> str:
    """What was done with which agency; of what was written, only once it has left."""
    if isinstance(one, Approach):
        return f"{UNASKED} {one.agency.name}"
    if one.letter_state == State.CANCELLED:
        return f"Not sent to {one.agency.name}"
    if one.letter_state in (State.SENT, State.POSTED) and one.way == Way.TELL:
        return f"Wrote to {one.agency.name}"
    if one.letter_state not in (None, State.SENT, State.POSTED):
        return f"Written to {one.agency.name}, not gone yet"
    return f"{DONE[Way(one.way)]} {one.agency.name}"


def carried_by(one: Disclosure | Approach) -> str:
    """What has to be known of a contact: whose the views passed on are, or that nothing was said."""
    return words_to_carry(Way(one.way)) if isinstance(one, Disclosure) else NOTHING_SAID


def spoken_with(one: Disclosure | Approach) -> str:
    """How, and with whom there."""
    return f"{label(Channel(one.channel))} {'to' if _letter_state(one) else 'with'} {one.spoke_to}"


def _letter_state(one: Disclosure | Approach) -> str | None:
    return one.letter_state if isinstance(one, Disclosure) else None


def link_to_letter(one: Disclosure | Approach, case: Case) -> Link | None:
    """Where what was written can be read, and what became of it."""
    if isinstance(one, Approach) or one.letter_id is None:
        return None
    url = reverse("consent:letter_page", args=[case.reference, one.letter_id])
    return Link(
        "Open the letter" if one.channel == Channel.LETTER else "Open the email", url, f"to {one.agency.name}"
    )


def told_of(one: Disclosure | Approach) -> str:
    """Whether they were told that the family hears it all and that we want no outcome; empty where it wasn't asked."""
    if not one.told or _letter_state(one) == State.CANCELLED:
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
    last_day = last_day_before(stops_at(one))
    if stops_at(one) < one.until_at:
        return f"Stopped after {short_date(last_day)}: the young person decides for themselves now"
    return f"Ended {short_date(last_day)}: its last day"


def _why_then(one: SharingPermission) -> str:
    """Why the last day is no later, where law says so."""
    leaves_on = young_person_decides_after(one)
    if leaves_on:
        return (
            f"{_name(one.about)} decides after {long_date(leaves_on)}, the end of compulsory school age. "
            "Until then and a little longer a parent's yes holds, so that there is time to ask."
        )
    if one.capacity:
        return f"Given for {_name(one.about)}, who was found on {long_date(one.capacity.decided_on)} unable to decide this."
    return ""


def _is_soon(one: SharingPermission, at: datetime) -> bool:
    """Whether it is time to ask if this is to go on."""
    days = timedelta(days=profile().sharing.renew_before_days)
    return last_day_before(stops_at(one)) <= clock.day_of(at + days)


def _renew(one: SharingPermission, at: datetime) -> str:
    """Whom to ask whether it is to go on, once that is due."""
    name = _name(one.about)
    leaves_on = young_person_decides_after(one)
    if leaves_on and clock.day_of(at) > leaves_on:
        return f"{name} decides for themselves now. Ask them whether it is to go on."
    if not _is_soon(one, at):
        return ""
    if leaves_on:
        return f"It stops soon, as {name} decides for themselves then. Ask them whether it is to go on."
    return "It ends soon. Ask whether it is to go on."


def _capacity(one: CapacityDecision, *, counts: bool) -> CapacityShown:
    unable = set(one.unable or [])
    review = f"To be looked at again by {long_date(one.review_on)}" if one.review_on else ""
    agency = f": {one.agency.name}" if one.agency else ""
    return CapacityShown(
        title=f"{label(CapacityOutcome(one.outcome))}{agency}",
        decision=one.decision,
        parts=tuple(
            (str(part.label), "No" if part.value in unable else "Yes", getattr(one, part.value) or "")
            for part in PartOfDeciding
        ),
        because_of=one.because_of or "",
        evidence=one.evidence,
        by=f"{one.assessed_by}, {long_date(one.decided_on)}",
        review=review,
        counts=counts,
    )


def _moment(at: datetime) -> str:
    return f"{short_date(at)} at {clock_time(at)}"


def _name(person: Person) -> str:
    return person.full_name or person.called
