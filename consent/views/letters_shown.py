"""What became of a letter to an agency, in words, and what there is to do with it. It changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.models import Case
from consent.access import cover_of
from consent.models import Disclosure, Letter
from consent.rules import holds
from sendiass.access import Decision, allow, refuse
from sendiass.outbox.choices import CancelReason, Channel, State
from sendiass.profiles.lists import label
from sendiass.ui.parts import Colour, Row, Tag
from sendiass.ui.words import clock_time, long_date

COLOURS: dict[State, Colour] = {
    State.WAITING: "yellow",
    State.BEING_SENT: "yellow",
    State.SENT: "green",
    State.POSTED: "green",
    State.UNSURE: "orange",
    State.STUCK: "red",
    State.RETURNED: "red",
    State.CANCELLED: "grey",
}
FATES = {
    State.WAITING: "Waiting to be sent",
    State.BEING_SENT: "Being sent",
    State.SENT: "Sent",
    State.POSTED: "Posted",
    State.UNSURE: "May not have left",
    State.STUCK: "Stuck: it has not left",
    State.RETURNED: "Came back: it did not reach them",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A button beside a letter: where it sends, and what it says."""

    url: str
    text: str


def fate_of(disclosure: Disclosure) -> str:
    """What became of the letter that this was; empty for what was spoken. Asked of `with_their_letters` alone."""
    if disclosure.letter_state is None:
        return ""
    return _fate(State(disclosure.letter_state), disclosure.letter_stopped_because or "")


def rows_of(letter: Letter) -> list[Row]:
    """What is known of a letter: a reading of its case and of whom it is about."""
    message, disclosure = letter.message, letter.disclosure
    state = State(message.state)
    at = message.sent_at or message.created_at
    return [
        Row("State", tag=Tag(_fate(state, message.cancelled_because), COLOURS[state])),
        Row(
            "Posted" if state is State.POSTED else "Sent" if message.sent_at else "Written",
            f"{long_date(at)} at {clock_time(at)}",
        ),
        Row("To", message.recipient_name),
        Row("Agency", disclosure.agency.name),
        Row("Address", ", ".join(message.recipient_address.splitlines())),
        Row("About", disclosure.about.full_name or disclosure.about.called),
    ]


def may_be_printed(letter: Letter, *, at: datetime) -> Decision:
    """Whether its paper may be opened: what was posted, and what waits while the family's permission holds."""
    state = State(letter.message.state)
    if letter.message.channel != Channel.POST:
        return refuse("This went by email. It has no paper.", "L24")
    if state is State.CANCELLED:
        return refuse("This letter was stopped, so it is not printed.", "L24")
    if state is State.WAITING and not holds(cover_of(letter.disclosure.permission), at=at):
        return refuse("The family's permission ended, so this letter may not go and is not printed.", "L24")
    return allow("L24")


def deeds_of(letter: Letter, case: Case) -> tuple[Deed, ...]:
    """What can be done with it by one press."""
    to = [case.reference, letter.id]
    state = State(letter.message.state)
    again = Deed(reverse("consent:letter_again", args=to), "Send it again")
    came = Deed(reverse("consent:letter_came", args=to), "It did arrive")
    posted = Deed(reverse("consent:letter_post", args=to), "Mark as posted")
    if letter.message.channel == Channel.POST:
        return (posted,) if state is State.WAITING else ()
    return {State.STUCK: (again,), State.UNSURE: (came, again)}.get(state, ())


def may_be_stopped(letter: Letter) -> bool:
    """Whether it can still be kept from going."""
    return State(letter.message.state) in (State.WAITING, State.STUCK, State.UNSURE)


def _fate(state: State, because: str) -> str:
    if state is State.CANCELLED:
        why = str(label(CancelReason(because)))
        return f"Not sent: {why[0].lower()}{why[1:]}"
    return FATES[state]
