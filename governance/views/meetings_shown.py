"""How the board's meetings, agendas and minutes are shown, on a page and on paper. It decides nothing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from governance.access import meetings as access
from governance.access.board import may_keep_board
from governance.choices.board import Answered, BoardRole, Declares, NoNextDate, Presence, RaisedOutcome, Sent
from governance.documents.board import OnPaper
from governance.models import (
    AgendaItem,
    BoardText,
    Meeting,
    MeetingAction,
    Minute,
    RaisedAnswer,
    RaisedItem,
    Recommendation,
)
from governance.rules.meetings import may_decide
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.profiles import profile
from sendiass.ui.parts import Link, Row, Tag
from sendiass.ui.words import clock_time, long_date, short_date

WAITS, BACK = Tag("Waits for the manager", "yellow"), Tag("Sent back", "red")


def state_of(text: BoardText) -> Tag | None:
    """That a text waits, or was sent back; None where members may read it."""
    if text.is_shown:
        return None
    return WAITS if text.is_waiting else BACK


def meeting_line(meeting: Meeting) -> dict[str, Any]:
    """One meeting in a list."""
    return {
        "url": reverse("governance:board_meeting", args=[meeting.id]),
        "when": f"{long_date(meeting.starts_at)} at {clock_time(meeting.starts_at)}",
        "place": meeting.place,
        "tag": meeting_tag(meeting),
    }


def meeting_tag(meeting: Meeting) -> Tag:
    """How a meeting stands."""
    if meeting.called_off_at:
        return Tag("Called off", "red")
    if meeting.closed_at:
        return Tag("Closed", "green")
    return Tag("To come", "blue") if meeting.starts_at > clock.now() else Tag("To be closed", "orange")


def items_shown(meeting: Meeting, *, by: User) -> list[dict[str, Any]]:
    """The agenda, with each item's minute where it may be read; needs a reading of the meeting."""
    minutes = access.minutes_of(meeting, by=by)
    keeps = bool(may_keep_board(by))
    actions, recommended = _under(meeting, keeps=keeps)
    return [
        {
            "item": item,
            "called": item.called,
            "words": item.words or "",
            "role": BoardRole(item.role).label,
            "state": state_of(item),
            "sent_back": item.sent_back_because if item.accepted is False else "",
            "minute": _minute(minutes.get(item.id)),
            "actions": actions.get(item.id, []),
            "recommended": recommended.get(item.id, []),
            "links": _item_links(item, minutes.get(item.id)) if keeps and meeting.is_open else [],
        }
        for item in access.agenda_of(meeting, by=by)
    ]


def on_paper(meeting: Meeting, *, by: User, with_minutes: bool) -> list[OnPaper]:
    """The same for paper: only what members may read; needs a reading of the meeting."""
    found = []
    for one in items_shown(meeting, by=by):
        if not one["item"].is_shown:
            continue
        under: list[tuple[str, str]] = []
        if with_minutes and one["minute"]:
            under = [("", one["minute"]["words"])]
            if one["minute"]["decision"]:
                under.append(("Decided", one["minute"]["decision"]))
            under += [("To do", said["line"]) for said in one["actions"] if said["state"] is None]
            under += [
                ("Recommended to the trustees", said["words"])
                for said in one["recommended"]
                if said["state"] is None
            ]
        role = one["minute"]["role"] if with_minutes and one["minute"] else one["role"]
        found.append(OnPaper(one["called"], str(role), "" if with_minutes else one["words"], under))
    return found


def attendance_shown(meeting: Meeting, *, keeps: bool) -> dict[str, Any]:
    """Who came, what was declared, and whether the meeting could decide; needs a reading of the meeting."""
    rows = [one for one in access.attendance_of(meeting) if keeps or one.is_shown]
    came = sum(one.presence == Presence.CAME for one in rows)
    quorum = may_decide(came, quorum=profile().group.quorum)
    enough = f"{came} came; {profile().group.quorum} are needed for decisions."
    return {
        "lines": [(one.member.name, str(Presence(one.presence).label)) for one in rows],
        "interests": [
            (one.member.name, one.interest or "", state_of(one))
            for one in rows
            if one.declares == Declares.INTEREST
        ],
        "quorum": enough if quorum else quorum.reason,
        "is_quorate": bool(quorum),
    }


def next_words(meeting: Meeting) -> str:
    """The next date as a meeting that is closed says it."""
    if meeting.next_meeting:
        following = meeting.next_meeting
        return f"{long_date(following.starts_at)} at {clock_time(following.starts_at)}"
    return (
        f"No date yet: {NoNextDate(meeting.no_next_because).label.lower()}" if meeting.no_next_because else ""
    )


def meeting_links(meeting: Meeting) -> list[Link]:
    """What can be done now with a meeting, for whoever keeps it."""

    def link(text: str, name: str, *more: object) -> Link:
        return Link(text, reverse(f"governance:{name}", args=[meeting.id, *more]))

    is_past = meeting.starts_at <= clock.now()
    links = []
    if meeting.is_open:
        links += [
            link("Put on the standing items", "standing_put_on"),
            link("Add an item", "agenda_item_add"),
            link("Put on a role that was not looked at for a year", "role_put_on"),
            link("Tell members that the agenda is ready", "board_circulate", Sent.AGENDA.value),
        ]
        if is_past:
            links += [link("Say who came", "board_attendance"), link("Close this meeting", "board_close")]
        else:
            links.append(link("Change the time or place", "board_meeting_change"))
        links.append(link("It does not take place", "board_call_off"))
    elif meeting.closed_at:
        links.append(link("Tell members that the minutes are ready", "board_circulate", Sent.MINUTES.value))
    return links


def sent_rows(meeting: Meeting) -> list[list[str]]:
    """Who was sent what and when."""
    return [
        [one.member.name, str(Sent(one.what).label), short_date(one.at)]
        for one in access.circulated_of(meeting)
    ]


def raised_line(raised: RaisedItem, answer: RaisedAnswer | None, *, keeps: bool) -> dict[str, Any]:
    """What a member raised and what became of it; needs a reading of it, and of the meeting it went to."""
    return {
        "title": raised.title,
        "words": raised.words,
        "by": raised.member.name,
        "on": short_date(raised.at),
        "tag": _raised_tag(raised, answer),
        "reason": (answer.reason or "") if answer and (keeps or answer.is_shown) else "",
        "sent_back": raised.sent_back_because if raised.accepted is False else "",
        "meeting": Link(
            f"Meeting of {short_date(answer.item.meeting.starts_at)}",
            reverse("governance:board_meeting", args=[answer.item.meeting_id]),
        )
        if answer and answer.item
        else None,
        "url": reverse("governance:raised_answer", args=[raised.id])
        if keeps and (answer is None or answer.outcome == RaisedOutcome.DEFERRED or answer.accepted is False)
        else "",
    }


def recommendation_line(one: Recommendation, *, keeps: bool) -> dict[str, Any]:
    """What was recommended and what the trustees say; needs a reading of its meeting."""
    answer = getattr(one, "answer", None)
    is_read = answer is not None and (keeps or answer.is_shown)
    meeting = one.minute.item.meeting
    return {
        "words": one.words,
        "state": state_of(one),
        "meeting": Link(
            f"Meeting of {short_date(meeting.starts_at)}",
            reverse("governance:board_meeting", args=[meeting.id]),
        ),
        "answer": Row(
            "The trustees",
            f"{Answered(answer.answer).label}, {short_date(answer.answered_on)}",
        )
        if answer is not None and is_read
        else None,
        "said": (answer.words or "") if answer is not None and is_read else "",
        "answer_state": state_of(answer) if answer is not None and keeps else None,
        "url": reverse("governance:trustee_answer", args=[one.id])
        if keeps and meeting.closed_at and one.is_shown and (answer is None or not answer.is_shown)
        else "",
    }


def _raised_tag(raised: RaisedItem, answer: RaisedAnswer | None) -> Tag:
    if raised.accepted is False:
        return BACK
    if answer is None or answer.accepted is False:
        return Tag("Not answered yet", "yellow")
    outcome = RaisedOutcome(answer.outcome)
    return Tag(str(outcome.label), "grey" if outcome is RaisedOutcome.DEFERRED else "green")


def _minute(minute: Minute | None) -> dict[str, Any] | None:
    if minute is None:
        return None
    return {
        "words": minute.words,
        "decision": minute.decision,
        "role": BoardRole(minute.role).label,
        "state": state_of(minute),
        "sent_back": minute.sent_back_because if minute.accepted is False else "",
    }


def _under(
    meeting: Meeting, *, keeps: bool
) -> tuple[dict[Any, list[dict[str, Any]]], dict[Any, list[dict[str, Any]]]]:
    actions: dict[Any, list[dict[str, Any]]] = {}
    recommended: dict[Any, list[dict[str, Any]]] = {}
    is_final = meeting.closed_at is not None
    for one in (
        MeetingAction.objects.filter(minute__item__meeting=meeting)
        .select_related("minute", "minute__item", "done")
        .order_by("due_on", "at", "id")
    ):
        if keeps or (is_final and one.is_shown):
            actions.setdefault(one.minute.item_id, []).append(_action(one, keeps=keeps))
    for made in (
        Recommendation.objects.filter(minute__item__meeting=meeting)
        .select_related("minute", "minute__item")
        .order_by("at", "id")
    ):
        if keeps or (is_final and made.is_shown):
            recommended.setdefault(made.minute.item_id, []).append(
                {"words": made.words, "state": state_of(made)}
            )
    return actions, recommended


def _action(one: MeetingAction, *, keeps: bool) -> dict[str, Any]:
    done = getattr(one, "done", None)
    stands = f"done {short_date(done.done_on)}" if done else f"by {short_date(one.due_on)}"
    return {
        "line": f"{one.words} {one.owner}, {stands}",
        "state": state_of(one),
        "url": reverse("governance:meeting_action_done", args=[one.id]) if keeps and not done else "",
    }


def _item_links(item: AgendaItem, minute: Minute | None) -> list[Link]:
    def link(text: str, name: str) -> Link:
        return Link(text, reverse(f"governance:{name}", args=[item.id]), f"item {item.place}")

    if item.meeting.starts_at > clock.now():
        return [link("Take it off", "agenda_item_take_off")]
    if minute is None:
        return [link("Write its minute", "minute_write"), link("Take it off", "agenda_item_take_off")]
    return [
        link("Word its minute anew", "minute_write"),
        link("Something is to be done", "meeting_action_add"),
        link("Recommend something to the trustees", "recommendation_add"),
    ]
