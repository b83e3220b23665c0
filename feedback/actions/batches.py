"""Opening the mailbox of a period, putting anonymous answers in, and letting them out together (L30, SECURITY 6).

Nobody acts here but the service itself: an answer has no author, no time and no place.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from feedback.choices import AnswerGiven, BatchState
from feedback.deadlines import period_of
from feedback.models import AnonymousAnswer, Batch, ContactRequest, Question, Questionnaire, ShutAnswer
from feedback.querysets import BatchQuerySet, asked_in
from feedback.rules import Fate, fate_of, most_answers
from sendiass.audit import ServicePrincipal
from sendiass.audit.actors import serving
from sendiass.crypto.errors import KeyUnavailable, Tampered
from sendiass.crypto.mailboxes import OpenBox, destroy_key, holds_keys, make_box, put_in
from sendiass.profiles import profile

KEYS_MAY_BE_AWAY = timedelta(days=7)
"""How long after its period a batch waits for a folder of keys that is not there at all."""
logger = logging.getLogger(__name__)
QUESTIONNAIRES = ServicePrincipal("questionnaires")
CODE_LETTERS, CODE_LENGTH = "23456789abcdefghjkmnpqrstuvwxyz", 8
MOST_WORDS = 1_000


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said to one question: a choice, words, or both."""

    given: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """Who somebody says they are, how to reach them, and about what: only if they want to be known."""

    name: str = ""
    contact: str = ""
    about: str = ""

    @property
    def is_said(self) -> bool:
        """Whether there is anybody to be known."""
        return bool(self.name.strip() or self.contact.strip())


MOST_NAMED, MOST_ABOUT = 200, 500
NOBODY = Who()
WHO = "who"
Sheet = Mapping[int, Answered]
"""Answers by the numbers of their questions."""


class MailboxFull(Exception):
    """So much has come that no more is taken in."""


def open_batches(*, on: date) -> int:
    """Open a batch of the current period for each questionnaire in use; how many. A sweep.

    While an earlier version still takes answers the new one waits: two at once would part them, and both could have too
    few to be read.
    """
    with serving(QUESTIONNAIRES):
        in_use = Questionnaire.objects.in_use().order_by("pk")
        return sum(_open(questionnaire, on=on) for questionnaire in in_use)


def find_open(code: str) -> Batch | None:
    """The batch with this code into which answers still come."""
    found: Batch | None = Batch.objects.open().filter(code=code).select_related("questionnaire").first()
    return found


def put_answer(*, batch: Batch, sheet: Sheet, once: UUID, who: Who = NOBODY) -> None:
    """Put what somebody answered into the mailbox; sent again under the same `once`, it is in it once.

    A sheet on which nothing was answered is not put in. `who` is for somebody who wants to be known. Raises MailboxFull.
    """
    said = {number: one for number, one in sheet.items() if one.given or one.words.strip()}
    if not said and not who.is_said:
        return
    content = put_in(_packed(said, who), public_key=bytes(batch.public_key))
    with serving(QUESTIONNAIRES), transaction.atomic():
        if ShutAnswer.objects.filter(batch=batch).count() >= most_answers(asked_in([batch])[batch.id]):
            raise MailboxFull
        ShutAnswer.objects.bulk_create(
            [ShutAnswer(id=once, batch=batch, content=content)], ignore_conflicts=True
        )


def settle_batches(*, on: date) -> int:
    """Let out, roll over or give up each batch whose period has ended; how many were settled. A sweep.

    The key of a settled batch is destroyed once what it opened is committed; a process killed between the two leaves
    the key to the next sweep. A mailbox whose key was lost, as after a restore, is given up: nobody can ever read it, and
    while it stood open nobody would be asked any more. Where no key at all is there the folder may be away and not lost:
    its batches wait for a week, and the log says so each time.
    """
    with serving(QUESTIONNAIRES):
        settled = 0
        for batch in Batch.objects.open().over(on).order_by("pk"):
            settled += _settled_or_lost(batch.pk, on=on)
        for batch in Batch.objects.settled():
            destroy_key(batch.pk)
        return settled


def fits(said: Answered, question: Question | None) -> bool:
    """Whether this is an answer to that question as our page can send it."""
    if question is None or not (isinstance(said.given, str) and isinstance(said.words, str)):
        return False
    may_choose = said.given == "" or (bool(question.scale) and said.given in AnswerGiven.values)
    may_say = said.words == "" or (bool(question.asks_for_words) and len(said.words) <= MOST_WORDS)
    return may_choose and may_say and "\0" not in said.words


def is_who(said: Who) -> bool:
    """Whether somebody says who they are as our page can send it."""
    texts = (said.name, said.contact, said.about)
    return (
        all(isinstance(one, str) and "\0" not in one for one in texts)
        and max(len(said.name), len(said.contact)) <= MOST_NAMED
        and len(said.about) <= MOST_ABOUT
    )


@transaction.atomic
def _open(questionnaire: Questionnaire, *, on: date) -> bool:
    held: Questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if held.retired_at is not None or _batches_of_any_version(held).open().exists():
        return False
    months, box = profile().questionnaires.months, uuid4()
    from_on = max(period_of(on, months=months).from_on, _day_after_the_last(held))
    Batch.objects.create(
        id=box,
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        questionnaire=held,
        from_on=from_on,
        until_on=period_of(from_on, months=months).until_on,
        public_key=make_box(box),
    )
    return True


def _day_after_the_last(questionnaire: Questionnaire) -> date:
    last: Batch | None = _batches_of_any_version(questionnaire).order_by("-until_on").first()
    return last.until_on + timedelta(days=1) if last else date.min


def _batches_of_any_version(questionnaire: Questionnaire) -> BatchQuerySet:
    found: BatchQuerySet = Batch.objects.filter(
        questionnaire__audience=questionnaire.audience, questionnaire__is_short=questionnaire.is_short
    )
    return found


def _settled_or_lost(key: UUID, *, on: date) -> bool:
    try:
        return _settle(key, on=on)
    except KeyUnavailable:
        return _give_up_unreadable(key, on=on)


@transaction.atomic
def _settle(key: UUID, *, on: date) -> bool:
    batch: Batch = Batch.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=key)
    service = profile().questionnaires
    is_over = batch.state == BatchState.OPEN and batch.until_on < on
    fate = fate_of(
        answered=_answered(batch, least=service.least_answers) if is_over else 0,
        rolled=batch.rolled,
        is_over=is_over,
        least=service.least_answers,
        most_rolls=service.most_rolls,
    )
    if fate is Fate.ROLLS_OVER:
        batch.until_on = period_of(on, months=service.months).until_on
        batch.rolled += 1
        batch.save(update_fields=["until_on", "rolled"])
    elif fate is Fate.IS_RELEASED:
        _release(batch, on=on)
    elif fate is Fate.IS_GIVEN_UP:
        _give_up(batch, on=on)
    return fate in (Fate.IS_RELEASED, Fate.IS_GIVEN_UP)


def _answered(batch: Batch, *, least: int) -> int:
    """How many sheets answer something: nobody is hidden among boxes that cannot be read, and sheets that say only who.

    The mailbox is opened only where enough lie in it; they are counted, and stay shut in it.
    """
    shut = ShutAnswer.objects.filter(batch=batch)
    number: int = shut.count()
    if number < least:
        return number
    box, questions = OpenBox(batch.pk), _questions(batch)
    contents = shut.order_by("id").values_list("content", flat=True).iterator(chunk_size=100)
    read = (_unpacked(box, bytes(content), questions) for content in contents)
    return sum(one is not None and bool(one[0]) for one in read)


def _release(batch: Batch, *, on: date) -> None:
    box, questions = OpenBox(batch.pk), _questions(batch)
    taken = _taken_out(batch)
    read = [one for content in taken if (one := _unpacked(box, content, questions)) is not None]
    for answer in _in_their_own_order(batch, box, [sheet for sheet, _ in read], questions):
        answer.save(force_insert=True)
    _let_out_those_to_be_known(batch, box, [who for _, who in read])
    _end(batch, BatchState.RELEASED, received=len(taken), unreadable=len(taken) - len(read), on=on)


def _give_up(batch: Batch, *, on: date) -> None:
    """Destroy what too few answered, unread; only those who asked to be known are known."""
    taken = _taken_out(batch)
    if not taken:
        _end(batch, BatchState.GIVEN_UP, received=0, unreadable=0, on=on)
        return
    box, questions = OpenBox(batch.pk), _questions(batch)
    read = [one for content in taken if (one := _unpacked(box, content, questions)) is not None]
    _let_out_those_to_be_known(batch, box, [who for _, who in read])
    _end(batch, BatchState.GIVEN_UP, received=len(taken), unreadable=0, on=on)


@transaction.atomic
def _give_up_unreadable(key: UUID, *, on: date) -> bool:
    """End a batch whose key is lost. All that came is counted as unreadable, by which the manager sees what happened."""
    batch: Batch = Batch.objects.select_for_update(of=("self",)).get(pk=key)
    if batch.state != BatchState.OPEN:
        return False
    if not holds_keys() and on <= batch.until_on + KEYS_MAY_BE_AWAY:
        logger.error("no key of any mailbox is there: is their folder mounted? Batch %s waits", key)
        return False
    lost = len(_taken_out(batch))
    _end(batch, BatchState.GIVEN_UP, received=lost, unreadable=lost, on=on)
    return True


def _let_out_those_to_be_known(batch: Batch, box: OpenBox, people: Iterable[Who]) -> None:
    """Each by itself, apart from every answer, in an order that follows from what they say alone."""
    counted = Counter(one for one in people if one.is_said)
    placed = [
        (box.order_of(json.dumps([WHO, one.name, one.contact, one.about, again]).encode()), one)
        for one, times in counted.items()
        for again in range(times)
    ]
    for place, one in sorted(placed, key=lambda each: each[0]):
        ContactRequest(
            id=UUID(bytes=place[:16], version=4),
            batch=batch,
            name=one.name,
            contact=one.contact,
            about=one.about,
        ).save(force_insert=True)


def _end(batch: Batch, state: BatchState, *, received: int, unreadable: int, on: date) -> None:
    batch.state, batch.received, batch.unreadable, batch.settled_on = state, received, unreadable, on
    batch.save(update_fields=["state", "received", "unreadable", "settled_on"])


def _taken_out(batch: Batch) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT feedback_take_from_mailbox(%s)", [batch.pk])
        return [bytes(content) for (content,) in cursor.fetchall()]


def _questions(batch: Batch) -> dict[int, Question]:
    return {one.number: one for one in Question.objects.filter(questionnaire=batch.questionnaire)}


def _in_their_own_order(
    batch: Batch, box: OpenBox, sheets: Iterable[Sheet], questions: Mapping[int, Question]
) -> list[AnonymousAnswer]:
    """Every answer by itself, apart from the others of its sheet, in an order that follows from what they say alone."""
    said = Counter((number, one) for sheet in sheets for number, one in sheet.items())
    placed: list[tuple[bytes, AnonymousAnswer]] = []
    for (number, one), times in said.items():
        for again in range(times):
            place = box.order_of(json.dumps([number, one.given, one.words, again]).encode())
            answer = AnonymousAnswer(
                id=UUID(bytes=place[:16], version=4),
                batch=batch,
                question=questions[number],
                given=one.given,
                words=one.words,
                is_worded=bool(one.words.strip()),
            )
            placed.append((place, answer))
    return [answer for _, answer in sorted(placed, key=lambda one: one[0])]


def _packed(sheet: Sheet, who: Who) -> bytes:
    told: dict[str, list[str]] = {
        str(number): [one.given, one.words] for number, one in sorted(sheet.items())
    }
    if who.is_said:
        told[WHO] = [who.name, who.contact, who.about]
    return json.dumps(told, ensure_ascii=False).encode()


def _unpacked(box: OpenBox, content: bytes, questions: Mapping[int, Question]) -> tuple[Sheet, Who] | None:
    """What was put in; None for what our page does not send, since anybody can seal for a public key."""
    try:
        told = json.loads(box.take_out(content))
        who = Who(*told.pop(WHO, ()))
        sheet = {int(number): Answered(*said) for number, said in told.items()}
    except (Tampered, ValueError, TypeError, AttributeError):
        return None
    is_ours = is_who(who) and all(fits(one, questions.get(number)) for number, one in sheet.items())
    return (sheet, who) if is_ours else None
