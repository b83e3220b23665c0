"""A case's history as the page tells it, newest first: work given, and what was set down beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string

from cases.access import may_correct
from cases.choices import (
    Agreement,
    CaseRole,
    CaseStatus,
    Channel,
    Direction,
    FirstContactItem,
    HelpKind,
    HowShared,
    ItemState,
    MeetingKind,
    Voice,
)
from cases.models import (
    AdviceOption,
    Aim,
    Allocation,
    BreakGlass,
    Case,
    Document,
    Enquiry,
    FirstContactEntry,
    Intervention,
    Meeting,
    MeetingCorrection,
    Signposting,
    StatusChange,
    Task,
)
from cases.querysets import Moment, Moments
from cases.views.meetings_shown import told, where_words
from cases.views.shown import Naming, counted
from sendiass.accounts.models import User
from sendiass.crypto.subjects import KeySubject
from sendiass.database.questions import question
from sendiass.profiles.lists import label
from sendiass.ui.parts import Addresses, Link, Tag
from sendiass.ui.words import clock_time, short_date

A_PAGE = 20
FIRST_LINES, FIRST_CHARACTERS = 6, 500


@dataclass(frozen=True, slots=True)
class Line:
    """One thing set down: what, and the words that go with it as they were typed."""

    text: str
    words: str = ""

    @property
    def first_lines(self) -> str:
        """What stands for long words until all of them are asked for."""
        return first_lines(self.words)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the history: a title, the facts beneath it, a note as typed, and lines of detail."""

    title: str
    by: str
    at: datetime
    note: str = ""
    facts: str = ""
    tags: tuple[Tag, ...] = ()
    lines: tuple[Line, ...] = ()
    corrected: str = ""
    links: tuple[Link, ...] = ()

    @property
    def first_lines(self) -> str:
        """What stands for a long note until all of it is asked for."""
        return first_lines(self.note)


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what happened on it."""

    on: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a case's page has fetched of what was set down beside the work: all there is, and still closed."""

    first_contact: tuple[FirstContactEntry, ...]
    aims: tuple[Aim, ...]
    allocations: tuple[Allocation, ...]

    @property
    def naming(self) -> tuple[Naming, ...]:
        """Which of these rows name whom."""
        recorded = (*self.first_contact, *self.aims)
        return ((recorded, ("recorded_by",)), (self.allocations, ("worker", "by", "ended_by")))


@dataclass(frozen=True, slots=True)
class Brought:
    """Rows that a floor above brings to one page of a history, by their keys: still closed, and how each is told.

    `subjects` are whose keys open them, but the case's own.
    """

    rows: Mapping[UUID, Any]
    tell: Callable[[Any], Entry]
    naming: tuple[Naming, ...] = ()
    subjects: tuple[KeySubject, ...] = ()


@dataclass(frozen=True, slots=True)
class FromAbove:
    """One kind of thing that a floor above has in a case's history (settings: CASE_HISTORY).

    `what` is its word; `moments` selects (what, key, day, moment) of a case, as `Moments` puts together;
    `fetch` gets those of one page.
    """

    what: str
    moments: str
    fetch: Callable[[Case, Sequence[UUID]], Brought]


@dataclass(frozen=True, slots=True)
class History:
    """The rows of one page of a case's history, fetched and still closed, and which of them name whom."""

    page: Page[Any]
    given: dict[UUID, Intervention]
    met: dict[UUID, Meeting]
    put_right: dict[UUID, MeetingCorrection]
    emergencies: dict[UUID, BreakGlass]
    recorded: dict[tuple[UUID, datetime], list[Any]]
    above: dict[str, Brought]
    options: dict[UUID, list[AdviceOption]]
    naming: tuple[Naming, ...]

    @property
    def subjects(self) -> tuple[KeySubject, ...]:
        """Whom else than its case and people it names."""
        return tuple(subject for brought in self.above.values() for subject in brought.subjects)


def history_page(case: Case, enquiries: Iterable[Enquiry], beside: Beside, *, number: str) -> History:
    """One page of a case's history, in as many queries for a long one as for a short one."""
    known = {one.id: one for one in enquiries}
    sources = [import_string(path) for path in settings.CASE_HISTORY]
    everything = Moments(case.id, known, (source.moments for source in sources), at_a_time=A_PAGE)
    page: Page[Any] = Paginator(everything, A_PAGE).get_page(number)  # type: ignore[arg-type]
    moments: Sequence[Moment] = list(page.object_list)
    page.object_list = moments
    ids = [moment.key for moment in moments if moment.what == "given"]
    given = _given_as(ids=ids)
    for one in given:
        if one.enquiry_id:
            one.enquiry = known[one.enquiry_id]
    met = [moment.key for moment in moments if moment.what == "met"]
    meetings = list(_met_at(ids=met))
    put_right = {one.meeting_id: one for one in reversed(_put_right(ids=met))} if met else {}
    opened = [moment.key for moment in moments if moment.what == "emergency"]
    emergencies = list(BreakGlass.objects.filter(pk__in=opened)) if opened else []
    times = {moment.at for moment in moments if moment.what == "recorded"}
    moves, documents = _moves(case, times), _documents(case, times)
    pointed = [*_signposted(case=case.pk), *_signposted_in(enquiries=list(known))]
    told_of = [one for one in pointed if one.recorded_at in times]
    above = _from_above(sources, case, moments)
    return History(
        page,
        {one.id: one for one in given},
        {one.id: one for one in meetings},
        put_right,
        {one.id: one for one in emergencies},
        _recorded(moves, [*documents, *told_of], beside, times),
        above,
        _options(given),
        naming=(
            *(naming for brought in above.values() for naming in brought.naming),
            (given, ("by",)),
            (meetings, ("worker", "ended_by")),
            (emergencies, ("worker",)),
            (list(put_right.values()), ("recorded_by",)),
            ([one.original for one in given if one.original], ("by",)),
            ([moved.change for moved in moves], ("by",)),
            (documents, ("added_by", "removed_by")),
            (told_of, ("recorded_by",)),
        ),
    )


@question
def _given_as(*, ids: list[UUID]) -> QuerySet[Intervention]:
    return Intervention.objects.of(ids).select_related("original")


@question
def _met_at(*, ids: list[UUID]) -> QuerySet[Meeting]:
    return Meeting.objects.filter(id__any_of=ids).select_related("venue")


@question
def _put_right(*, ids: list[UUID]) -> QuerySet[MeetingCorrection]:
    return MeetingCorrection.objects.of_meetings(ids)


@question
def _signposted(*, case: UUID) -> QuerySet[Signposting]:
    return Signposting.objects.filter(case=case).select_related("source")


@question
def _signposted_in(*, enquiries: list[UUID]) -> QuerySet[Signposting]:
    return Signposting.objects.filter(enquiry__id__any_of=enquiries).select_related("source")


@question
def _laid_before(*, advice: list[UUID]) -> QuerySet[AdviceOption]:
    return AdviceOption.objects.of_advice(advice).with_choice().select_related("reference")


def _from_above(sources: Iterable[FromAbove], case: Case, moments: Sequence[Moment]) -> dict[str, Brought]:
    keys: defaultdict[str, list[UUID]] = defaultdict(list)
    for moment in moments:
        keys[moment.what].append(moment.key)
    return {one.what: one.fetch(case, keys[one.what]) for one in sources if one.what in keys}


def days_of(history: History, *, user: User, case: Case) -> tuple[Day, ...]:
    """The page's days in words; needs whom they name, and a reading that names the case and its enquiries."""
    moments: Sequence[Moment] = list(history.page.object_list)
    corrections = Addresses("cases:intervention_correct", case.reference)
    return tuple(
        Day(
            on,
            tuple(_entry(history, moment, user=user, case=case, corrections=corrections) for moment in group),
        )
        for on, group in groupby(moments, key=lambda moment: moment.day)
    )


def _recorded(
    moves: Iterable[Moved],
    documents: Iterable[Document | Signposting],
    beside: Beside,
    times: Set[datetime],
) -> dict[tuple[UUID, datetime], list[Any]]:
    found: defaultdict[tuple[UUID, datetime], list[Any]] = defaultdict(list)
    for moved in moves:
        found[moved.change.by_id, moved.change.at].append(moved)
    set_down: list[FirstContactEntry | Aim] = [*beside.first_contact, *beside.aims]
    for row in set_down:
        if row.recorded_at in times:
            found[row.recorded_by_id, row.recorded_at].append(row)
    for allocation in beside.allocations:
        if allocation.from_at in times:
            found[allocation.by_id, allocation.from_at].append(allocation)
        if allocation.until_at and allocation.ended_by_id and allocation.until_at in times:
            found[allocation.ended_by_id, allocation.until_at].append(Ended(allocation))
    for document in documents:
        if isinstance(document, Signposting):
            found[document.recorded_by_id, document.recorded_at].append(document)
            continue
        if document.added_at in times:
            found[document.added_by_id, document.added_at].append(document)
        if document.removed_at and document.removed_by_id and document.removed_at in times:
            found[document.removed_by_id, document.removed_at].append(Removed(document))
    return found


def _options(given: Iterable[Intervention]) -> dict[UUID, list[AdviceOption]]:
    """The options of these pieces of advice, by the entry as it was first logged."""
    found: defaultdict[UUID, list[AdviceOption]] = defaultdict(list)
    advice = [one.original_id or one.id for one in given if HelpKind.ADVICE in one.kinds]
    for option in _laid_before(advice=advice):
        found[option.intervention_id].append(option)
    return found


def _documents(case: Case, times: Set[datetime]) -> list[Document]:
    at_those = Q(added_at__in=times) | Q(removed_at__in=times)
    return list(Document.objects.filter(at_those, case=case).order_by("id"))


def _moves(case: Case, times: Set[datetime]) -> list[Moved]:
    changes = list(StatusChange.objects.filter(case=case, at__in=times).order_by("id"))
    closings = [change.at for change in changes if change.to_status == CaseStatus.CLOSED]
    withdrawn: Counter[datetime | None] = Counter()
    if closings:
        tasks = Task.objects.filter(case=case, withdrawn_at__in=closings)
        withdrawn.update(tasks.values_list("withdrawn_at", flat=True))
    return [Moved(change, withdrawn[change.at]) for change in changes]


@dataclass(frozen=True, slots=True)
class Moved:
    """A step in the case's life, and how many open tasks it withdrew."""

    change: StatusChange
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An allocation, told for its end."""

    allocation: Any


@dataclass(frozen=True, slots=True)
class Removed:
    """A document, told for its being taken off."""

    document: Any


def _entry(history: History, moment: Moment, *, user: User, case: Case, corrections: Addresses) -> Entry:
    if moment.what == "given":
        given = history.given[moment.key]
        options = history.options.get(given.original_id or given.id, [])
        return _given(given, options, user=user, case=case, corrections=corrections)
    if moment.what == "met":
        return _met(history.met[moment.key], history.put_right.get(moment.key), case=case)
    if moment.what == "emergency":
        return _in_an_emergency(history.emergencies[moment.key])
    if moment.what in history.above:
        brought = history.above[moment.what]
        return brought.tell(brought.rows[moment.key])
    return _set_down(history.recorded[moment.key, moment.at], at=moment.at)


def _given(
    one: Intervention, options: Sequence[AdviceOption], *, user: User, case: Case, corrections: Addresses
) -> Entry:
    logged = one.original or one
    about = f"of the entry of {short_date(one.happened_on)}"
    address = [case.reference, one.id]
    links = []
    if one.version > 1:
        both = "See both versions" if one.version == 2 else "See all versions"
        links.append(Link(both, reverse("cases:intervention_page", args=address), about))
    if HelpKind.ADVICE in one.kinds and (options or case.status != CaseStatus.CLOSED):
        what = "See the options" if options else "Write down the options"
        links.append(Link(what, reverse("cases:options_record", args=address), about))
    if may_correct(user, one):
        links.append(Link("Correct", corrections(one.id), about))
    return Entry(
        title=label(Channel(one.channel)),
        by=logged.by.name,
        at=logged.recorded_at,
        note=one.note,
        facts=", ".join(facts_of(one)),
        tags=tuple(Tag(label(HelpKind(kind)), "blue") for kind in one.kinds),
        lines=(*_beside(one), *_laid(options)),
        corrected=_corrected(one),
        links=tuple(links),
    )


def _met(meeting: Meeting, put_right: MeetingCorrection | None, *, case: Case) -> Entry:
    url = reverse("cases:meeting_page", args=[case.reference, meeting.id])
    return Entry(
        title=f"Meeting: {label(MeetingKind(meeting.kind)).lower()}",
        by=meeting.ended_by.name if meeting.ended_by else "",
        at=meeting.starts_at,
        facts=f"{clock_time(meeting.starts_at)}, {where_words(meeting)}, {meeting.worker.name}",
        note=meeting.purpose,
        lines=tuple(Line(text, words) for text, words in told(put_right or meeting)),
        corrected=_corrected_on(put_right) if put_right else "",
        links=(Link("See the meeting", url, f"of {short_date(meeting.starts_at)}"),),
    )


def _in_an_emergency(one: BreakGlass) -> Entry:
    return Entry(
        title="Opened in an emergency",
        by=one.worker.name,
        at=one.from_at,
        facts=f"Open to them until {clock_time(one.closed_at)} on {short_date(one.closed_at)}",
        note=one.reason,
    )


def facts_of(one: Intervention) -> Iterator[str]:
    """How long, at which level, from whom: what stands beneath the title of a piece of work."""
    yield f"{one.minutes} minute{'' if one.minutes == 1 else 's'}"
    if one.travel_minutes:
        yield f"{one.travel_minutes} travelling"
    yield f"level {one.level}"
    if one.direction:
        yield label(Direction(one.direction)).lower()


def _beside(one: Intervention) -> Iterator[Line]:
    if one.voice:
        yield Line("Voice: " + "; ".join(label(Voice(way)).lower() for way in one.voice))
    if one.enquiry_id and one.enquiry:
        yield Line(f"From the enquiry {one.enquiry.reference}")


def _laid(options: Sequence[AdviceOption]) -> Iterator[Line]:
    for one in options:
        chosen = ", chosen by the family" if one.id == one.chosen_id else ""
        law = one.reference.citation if one.reference else "no law or guidance behind it"
        yield Line(f"Option {one.place}{chosen}: {law}", one.words)
        if one.only_because:
            yield Line("The only option, because", one.only_because)


def _corrected(one: Intervention) -> str:
    if one.version == 1:
        return ""
    return f"Corrected on {short_date(one.recorded_at)} by {one.by.name}"


def _corrected_on(one: MeetingCorrection) -> str:
    return f"Corrected on {short_date(one.recorded_at)} by {one.recorded_by.name}"


def first_lines(note: str) -> str:
    """The beginning of a long note, cut between words; empty for a note short enough to show whole."""
    begun = "\n".join(note.split("\n")[:FIRST_LINES])
    if len(begun) > FIRST_CHARACTERS:
        cut = begun[:FIRST_CHARACTERS]
        begun = cut.rpartition(" ")[0] or cut
    return "" if begun == note else f"{begun.rstrip()} …"


OPENED, FIRST_CONTACT, AIM, ALLOCATED, MOVED, KEPT, POINTED = range(7)
HEADINGS = {OPENED: "Case opened", FIRST_CONTACT: "First contact recorded"}


@dataclass(frozen=True, slots=True)
class Told:
    """One row in words. The lowest rank among those of one moment gives the entry its title."""

    rank: int
    text: str
    by: str
    words: str = ""


def _set_down(rows: list[Any], *, at: datetime) -> Entry:
    has_aim = any(isinstance(row, Aim) for row in rows)
    shown = (row for row in rows if not (has_aim and _says_aim_done(row)))
    told = sorted(map(_tell, sorted(shown, key=_place)), key=lambda one: one.rank)
    first = told[0]
    heading = HEADINGS.get(first.rank)
    rest = [one for one in told if one.rank != OPENED] if heading else told[1:]
    return Entry(
        title=heading or first.text,
        by=first.by,
        at=at,
        note="" if heading else first.words,
        lines=tuple(Line(one.text, one.words) for one in rest),
    )


def _place(row: Any) -> int:
    items = list(FirstContactItem)
    return items.index(FirstContactItem(row.item)) if isinstance(row, FirstContactEntry) else 0


def _says_aim_done(row: Any) -> bool:
    item = (FirstContactItem.AIM, ItemState.DONE)
    return isinstance(row, FirstContactEntry) and (row.item, row.state) == item


def _tell(row: Any) -> Told:
    if isinstance(row, Moved):
        return _tell_status(row.change, row.withdrawn)
    if isinstance(row, FirstContactEntry):
        return _tell_item(row)
    if isinstance(row, Aim):
        whose = label(CaseRole(row.whose)).lower()
        return Told(AIM, f"What the family wants, said by the {whose}", row.recorded_by.name, row.words)
    if isinstance(row, Document):
        return Told(KEPT, "Document added", row.added_by.name, row.name)
    if isinstance(row, Signposting):
        return _tell_signposting(row)
    if isinstance(row, Removed):
        gone = row.document
        return Told(KEPT, "Document removed, because", gone.removed_by.name, gone.reason_removed)
    if isinstance(row, Ended):
        ended = row.allocation
        return Told(ALLOCATED, f"{ended.worker.name} no longer works the case", ended.ended_by.name)
    words = "\n\n".join(filter(None, (row.reason, row.handover)))
    return Told(ALLOCATED, f"Given to {row.worker.name}", row.by.name, words)


def _tell_signposting(row: Signposting) -> Told:
    if row.source is None:
        return Told(
            POINTED, "Told of no independent source, because", row.recorded_by.name, row.none_because or ""
        )
    return Told(POINTED, f"Told of {row.source.name} on {short_date(row.told_on)}", row.recorded_by.name)


def _tell_status(change: StatusChange, withdrawn: int) -> Told:
    to = label(CaseStatus(change.to_status)).lower()
    if not change.from_status:
        return Told(OPENED, HEADINGS[OPENED], change.by.name)
    was = label(CaseStatus(change.from_status)).lower()
    is_closing = withdrawn and change.to_status == CaseStatus.CLOSED
    rest = f", {counted(withdrawn, 'open task', 'open tasks')} withdrawn" if is_closing else ""
    return Told(MOVED, f"Status changed from {was} to {to}{rest}", change.by.name, change.reason)


def _tell_item(entry: FirstContactEntry) -> Told:
    name = label(FirstContactItem(entry.item))
    if entry.state == ItemState.NOT_YET:
        return Told(FIRST_CONTACT, f"{name}: not yet, because", entry.recorded_by.name, entry.because)
    how = [label(Agreement(entry.agreement)).lower()] if entry.agreement else ["done"]
    if entry.how:
        how.append(label(HowShared(entry.how)).lower())
    if entry.happened_on:
        how.append(short_date(entry.happened_on))
    return Told(FIRST_CONTACT, f"{name}: {', '.join(how)}", entry.recorded_by.name, entry.because)
