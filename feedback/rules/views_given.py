"""What is decided about feedback on paper: plain values in, a decision out."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sendiass.access import Decision, allow, refuse

VIEWS_FORMAT = "sendiass-views-1"
"""Stands before all that is hashed, so that a fingerprint of views is one of nothing else."""

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none is taken for another, so five bits each survive being written down."""

SECRET_LENGTH, CHECK_LENGTH = 16, 12
LONGEST_VIEW = 20_000
"""Characters of one view."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What belongs to one receipt code of a view: `salt` hides a short view behind its fingerprint.

    `proof` is what whoever withdraws the view shows, and `digest` the fingerprint of that, which is all that is kept.
    """

    secret: str
    salt: str

    @property
    def proof(self) -> str:
        """What nobody can make without the code."""
        return fingerprint("withdraw", self.secret)

    @property
    def digest(self) -> str:
        """By which the view is found."""
        return receipt_of(self.proof)

    def code(self, view: str) -> str:
        """The code to keep. Its end is made of the view's fingerprint, so that it fits no other words."""
        return self.secret + check_part(view)


def fingerprint(kind: str, *parts: str) -> str:
    """SHA-256 over what kind of thing it is and its parts, each after its length in eight bytes."""
    said = hashlib.sha256()
    for part in (f"{VIEWS_FORMAT}/{kind}", *parts):
        raw = part.encode()
        said.update(len(raw).to_bytes(8, "big") + raw)
    return said.hexdigest()


def fingerprint_of_view(*, exercise: UUID, language: str, words: str, salt: str) -> str:
    """What a view is known by, from its entry on."""
    return fingerprint("view", str(exercise), language, words, salt)


def receipt_of(proof: str) -> str:
    """What is kept of a receipt."""
    return fingerprint("receipt", proof)


def receipt_for(once: UUID) -> Receipt:
    """The receipt of a form that is sent: the same for the same form sent twice. `once` itself is kept nowhere."""
    raw = bytes.fromhex(fingerprint("code", str(once)))[: SECRET_LENGTH * 5 // 8]
    crockford = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", CODE_LETTERS)
    return Receipt(base64.b32encode(raw).decode().translate(crockford), fingerprint("salt", str(once)))


def check_part(digest: str) -> str:
    """The end of a receipt code, made of the fingerprint of what was sent."""
    number = int(digest[: CHECK_LENGTH * 5 // 4], 16)
    return "".join(CODE_LETTERS[number >> 5 * place & 31] for place in reversed(range(CHECK_LENGTH)))


def may_give_view(*, is_open: bool, words: str) -> Decision:
    """Whether a view can be taken: the exercise is open, and something is said."""
    if not is_open:
        return refuse("This question is not open for answers.", "L29")
    if not words.strip():
        return refuse("Write something before you send it.", "L29")
    if len(words) > LONGEST_VIEW:
        return refuse(f"This is too long. It can have {LONGEST_VIEW:,} characters.", "L29")
    return allow("L29")


def may_ask_from_to(opens_on: date, closes_on: date) -> Decision:
    """Whether an exercise can run from one day to the other."""
    if closes_on < opens_on:
        return refuse("The last day is before the first.", "dates-make-sense")
    return allow("L29")


def may_reword_exercise(*, is_opened: bool) -> Decision:
    """Only while nobody can have answered."""
    if is_opened:
        return refuse("This question was opened to families. It stays as they were asked.", "L29")
    return allow("L29")


def may_open_exercise(*, is_opened: bool, closes_on: date, on: date) -> Decision:
    """Once, and not after its last day."""
    if is_opened:
        return refuse("This question has been opened already.", "L29")
    if closes_on < on:
        return refuse("Its last day has passed. Prepare the question anew.", "dates-make-sense")
    return allow("L29")


def may_close_exercise(*, is_opened: bool, is_closed: bool) -> Decision:
    """Once, after it was opened."""
    if not is_opened:
        return refuse("This question has not been opened yet.", "L29")
    if is_closed:
        return refuse("This question has been closed already.", "L29")
    return allow("L29")


def may_hand_over(*, count: int, expected: int, number: int) -> Decision:
    """Whether there is something to hand over, and nobody else did it meanwhile."""
    if not count:
        return refuse("There are no views yet.", "L29")
    if expected != number:
        return refuse("Somebody handed over views meanwhile. Look at this page again.", "L29")
    return allow("L29")
