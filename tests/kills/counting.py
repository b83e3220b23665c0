"""What people were told, what was found afterwards, and every way in which the two may disagree: plain values alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

A_PERSON_SEES_IT = frozenset({"stuck", "unsure"})  # Settings, "Messages that need you"


@dataclass
class Told:
    """What the people at their screens tried and what was acknowledged to them."""

    tried: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    drafts: dict[str, str] = field(default_factory=dict)
    """Form → the words of the draft that was acknowledged last and that nothing has been sent of since."""
    addresses: list[str] = field(default_factory=list)
    """Addresses whose saving was acknowledged, upon which the service writes to them."""
    letters: list[str] = field(default_factory=list)
    """Addresses of schools that were told something: each letter was looked over, and its sending acknowledged."""


@dataclass(frozen=True)
class Post:
    """A message as the outbox has it."""

    message_id: str
    state: str
    address: str


@dataclass(frozen=True)
class Asked:
    """A person who was to be asked when a case closed: their invitations, and the questionnaires written for these."""

    person: str
    invitations: Sequence[str]
    """What each is: "sent", or "not_sent" with its reason on record."""
    written: int


@dataclass(frozen=True)
class Found:
    """What lay in the data base, and what had arrived at the mail server (a Message-ID for each arrival)."""

    notes: Sequence[str]
    drafts: Mapping[str, str]
    posts: Sequence[Post]
    arrived: Sequence[str]
    asked: Sequence[Asked] = ()


def disagreements(told: Told, found: Found) -> list[str]:
    """Everything that was lost, doubled or torn; empty where all is well."""
    return [*_of_notes(told, found), *_of_drafts(told, found), *_of_mail(told, found), *_of_asked(found)]


def _of_notes(told: Told, found: Found) -> Iterator[str]:
    there = Counter(found.notes)
    yield from (f"lost: {note}" for note in told.saved if not there[note])
    yield from (f"there {count} times: {note}" for note, count in there.items() if count > 1)
    yield from (f"nobody wrote: {note}" for note in there if note not in set(told.tried))


def _of_drafts(told: Told, found: Found) -> Iterator[str]:
    for form in sorted({*told.drafts, *found.drafts}):
        kept, is_there = told.drafts.get(form), found.drafts.get(form)
        if kept != is_there:
            yield f"the draft of {form} should be {kept!r} and is {is_there!r}"


def _of_mail(told: Told, found: Found) -> Iterator[str]:
    arrived = Counter(found.arrived)
    written = Counter(post.address for post in found.posts)
    wanted = (*told.addresses, *told.letters)
    yield from (f"no message was written to {one}" for one in wanted if not written[one])
    yield from (f"{count} messages were written to {one}" for one, count in written.items() if count > 1)
    yield from (f"{one} arrived {count} times" for one, count in arrived.items() if count > 1)
    yield from (f"{one} arrived and was never written" for one in arrived if one not in _ids(found))
    for post in found.posts:
        came = arrived[post.message_id]
        if post.state == "sent" and not came:
            yield f"{post.message_id} is said to have left and never arrived"
        elif post.state == "stuck" and came:
            yield f"{post.message_id} is said not to have left and arrived"
        elif post.state != "sent" and post.state not in A_PERSON_SEES_IT:
            yield f"{post.message_id} is {post.state}, and nobody is told"


def _of_asked(found: Found) -> Iterator[str]:
    for one in found.asked:
        number, due = len(one.invitations), list(one.invitations).count("sent")
        if number != 1:
            yield f"a closing led to {number} invitations of {one.person}"
        if one.written != due:
            yield f"{one.written} questionnaires were written to {one.person}, and {due} were to be"


def _ids(found: Found) -> set[str]:
    return {post.message_id for post in found.posts}
