"""From what families told us in general words to what was decided, what changed, and the public page (L34)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.access import may_work_cases as may_see_cases
from cases.actions.casework import next_reference
from cases.actions.idempotency import one_at_a_time
from consent.screening import Screened, screen
from feedback import rules
from feedback.access import (
    Heard,
    may_keep_what_was_said,
    may_start_from,
    open_item,
    said_state_of,
)
from feedback.choices import DecidedBy, SaidIn, SaidStage, SaidStep
from feedback.models import (
    AnonymousAnswer,
    Comment,
    GivenView,
    PublishedItem,
    SaidEntry,
    SaidItem,
    SaidSource,
)
from sendiass import clock
from sendiass.access import Refused, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading

DECIDING = frozenset({SaidStep.WILL_CHANGE, SaidStep.STAYS})
DATED = DECIDING | {SaidStep.CHANGED}


class PointsAtSomeone(Refused):
    """Words for everybody point at somebody on record; `screened` says where. They are not kept."""

    def __init__(self, screened: Screened) -> None:
        super().__init__(
            refuse("Everybody will read this. Take out what could say who someone is.", rules.SAID_RULE)
        )
        self.screened = screened


@dataclass(frozen=True, slots=True)
class SaidWords:
    """One step about an item, the words for it, and, where something was decided or changed, on which day and by whom."""

    step: SaidStep
    words: str = ""
    happened_on: date | None = None
    decided_by: DecidedBy | None = None


@dataclass(frozen=True, slots=True)
class WhatStands:
    """The words that count of an item now; `changed` is None where nothing changes, or has not yet."""

    told: SaidEntry
    decided: SaidEntry | None
    changed: SaidEntry | None


@transaction.atomic
def start_item(
    *, by: User, words: str, came_from: SaidIn, heard: Heard | None, once: UUID, at: datetime
) -> SaidItem:
    """Write down in general words what families told us. The same `once` twice is one.

    Raises PointsAtSomeone, and Refused where it does not say from what it came.
    """
    may_keep_what_was_said(by).require()
    may_start_from(came_from, heard).require()
    one_at_a_time(once)
    earlier: SaidItem | None = SaidItem.objects.filter(once=once, started_by=by).first()
    if earlier:
        return earlier
    _names_nobody(by, words, at)
    item: SaidItem = SaidItem.objects.create(
        reference=next_reference("feedback_said_reference", mark="F"),
        came_from=came_from,
        started_at=at,
        started_by=by,
        once=once,
    )
    if heard is not None:
        SaidSource.objects.create(
            item=item,
            comment=heard if isinstance(heard, Comment) else None,
            answer=heard if isinstance(heard, AnonymousAnswer) else None,
            view=heard if isinstance(heard, GivenView) else None,
        )
    _add(item, SaidWords(SaidStep.TOLD, words), once=once, by=by, at=at)
    return item


@transaction.atomic
def take_said_step(*, by: User, item: SaidItem, said: SaidWords, once: UUID, at: datetime) -> SaidEntry:
    """Add one step; publishing puts the words that stand on the public page. The same `once` twice is one.

    Raises PointsAtSomeone; Refused where another step comes first, for a day to come, and for publishing one's own words.
    """
    one_at_a_time(item.id)
    item = open_item(by=by, item_id=item.id)
    earlier: SaidEntry | None = SaidEntry.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    rules.may_take_said_step_as(by.id, said.step, said_state_of(item)).require()
    if said.happened_on and said.happened_on > clock.day_of(at):
        refuse("This is in the future. Enter the day it was.", "dates-make-sense").require()
    if said.step in rules.WORDED:
        _names_nobody(by, said.words, at)
    if said.step is not SaidStep.PUBLISHED:
        entry = _add(item, said, once=once, by=by, at=at)
        if said.step is SaidStep.WITHDRAWN:
            _take_off(item, at=at)
        return entry
    with reading(by=by, subjects=[item.key_subject], purpose="publishing what families told us"):
        stands = what_stands(item)
        _may_be_read_by_everybody(by, stands, at)
        entry = _add(item, said, once=once, by=by, at=at)
        _put_up(item, stands, at=at)
    return entry


def what_stands(item: SaidItem) -> WhatStands:
    """The newest words of each kind; a change counts only after the decision that it belongs to. Needs no reading itself."""
    first, *later = SaidEntry.objects.filter(item=item).order_by("number")
    told: SaidEntry = first  # an item begins with it
    decided: SaidEntry | None = None
    changed: SaidEntry | None = None
    for entry in later:
        if entry.step == SaidStep.TOLD:
            told = entry
        elif entry.step in DECIDING:
            decided, changed = entry, None
        elif entry.step == SaidStep.CHANGED:
            changed = entry
    return WhatStands(told, decided, changed)


def _add(item: SaidItem, said: SaidWords, *, once: UUID, by: User, at: datetime) -> SaidEntry:
    state = said_state_of(item)
    return SaidEntry.objects.create(
        item=item,
        number=state.entries + 1,
        step=said.step,
        stage=rules.said_stage_after(said.step, state),
        decided_by=said.decided_by or "" if said.step in DECIDING else "",
        happened_on=said.happened_on if said.step in DATED else None,
        words=said.words,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )


def _put_up(item: SaidItem, stands: WhatStands, *, at: datetime) -> None:
    decided, changed = stands.decided, stands.changed
    if decided is None or decided.happened_on is None:
        raise Refused(refuse(rules.SAID_FIRST[SaidStage.TOLD], rules.SAID_RULE))
    PublishedItem.objects.create(
        item=item,
        told=stands.told.words,
        decided=decided.words,
        decided_by=decided.decided_by,
        decided_on=decided.happened_on,
        changed=changed.words if changed else "",
        changed_on=changed.happened_on if changed else None,
        published_on=clock.day_of(at),
    )


def _take_off(item: SaidItem, *, at: datetime) -> None:
    for one in PublishedItem.objects.on_the_page().filter(item=item):
        one.withdrawn_on = clock.day_of(at)
        one.save(update_fields=["withdrawn_on"])


def _names_nobody(by: User, words: str, at: datetime) -> None:
    """Whoever may see no cases is told nothing of whom we know: their words are screened when they are published."""
    screened = screen(by=by, texts={"words": words}, on=clock.day_of(at))
    if screened.marked:
        raise PointsAtSomeone(screened)
    if screened.held and may_see_cases(by):
        refuse(
            "The names to screen it for are still being opened. Try again in a minute.", rules.SAID_RULE
        ).require()


def _may_be_read_by_everybody(by: User, stands: WhatStands, at: datetime) -> None:
    entries = [one for one in (stands.told, stands.decided, stands.changed) if one is not None]
    texts = {SaidStep(one.step).label: one.words for one in entries}
    screened = screen(by=by, texts=texts, on=clock.day_of(at))
    if screened.marked:
        raise PointsAtSomeone(screened)
    if screened.held and not all(may_see_cases(one.recorded_by) for one in entries):
        refuse(
            "Nobody who sees cases has written or read this. Have it published by somebody who does.",
            rules.SAID_RULE,
        ).require()
