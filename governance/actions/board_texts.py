"""Screening of all that is written for the board, and the manager's word on what waits (L12, docs/decisions/0025)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from consent.actions.liaison import SURE
from consent.screening import Screened, screen
from governance.access.board import may_review_board_texts
from governance.access.meetings import open_waiting
from governance.models import BoardText
from governance.rules.meetings import NO_CASES
from sendiass import clock
from sendiass.access import Decision, Refused, allow, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "item": ("title", "words"),
        "raised": ("title", "words"),
        "answer": ("reason",),
        "attendance": ("interest",),
        "minute": ("words", "decision"),
        "action": ("words",),
        "recommendation": ("words",),
        "trustees": ("words",),
    }
)
"""Which fields of each kind of text hold words."""
OPENING = refuse("The names to screen it for are still being opened. Try again in a minute.", NO_CASES)


class NamesSomeone(Refused):
    """A text points at people the worker may see; `screened` says where. It is not kept."""

    def __init__(self, screened: Screened) -> None:
        super().__init__(
            refuse("No family’s case is talked about here. Take out what could say who someone is.", NO_CASES)
        )
        self.screened = screened


def has_to_wait(by: User, texts: Mapping[str, str | None], *, at: datetime) -> bool:
    """Whether what somebody wrote waits for a manager. What has no words names nobody.

    Raises NamesSomeone where it points at people they may see, and Refused while it cannot be screened for a manager.
    """
    said = {part: words for part, words in texts.items() if words}
    if not said:
        return False
    screened = screen(by=by, texts=said, on=clock.day_of(at))
    if screened.marked:
        raise NamesSomeone(screened)
    if screened.held and may_review_board_texts(by):
        OPENING.require()
    return screened.held


def texts_of(kind: str, text: BoardText) -> dict[str, str]:
    """Every word of a text, by its part; needs a reading of it."""
    return {part: words for part in WORDS[kind] if (words := getattr(text, part))}


@transaction.atomic
def review_text(
    *, by: User, kind: str, text: BoardText, accepted: bool, reason: str = "", at: datetime
) -> None:
    """Let a text that waits go before the board, or send it back to its writer with a reason.

    What may be a name is the manager's to judge. Raises Refused for letting in what says by itself who someone is.
    """
    may_review_board_texts(by).require()
    one_at_a_time(text.pk)
    text = open_waiting(by=by, kind=kind, text_id=text.pk)
    if text.by_id == by.pk:
        refuse("You wrote this yourself. Somebody else looks at it.", NO_CASES).require()
    if not accepted and not reason.strip():
        refuse("Say what has to change.", "review-reason").require()
    if accepted:
        _may_be_let_in(by, kind, text, at=at).require()
    text.accepted, text.reviewed_at, text.reviewed_by = accepted, at, by
    text.sent_back_because = "" if accepted else reason
    text.save(update_fields=["accepted", "reviewed_at", "reviewed_by", "sent_back_because"])


def _may_be_let_in(by: User, kind: str, text: BoardText, *, at: datetime) -> Decision:
    with reading(by=by, subjects=[text.key_subject], purpose="screening a text for the board"):
        screened = screen(by=by, texts=texts_of(kind, text), on=clock.day_of(at))
    if screened.held:
        return OPENING
    for one in screened.marked:
        if one.kind in SURE:
            return refuse(f"Something in it {one.kind.value}. Send it back to be taken out.", NO_CASES)
    return allow(NO_CASES)
