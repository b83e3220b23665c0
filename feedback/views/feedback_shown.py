"""Comments and complaints in words, with what is due. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from feedback.access import complaint_of
from feedback.choices import (
    CameBy,
    CommentKind,
    ComplaintStage,
    ComplaintStep,
    HowAnswered,
    Learning,
    Outcome,
    Settling,
)
from feedback.models import Comment, Complaint, ComplaintEntry
from feedback.rules import COMPLAINTS, OVER, ComplaintState, may_take_as
from sendiass.accounts.models import User
from sendiass.profiles.lists import label
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.parts import Colour, Link, Row, Tag
from sendiass.ui.words import short_date

WHAT_WAS_DONE = {
    ComplaintStep.ACKNOWLEDGED: "Acknowledged",
    ComplaintStep.LOOKED_INTO: "Looked into",
    ComplaintStep.DECIDED: "Decided",
    ComplaintStep.FURTHER: "Taken further",
    ComplaintStep.CLOSED: "Closed",
    ComplaintStep.WITHDRAWN: "Taken back",
    ComplaintStep.HANDED: "Given to",
    ComplaintStep.NAMED: "About",
    ComplaintStep.NOTE: "Note",
}
WORDS = {
    ComplaintStep.ACKNOWLEDGED: "What they were told",
    ComplaintStep.LOOKED_INTO: "How",
    ComplaintStep.DECIDED: "What was found and said",
    ComplaintStep.FURTHER: "Why",
    ComplaintStep.CLOSED: "What was learned",
    ComplaintStep.WITHDRAWN: "What they said",
    ComplaintStep.HANDED: "Why",
    ComplaintStep.NAMED: "What of it",
    ComplaintStep.NOTE: "Note",
}
COLOURS: Mapping[ComplaintStage, Colour] = {
    ComplaintStage.RECEIVED: "red",
    ComplaintStage.ACKNOWLEDGED: "orange",
    ComplaintStage.LOOKED_INTO: "blue",
    ComplaintStage.FURTHER: "orange",
}
OUTCOMES = {ComplaintStep.DECIDED: Outcome, ComplaintStep.CLOSED: Learning}


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment as the list and the day's work show it: it says nothing of anybody."""

    url: str
    reference: str
    kind: str
    received_on: date
    due_on: date | None
    state: Tag


@dataclass(frozen=True, slots=True)
class EntryShown:
    """Something that was done about it, with its words."""

    title: str
    by: str
    at: datetime
    rows: tuple[Row, ...]


def line_of(comment: Comment) -> CommentLine:
    """One comment in a line; it opens nothing sealed. Needs `with_state`."""
    return CommentLine(
        url=reverse("feedback:comment_page", args=[comment.id]),
        reference=comment.reference,
        kind=_kind(comment),
        received_on=comment.received_on,
        due_on=comment.due_by,
        state=_state(comment),
    )


def rows_of(comment: Comment) -> list[Row]:
    """What was said, and how to reach whoever said it; needs a reading."""
    came = str(label(CameBy(comment.came_by)))
    taken_by = f", written down by {comment.taken_by.name}" if comment.taken_by else ""
    rows = [
        Row("What they said", comment.words),
        Row("Received", f"{short_date(comment.received_on)}, {came[0].lower()}{came[1:]}{taken_by}"),
        Row("Name", comment.name or "Not given"),
    ]
    ways = [comment.email, phone_as_read(comment.phone) if comment.phone else ""]
    return [*rows, Row("How to reach them", ", ".join(filter(None, ways)) or "Not given")]


def rows_of_complaint(complaint: Complaint, state: ComplaintState) -> list[Row]:
    """Who handles it, whom it is about, and its dates. One query."""
    wanted = [one for one in (state.handler, *state.about) if one]
    names = dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))
    about = ", ".join(sorted(names[one] for one in state.about))
    return [
        Row("Handled by", names[state.handler] if state.handler else "Somebody outside the service"),
        Row("About", about or "Nobody in particular"),
        Row("To be acknowledged by", short_date(complaint.acknowledge_by)),
        Row("To be decided by", short_date(complaint.decide_by)),
    ]


def entries_of(comment: Comment) -> list[EntryShown]:
    """Everything done about it, the newest first; needs a reading. One query."""
    complaint, answer = complaint_of(comment), getattr(comment, "answer", None)
    found = []
    if complaint:
        taken = ComplaintEntry.objects.filter(complaint=complaint).select_related("recorded_by", "worker")
        for one in taken.order_by("-number"):
            one.complaint = complaint
            found.append(EntryShown(_title(one), one.recorded_by.name, one.recorded_at, tuple(_words(one))))
    if answer:
        title = str(label(Settling(answer.settling)))
        rows = [Row("When", short_date(answer.answered_on))] if answer.answered_on else []
        rows += [Row("How", str(label(HowAnswered(answer.how))))] if answer.how else []
        what = "What they were told" if answer.how else "Why"
        rows.append(Row(what, answer.words))
        found.append(EntryShown(title, answer.recorded_by.name, answer.recorded_at, tuple(rows)))
    return found


def steps_of(comment: Comment, state: ComplaintState, user: User) -> list[Link]:
    """The steps this person may take now, in the order in which they are usually taken."""
    return [
        Link(step.label, reverse("feedback:complaint_step", args=[comment.id, step.value]))
        for step in ComplaintStep
        if may_take_as(user.id, step, state)
    ]


def _kind(comment: Comment) -> str:
    complaint = complaint_of(comment)
    if complaint is None:
        return str(label(CommentKind(comment.kind)))
    return str(label(CommentKind.DATA_COMPLAINT if complaint.about_data else CommentKind.COMPLAINT))


def _state(comment: Comment) -> Tag:
    if comment.stage:
        stage = ComplaintStage(comment.stage)
        is_to_close = stage not in COLOURS and stage not in OVER
        words = f"{stage.label}, to be closed" if is_to_close else str(stage.label)
        return Tag(words, COLOURS.get(stage, "blue" if is_to_close else "grey"))
    if hasattr(comment, "answer"):
        return Tag("Answered" if comment.answer.settling == Settling.ANSWERED else "Noted", "grey")
    if CommentKind(comment.kind) in COMPLAINTS:
        return Tag("To be taken on", "red")
    return Tag("To be answered", "orange")


def _title(one: ComplaintEntry) -> str:
    step = ComplaintStep(one.step)
    if step in OUTCOMES:
        outcome = str(label(OUTCOMES[step](one.outcome)))
        return f"{WHAT_WAS_DONE[step]}: {outcome[0].lower()}{outcome[1:]}"
    if one.worker:
        joined = ", to" if step is ComplaintStep.FURTHER else ""
        return f"{WHAT_WAS_DONE[step]}{joined} {one.worker.name}"
    return WHAT_WAS_DONE[step]


def _words(one: ComplaintEntry) -> Iterator[Row]:
    if one.happened_on:
        yield Row("When", short_date(one.happened_on))
    if one.how:
        yield Row("How", str(label(HowAnswered(one.how))))
    if one.due_on:
        yield Row("To be decided by", short_date(one.due_on))
    if one.words:
        yield Row(WORDS[ComplaintStep(one.step)], one.words)
