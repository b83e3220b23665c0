"""Counts comments and complaints by when something was written down, so that a period that is over never changes (L31, L32)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feedback.choices import CommentKind, ComplaintStep, Learning, Outcome, Settling
from feedback.deadlines import Period, period_of
from feedback.models import Comment, CommentAnswer, ComplaintEntry
from sendiass import clock
from sendiass.profiles.lists import label

IN_TIME = {ComplaintStep.ACKNOWLEDGED: "acknowledge_by", ComplaintStep.DECIDED: "decide_by"}


@dataclass(frozen=True, slots=True)
class CommentFigures:
    """One line: under which heading, what was counted, and how many in each period."""

    group: str
    words: str
    numbers: tuple[int, ...]


def periods_before(on: date, *, months: int, count: int) -> list[Period]:
    """The latest periods that ended before that day, the latest first."""
    found, day = [], period_of(on, months=months).from_on
    for _ in range(count):
        found.append(period_of(day - timedelta(days=1), months=months))
        day = found[-1].from_on
    return found


def comment_figures(periods: Sequence[Period], *, seen: Iterable[Comment]) -> list[CommentFigures]:
    """What came, what was answered, and how complaints went, in each period, of these comments."""
    found = {one.id: one for one in seen}
    counted: Counter[tuple[str, str, int]] = Counter()

    def count(group: str, what: str, at: datetime) -> None:
        day = clock.day_of(at)
        for place, period in enumerate(periods):
            if period.from_on <= day <= period.until_on:
                counted[group, what, place] += 1

    for comment in found.values():
        count("Received", comment.kind, comment.sent_at)
    for answer in CommentAnswer.objects.filter(comment__in=found):
        count("Answered", answer.settling, answer.recorded_at)
    entries = ComplaintEntry.objects.filter(complaint__comment__in=found).select_related("complaint")
    for entry in entries.filter(step__in=["acknowledged", "decided", "closed", "further", "withdrawn"]):
        _count_step(entry, count)
    return [
        CommentFigures(group, words, tuple(counted[group, what, place] for place in range(len(periods))))
        for group, what, words in _lines()
    ]


def _count_step(entry: ComplaintEntry, count: Callable[[str, str, datetime], None]) -> None:
    step = ComplaintStep(entry.step)
    is_first = step is ComplaintStep.ACKNOWLEDGED or (
        step is ComplaintStep.DECIDED and entry.stage == "decided"
    )
    if is_first:
        due = getattr(entry.complaint, IN_TIME[step])
        told = entry.happened_on or clock.day_of(entry.recorded_at)
        count(step, "in time" if told <= due else "late", entry.recorded_at)
    if step is ComplaintStep.DECIDED:
        count("Outcome", entry.outcome, entry.recorded_at)
    elif step is ComplaintStep.CLOSED:
        count("Learned", entry.outcome, entry.recorded_at)
    elif step in (ComplaintStep.FURTHER, ComplaintStep.WITHDRAWN):
        count("Other", step, entry.recorded_at)


def _lines() -> list[tuple[str, str, str]]:
    """Every line in its order: its group, what is counted, and its words."""
    kinds = [("Received", one.value, str(label(one))) for one in CommentKind]
    settled = [("Answered", one.value, str(label(one))) for one in Settling]
    timed = [
        (step.value, how, f"{words} {how}")
        for step, words in (
            (ComplaintStep.ACKNOWLEDGED, "Complaint acknowledged"),
            (ComplaintStep.DECIDED, "Complaint decided"),
        )
        for how in ("in time", "late")
    ]
    outcomes = [("Outcome", one.value, f"Decided: {_small(str(label(one)))}") for one in Outcome]
    learned = [("Learned", one.value, f"Closed: {_small(str(label(one)))}") for one in Learning]
    other = [
        ("Other", ComplaintStep.FURTHER.value, "Complaint taken further"),
        ("Other", ComplaintStep.WITHDRAWN.value, "Complaint taken back"),
    ]
    return [*kinds, *settled, *timed, *outcomes, *learned, *other]


def _small(words: str) -> str:
    return words[0].lower() + words[1:]
