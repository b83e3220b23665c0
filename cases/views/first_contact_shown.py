"""First contact as its page shows it: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cases.actions.acknowledgement import has_safe_address
from cases.choices import (
    Agreement,
    CaseRole,
    CaseStatus,
    FirstContactItem,
    HowShared,
    ItemState,
    ReferralSource,
    TaskRule,
)
from cases.emails import ACKNOWLEDGEMENT
from cases.models import Aim, Case, FirstContactEntry, Referral, Task
from cases.reaching import first_safe
from cases.rules import (
    ItemAnswer,
    first_contact_owed,
    may_hold_identity,
    owed_before_work,
    role_that_came,
)
from cases.views.case_frame import Member
from sendiass.access import Decision
from sendiass.profiles.lists import label
from sendiass.ui.parts import Link, Tag, TimelineItem
from sendiass.ui.words import long_date

NOT_OWED = "Nothing is owed in writing while there is no safe address."
GOES_BY_ITSELF = "It is sent once they agree to records and an address is marked safe."
BY_A_WORKER = "They came by the website’s form, so nothing is sent by itself. Write to them under People."


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """Where one item stands: its state, what is known, when it is due, and what can be done about it."""

    title: str
    tag: Tag
    detail: str
    because: str
    due_on: date | None
    link: Link | None


@dataclass(frozen=True, slots=True)
class StillOwed:
    """An item put off, and why."""

    title: str
    because: str


@dataclass(frozen=True, slots=True)
class AimShown:
    """What the family wanted on a day, in their words."""

    words: str
    whose: str
    said_on: date
    recorded_by: str


def state_of(case: Case) -> CaseStatus:
    """The status as the rules know it."""
    return CaseStatus(case.status)


def owed_of(case: Case) -> list[FirstContactItem]:
    """The items not done yet, explained or not."""
    rows = FirstContactEntry.objects.filter(case=case).newest_per_item().values_list("item", "state")
    known = [ItemAnswer(FirstContactItem(item), ItemState(state)) for item, state in rows]
    return list(first_contact_owed(known, can_write=has_safe_address(case)))


@dataclass(frozen=True, slots=True)
class FirstContact:
    """What a page knows of a case's first contact, from rows it has fetched already.

    `entries` are all there are, the newest first; `overdue` the items of open tasks past their day.
    """

    entries: tuple[FirstContactEntry, ...]
    people: tuple[Member, ...]
    overdue: frozenset[str]
    source: ReferralSource

    @property
    def may_name(self) -> Decision:
        """Whether this case may say who the family is (L26)."""
        agreed = self._agreed
        return may_hold_identity(Agreement(agreed.agreement) if agreed else None)

    @property
    def owed_before_work(self) -> frozenset[FirstContactItem]:
        """What is to be answered before more work (L23). Needs a reading of the people."""
        answered = {entry.item for entry in self.entries}
        return owed_before_work(answered=answered, overdue=self.overdue, can_write=self._can_write)

    def still_owed(self) -> list[StillOwed]:
        """The items put off, asked for at each piece of work, but those that work waits for already.

        Needs a reading of the case.
        """
        newest = {entry.item: entry for entry in reversed(self.entries)}
        known = [ItemAnswer(FirstContactItem(item), ItemState(one.state)) for item, one in newest.items()]
        owed = first_contact_owed(known, can_write=self._can_write)
        asked_for_already = self.owed_before_work
        return [
            StillOwed(label(item), newest[item.value].because)
            for item in owed
            if item not in asked_for_already and item.value in newest
        ]

    @property
    def _agreed(self) -> FirstContactEntry | None:
        done = (
            one
            for one in self.entries
            if (one.item, one.state) == (FirstContactItem.AGREEMENT, ItemState.DONE)
        )
        return next(done, None)

    @property
    def _can_write(self) -> bool:
        agreed = self._agreed
        role = role_that_came(CaseRole(agreed.who) if agreed and agreed.who else None, self.source)
        came = next((one for one in self.people if one.role is role), None)
        if came is None or came.is_erased:
            return False
        return first_safe(came.points, ACKNOWLEDGEMENT) is not None


def standing(case: Case, entries: Sequence[FirstContactEntry]) -> list[ItemStanding]:
    """Each item in order; needs a reading of the case."""
    newest: dict[str, FirstContactEntry] = {}
    for entry in entries:
        newest.setdefault(entry.item, entry)
    tasks = Task.objects.open().filter(case=case, rule=TaskRule.FIRST_CONTACT)
    due = dict(tasks.values_list("item", "due_on"))
    can_write = has_safe_address(case)
    goes = BY_A_WORKER if Referral.objects.filter(case=case).exists() else GOES_BY_ITSELF
    return [
        _standing(case, item, newest.get(item.value), due.get(item.value), can_write=can_write, goes=goes)
        for item in FirstContactItem
    ]


def _standing(
    case: Case,
    item: FirstContactItem,
    entry: FirstContactEntry | None,
    due_on: date | None,
    *,
    can_write: bool,
    goes: str,
) -> ItemStanding:
    is_done = entry is not None and entry.state == ItemState.DONE
    tag, detail = Tag("Not yet", "orange"), ""
    if entry is not None and is_done:
        tag, detail = Tag("Done", "green"), said_of(entry)
        if entry.agreement == Agreement.DECLINED:
            tag = Tag("Did not agree", "red")
    elif item is FirstContactItem.RECORDS_SENT:
        tag = tag if can_write else Tag("Not owed", "grey")
        detail = goes if can_write else f"{NOT_OWED} {goes}"
    elif entry is None:
        tag = Tag("Not answered", "red")
    return ItemStanding(
        title=label(item),
        tag=tag,
        detail=detail,
        because=entry.because if entry is not None and not is_done else "",
        due_on=None if is_done else due_on,
        link=_link(case, item) if is_done else None,
    )


def _link(case: Case, item: FirstContactItem) -> Link | None:
    if item is FirstContactItem.AIM:
        return Link("Change", reverse("cases:aim_record", args=[case.reference]), "what they want")
    if item is FirstContactItem.AGREEMENT:
        address = reverse("cases:first_contact_record", args=[case.reference])
        return Link("Record a new answer", f"{address}?again=agreement#owed", "about keeping records")
    return None


def said_of(entry: FirstContactEntry) -> str:
    """How, when, with whom and by whom an item was done, as one line."""
    parts = [
        label(Agreement(entry.agreement)) if entry.agreement else "",
        label(CaseRole(entry.who)).lower() if entry.who else "",
        label(HowShared(entry.how)).lower() if entry.how else "",
        f"on {long_date(entry.happened_on)}" if entry.happened_on else "",
        f"by {entry.done_by.name}" if entry.done_by else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}"


def entry_shown(entry: FirstContactEntry) -> TimelineItem:
    """One answer as it was written down; needs a reading of the case."""
    is_done = entry.state == ItemState.DONE
    state = Tag("Done", "green") if is_done else Tag("Not yet", "orange")
    if entry.agreement == Agreement.DECLINED:
        state = Tag("Did not agree", "red")
    return TimelineItem(
        title=label(FirstContactItem(entry.item)),
        by=entry.recorded_by.name,
        on=entry.recorded_at,
        text=said_of(entry) if is_done else entry.because,
        tags=(state,),
    )


def aims_shown(aims: Iterable[Aim]) -> list[AimShown]:
    """The family's words, newest first; needs a reading of the case."""
    return [
        AimShown(aim.words, label(CaseRole(aim.whose)), aim.said_on, aim.recorded_by.name) for aim in aims
    ]
