"""Plays what families say: a year of questionnaires, comments and complaints, views for the authority, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from cases.models import Agency
from feedback.actions.batches import Answered, open_batches, put_answer, settle_batches
from feedback.actions.comments import Said, Settled, send_comment, settle_comment, write_down_comment
from feedback.actions.complaints import Step, TakenOn, take_on_complaint, take_step
from feedback.actions.views_given import Answered as View
from feedback.actions.views_given import give_view, open_to_families, prepare_exercise
from feedback.actions.words_read import read_words
from feedback.actions.you_said import SaidWords, start_item, take_said_step
from feedback.choices import (
    Audience,
    CameBy,
    CommentKind,
    ComplaintStep,
    DecidedBy,
    HowAnswered,
    Learning,
    Outcome,
    SaidIn,
    SaidStep,
    Settling,
    WordsVerdict,
)
from feedback.deadlines import period_of
from feedback.models import AnonymousAnswer, Batch, Comment, Question, SaidItem
from feedback.releases import hand_over, next_release
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.profiles import profile

PERIODS_BACK = 4
SENT = {Audience.PARENT_CARER: (14, 17, 12, 19), Audience.TEAM: (6, 5, 6, 6)}
"""How many answered, in each period from the first; nobody else did."""
GIVEN = {0: 1, 1: 1, 2: 3, 3: 7, 4: 9}
WROTE = {
    Audience.PARENT_CARER: (
        "They listened, and told me what the law says and not what to do.",
        "I had to wait nearly two weeks for the first call.",
        "She came to the meeting with me. I would not have gone alone.",
        "Too many long words in the email.",
        "My neighbour works at the same school and I was afraid she would hear of it.",
        "I know now whom I can ask.",
    ),
    Audience.TEAM: ("We need more time to write up what we did.", "Supervision helped."),
}
WITHHELD = "My neighbour"


@dataclass(frozen=True, slots=True)
class Tellers:
    """Those who see to what families say."""

    manager: User
    administrator: User
    caseworker: User


def hear(tellers: Tellers, *, chance: Random, once: Callable[[], UUID], at: datetime) -> None:
    """Everything, as it lies on the day the demonstration is made."""
    _ask_by_questionnaire(tellers, chance=chance, once=once, at=at)
    comment = _comment(tellers, once=once, at=at)
    _complain(tellers, once=once, at=at)
    _ask_for_views(tellers, once=once, at=at)
    _say_what_came_of_it(tellers, comment, once=once, at=at)


def _ask_by_questionnaire(
    tellers: Tellers, *, chance: Random, once: Callable[[], UUID], at: datetime
) -> None:
    today = clock.day_of(at)
    for place, on in enumerate(_periods_before(today)):
        open_batches(on=on)
        for audience, sent in SENT.items():
            batch = Batch.objects.open().get(questionnaire__audience=audience, questionnaire__is_short=False)
            questions = list(Question.objects.filter(questionnaire=batch.questionnaire).order_by("number"))
            for number in range(sent[place]):
                sheet = {one.number: _answer(one, audience, number + 7 * place, chance) for one in questions}
                put_answer(batch=batch, sheet=sheet, once=once())
        settle_batches(on=period_of(on, months=profile().questionnaires.months).until_on + timedelta(days=1))
    open_batches(on=today)
    _read_first(tellers.manager, at=at)


def _periods_before(today: date) -> list[date]:
    """A day in each of the last periods, the first one first."""
    months, found = profile().questionnaires.months, []
    day = today
    for _ in range(PERIODS_BACK):
        day = period_of(day, months=months).from_on - timedelta(days=1)
        found.append(day)
    return found[::-1]


def _answer(question: Question, audience: Audience, number: int, chance: Random) -> Answered:
    wrote = WROTE[audience]
    says = question.asks_for_words and (number + question.number) % 8 == 0
    words = wrote[(number // 2 + question.number) % len(wrote)] if says else ""
    if not question.scale:
        return Answered("", words)
    return Answered(str(chance.choices(list(GIVEN), list(GIVEN.values()))[0]), words)


def _read_first(manager: User, *, at: datetime) -> None:
    """Everything has been read but what came out last."""
    newest = Batch.objects.released().order_by("-until_on").values_list("until_on", flat=True)[0]
    for answer in AnonymousAnswer.objects.in_words().exclude(batch__until_on=newest).select_related("batch"):
        with reading(by=manager, subjects=[answer.key_subject], purpose="demonstration"):
            is_plain = not answer.words.startswith(WITHHELD)
        read_words(
            by=manager,
            answer=answer,
            verdict=WordsVerdict.STAND if is_plain else WordsVerdict.WITHHELD,
            reason="" if is_plain else "Says near whom the family lives.",
            at=at,
        )


def _comment(tellers: Tellers, *, once: Callable[[], UUID], at: datetime) -> Comment:
    """One is answered, one waits, and one praises."""
    first = send_comment(
        said=Said(CommentKind.COMMENT, "Nobody answers the phone before nine, when we are at work."),
        once=once(),
        at=at,
    )
    settle_comment(
        by=tellers.administrator,
        comment=first,
        settled=Settled(Settling.NOTED, "Goes to the team: others say the same.", None, None),
        at=at,
    )
    for kind, words in (
        (CommentKind.COMPLIMENT, "Thank you for explaining it twice."),
        (CommentKind.COMMENT, "Could your letters be shorter?"),
    ):
        send_comment(said=Said(kind, words), once=once(), at=at)
    return first


def _complain(tellers: Tellers, *, once: Callable[[], UUID], at: datetime) -> None:
    """One is closed with what was learned, one is looked into, and one about personal data is new."""
    for words, steps in (
        ("I was promised a call on Monday, and it came on Thursday.", _ALL_STEPS),
        ("I was told the wrong day for the meeting.", _ALL_STEPS[:2]),
    ):
        said = Said(CommentKind.COMPLAINT, words, phone="07700 900321")
        comment = write_down_comment(
            by=tellers.caseworker,
            said=said,
            came_by=CameBy.PHONE,
            received_on=clock.day_of(at) - timedelta(days=2),
            once=once(),
            at=at,
        )
        take_on_complaint(by=tellers.manager, comment=comment, taken=TakenOn(tellers.manager), at=at)
        for step in steps:
            take_step(by=tellers.manager, comment=comment, step=_told(step, at), once=once(), at=at)
    letter = Said(CommentKind.DATA_COMPLAINT, "A letter for me lay open in the hall of the office.")
    send_comment(said=letter, once=once(), at=at)


_ALL_STEPS = (
    Step(ComplaintStep.ACKNOWLEDGED, "We have it, and the manager looks into it.", how=HowAnswered.PHONE),
    Step(ComplaintStep.LOOKED_INTO, "The diary of that week, and hearing both."),
    Step(
        ComplaintStep.DECIDED,
        "The message was not passed on. We said sorry.",
        Outcome.UPHELD,
        HowAnswered.PHONE,
    ),
    Step(ComplaintStep.CLOSED, "Messages go into one book from now on.", Learning.CHANGES),
)


def _told(step: Step, at: datetime) -> Step:
    on = clock.day_of(at) if step.how else None
    return Step(step.kind, step.words, step.outcome, step.how, on, step.worker)


def _ask_for_views(tellers: Tellers, *, once: Callable[[], UUID], at: datetime) -> None:
    """One question of the authority is open, one was handed over, and one is prepared."""
    authority = Agency.objects.in_use().filter(is_local_authority=True).order_by("name")[0]
    today = clock.day_of(at)
    asked = [
        prepare_exercise(
            by=tellers.administrator,
            agency=authority,
            question=question,
            opens_on=today,
            closes_on=today + timedelta(days=days),
            at=at,
        )
        for question, days in (
            ("How was the last review of your child’s plan?", 10),
            ("What should the local offer’s website tell you that it does not?", 40),
            ("What would help when a young person leaves school?", 90),
        )
    ]
    for exercise, views in zip(asked, (_OF_REVIEWS, _OF_THE_WEBSITE), strict=False):
        open_to_families(by=tellers.manager, exercise=exercise, at=at)
        for words in views:
            give_view(exercise=exercise, answered=View(words), once=once(), at=at)
    hand_over(
        by=tellers.manager,
        exercise=asked[0],
        note="As they came.",
        expected=next_release(asked[0]).number,
        at=at,
    )


_OF_REVIEWS = (
    "Nobody had read the reports before the meeting.",
    "It was the first time that my son was asked.",
    "The plan came eleven weeks late and nobody rang to say so.",
)
_OF_THE_WEBSITE = (
    "Who to ring when the bus does not come.",
    "Which schools have room, not only which there are.",
)


def _say_what_came_of_it(
    tellers: Tellers, comment: Comment, *, once: Callable[[], UUID], at: datetime
) -> None:
    """Two stand on the public page, one waits for its second reader, and one to be decided."""
    on = clock.day_of(at)
    decided = SaidWords(SaidStep.WILL_CHANGE, "The phone is answered from eight.", on, DecidedBy.MANAGER)
    changed = SaidWords(SaidStep.CHANGED, "Somebody answers the phone from eight on every working day.", on)
    stays = SaidWords(
        SaidStep.STAYS,
        "We cannot decide about places in schools. We told the council what families say.",
        on,
        DecidedBy.TEAM,
    )
    shorter = SaidWords(SaidStep.WILL_CHANGE, "Each letter is to fit one page.", on, DecidedBy.TEAM)
    for words, steps, is_published in (
        ("You could not reach us by phone before work.", (decided, changed), True),
        ("It takes too long to find out which schools have room.", (stays,), True),
        ("Our letters are too long.", (shorter,), False),
    ):
        heard = comment if steps[0] is decided else None
        item = start_item(
            by=tellers.manager,
            words=words,
            came_from=SaidIn.COMMENT if heard else SaidIn.ELSEWHERE,
            heard=heard,
            once=once(),
            at=at,
        )
        _go_on(tellers, item, steps, is_published=is_published, once=once, at=at)


def _go_on(
    tellers: Tellers,
    item: SaidItem,
    steps: Sequence[SaidWords],
    *,
    is_published: bool,
    once: Callable[[], UUID],
    at: datetime,
) -> None:
    for said in steps:
        take_said_step(by=tellers.manager, item=item, said=said, once=once(), at=at)
    if is_published:
        published = SaidWords(SaidStep.PUBLISHED)
        take_said_step(by=tellers.administrator, item=item, said=published, once=once(), at=at)
