"""Letters and mail to agencies: written under a permission, frozen, and let out only while it holds (L24, Y17)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.access import may_work_cases
from cases.actions.dates import owe_task, settle_task
from cases.actions.idempotency import one_at_a_time
from cases.choices import CaseStatus, TaskRule
from cases.models import Agency, Case, Person
from cases.rules import may_work_on
from consent import emails
from consent.access import cover_of
from consent.choices import Channel, Content, Told, Way
from consent.disclosures import Said, disclose, words_to_carry
from consent.models import Disclosure, Letter, LetterTask, SharingPermission
from consent.rules import holds
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.crypto.errors import Tampered
from sendiass.files import keeping
from sendiass.outbox import documents, moves, third_party
from sendiass.outbox.choices import CancelReason, State
from sendiass.outbox.choices import Channel as Carried
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A letter or mail as it is wanted: to whom at which agency, about whom, and the words on each kind of content."""

    agency: Agency
    about: Person
    to: Recipient
    way: Way
    contents: Mapping[Content, str]


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter as it would leave. `seen` is the same for the same words to the same address on the same day."""

    html: str
    text: str
    seen: str


def word_letter(*, by: User, case: Case, wanted: ToWrite, at: datetime) -> Worded:
    """The letter as it would leave now, with nothing written down: a reading of whom it is about."""
    body = third_party.preview(
        kind=emails.LETTER,
        to=wanted.to,
        context=_context(by, wanted),
        at=at,
        reference=case.reference,
    )
    to = [wanted.to.channel, wanted.to.name, wanted.to.address]
    return Worded(body["html"], body["text"], _fingerprint(json.dumps([to, body], sort_keys=True).encode()))


@transaction.atomic
def send_letter(*, by: User, case: Case, wanted: ToWrite, seen: str, once: UUID, at: datetime) -> Letter:
    """Disclose what the letter says and put it on its way: mail into the queue, paper on the worker's list to post.

    `seen` is what the worker looked at. The same `once` twice is one letter. Raises Refused where it says anything
    else by now, on a closed case, and where the family's permission does not cover it.
    """
    may_work_cases(by).require()
    one_at_a_time(once)
    earlier: Letter | None = Letter.objects.filter(disclosure__once=once, disclosure__recorded_by=by).first()
    if earlier:
        return earlier
    held: Case = Case.objects.select_for_update().get(pk=case.pk)
    may_work_on(CaseStatus(held.status)).require()
    worded = word_letter(by=by, case=case, wanted=wanted, at=at)
    if worded.seen != seen:
        refuse("The letter is no longer what you looked at. Look at it again.", "L24").require()
    is_paper = wanted.to.channel is Carried.POST
    disclosure = disclose(
        by=by,
        case=case,
        said=Said(
            agency=wanted.agency,
            about=wanted.about,
            way=wanted.way,
            channel=Channel.LETTER if is_paper else Channel.EMAIL,
            contents=wanted.contents,
            happened_at=at,
            told=Told.SAID,
            spoke_to=wanted.to.name,
        ),
        once=once,
        at=at,
    )
    message = third_party.send(
        disclosure=disclosure.id,
        kind=emails.LETTER,
        to=wanted.to,
        about=disclosure.key_subject,
        context=_context(by, wanted),
        by=by,
        at=at,
        reference=case.reference,
    )
    return _frozen(by, message, disclosure, wanted, worded)


def letter_pdf(letter: Letter) -> bytes:
    """The letter on paper, as it was frozen. Call it inside a reading of its case.

    Raises Tampered for anything that is not what was kept.
    """
    content = keeping.opened(file_id=letter.id, key=letter.file_key)
    if _fingerprint(content) != letter.fingerprint:
        raise Tampered(f"letter {letter.id} is not what was sent")
    return content


def still_covered(message: Message, at: datetime) -> CancelReason | None:
    """The gate of mail to agencies, asked when it leaves: why it may not, or None. Ending the permission waits for it."""
    permission: SharingPermission = (
        SharingPermission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("about")
        .get(disclosures=message.disclosure_id)
    )
    return None if holds(cover_of(permission), at=at) else CancelReason.PERMISSION_ENDED


@transaction.atomic
def post_letter(*, by: User, letter: Letter, at: datetime) -> State:
    """It was put into the post, if the permission still holds; otherwise it is stopped. Returns what it is now.

    Done again, it changes nothing.
    """
    may_work_cases(by).require()
    message = _held(letter)
    if message.state != State.WAITING:
        return State(message.state)
    if because := still_covered(message, at):
        moves.stop(message, because=because)
        _settle(by, letter, at)
        return State.CANCELLED
    moves.posted(message, by=by, at=at)
    _settle(by, letter, at)
    return State.POSTED


@transaction.atomic
def stop_letter(*, by: User, letter: Letter, because: CancelReason, at: datetime) -> None:
    """It does not go. Raises Refused once it has left."""
    may_work_cases(by).require()
    message = _held(letter)
    if message.state == State.CANCELLED:
        return
    moves.stop(message, because=because)
    _settle(by, letter, at)
    LetterTask.objects.create(letter=letter, case=letter.case, state=State.CANCELLED, told_at=at)


@transaction.atomic
def send_letter_again(*, by: User, letter: Letter, at: datetime) -> None:
    """Try a mail again that is stuck or may have been sent; its gate is asked again. Raises Refused for any other."""
    may_work_cases(by).require()
    moves.send_again(_held(letter), at=at)


@transaction.atomic
def letter_arrived(*, by: User, letter: Letter, at: datetime) -> None:
    """A mail that may have been sent did arrive. Raises Refused for any other."""
    may_work_cases(by).require()
    moves.arrived(_held(letter), at=at)


def _context(by: User, wanted: ToWrite) -> Mapping[str, object]:
    with reading(by=by, subjects=[wanted.about.key_subject], purpose="writing to an agency"):
        name = wanted.about.full_name or wanted.about.called
    return emails.letter(
        to=wanted.to.name,
        about=name,
        signed_by=by.name,
        carries=words_to_carry(wanted.way),
        contents=wanted.contents,
    )


def _frozen(by: User, message: Message, disclosure: Disclosure, wanted: ToWrite, worded: Worded) -> Letter:
    """Keep what was sent, and owe the posting of paper."""
    new, task, key = uuid4(), None, ""
    content = worded.text.encode()
    if wanted.to.channel is Carried.POST:
        content = documents.pdf(worded.html)
        key = keeping.keep(content, file_id=new)
        task = owe_task(
            by=by,
            case=disclosure.case,
            rule=TaskRule.POST_LETTER,
            words=f"Print and post the letter to {wanted.agency.name[:400]}",
            due_on=clock.day_of(disclosure.recorded_at),
            at=disclosure.recorded_at,
        )
    kept: Letter = Letter.objects.create(
        id=new,
        disclosure=disclosure,
        case=disclosure.case,
        message=message,
        task=task,
        file_key=key,
        fingerprint=_fingerprint(content),
    )
    return kept


def _held(letter: Letter) -> Message:
    message: Message = Message.objects.select_for_update().get(pk=letter.message_id)
    return message


def _settle(by: User, letter: Letter, at: datetime) -> None:
    if letter.task:
        settle_task(by=by, task=letter.task, at=at)


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
