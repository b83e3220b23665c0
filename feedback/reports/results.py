"""Counts what anonymous answers say, question by question. It decides nothing and shows nobody anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from feedback.choices import AnswerGiven, Audience
from feedback.models import AnonymousAnswer, Batch, Criterion, Question
from feedback.querysets import asked_in


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice: its words, how many chose it, and what part of those who chose any, in hundredths."""

    words: str
    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What was answered to one question: `chose` is how many chose any of the five words.

    `said` is word for word what a person has read first; `unread` is how many nobody has read yet.
    """

    words: str
    criterion: str
    chose: int
    dont_know: int
    choices: tuple[Chosen, ...]
    said: tuple[str, ...] = ()
    unread: int = 0
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """One question in one period, with how many were asked, where that is known."""

    batch: Batch
    asked: int | None
    result: QuestionResult


@dataclass(frozen=True, slots=True)
class QuestionOverTime:
    """One question, period by period, in all versions that asked it alike: like beside like and nothing else (L31).

    `question` is as the newest of them asks it.
    """

    question: Question
    versions: tuple[int, ...]
    scale: tuple[str, ...]
    periods: tuple[PeriodResult, ...]


def results_of(batch: Batch) -> list[QuestionResult]:
    """Every question of a released batch, in the order in which they were asked; inside a reading of its key.

    No words are opened but those that stand.
    """
    given = _given([batch])
    said: dict[UUID, list[str]] = {}
    for answer in AnonymousAnswer.objects.filter(batch=batch).in_words().that_stand():
        said.setdefault(answer.question_id, []).append(answer.words)
    hidden = Counter(
        AnonymousAnswer.objects.filter(batch=batch, is_worded=True)
        .exclude(read__verdict="stand")
        .values_list("question", "read__verdict")
    )
    questions = Question.objects.filter(questionnaire=batch.questionnaire_id).select_related("criterion")
    return [
        result_of(
            one,
            given.get((batch.id, one.id), {}),
            said=said.get(one.id, ()),
            unread=hidden[one.id, None],
            withheld=hidden[one.id, "withheld"],
        )
        for one in questions.order_by("number")
    ]


def over_time(*, audience: Audience | None = None, criterion: UUID | None = None) -> list[QuestionOverTime]:
    """Every question that is chosen from, with what each period brought, the latest first. Opens no words."""
    batches = Batch.objects.released().select_related("questionnaire").order_by("-until_on")
    questions = Question.objects.filter(scale__len=5).select_related("criterion", "questionnaire")
    if audience:
        batches = batches.filter(questionnaire__audience=audience)
    if criterion:
        named = Criterion.objects.filter(pk=criterion).values("key")
        questions = questions.filter(criterion__key__in=named)
    found = list(batches)
    asked, given = asked_in(found), _given(found)
    of_version: dict[UUID, list[Batch]] = {}
    for one in found:
        of_version.setdefault(one.questionnaire_id, []).append(one)
    in_order = questions.filter(questionnaire__in=of_version).order_by(
        "criterion__number",
        "criterion__key",
        "questionnaire__audience",
        "questionnaire__is_short",
        "-questionnaire__version",
        "number",
    )
    return [
        _over_time(
            alike,
            [
                PeriodResult(
                    batch, asked.get(batch.id), result_of(question, given.get((batch.id, question.id), {}))
                )
                for question in alike
                for batch in of_version[question.questionnaire_id]
            ],
        )
        for alike in _alike(in_order)
    ]


def _alike(questions: Iterable[Question]) -> list[list[Question]]:
    """Those that ask one audience the same, together; by criterion, however the board worded it since."""
    together: dict[tuple[object, ...], list[Question]] = {}
    for one in questions:
        asked_of = one.questionnaire
        together.setdefault((asked_of.audience, asked_of.is_short, one.asked), []).append(one)
    by_criterion: dict[str, list[list[Question]]] = {}
    for alike in together.values():
        by_criterion.setdefault(alike[0].criterion.key, []).append(alike)
    return [alike for several in by_criterion.values() for alike in several]


def _over_time(alike: list[Question], periods: list[PeriodResult]) -> QuestionOverTime:
    return QuestionOverTime(
        alike[0],
        tuple(sorted(one.questionnaire.version for one in alike)),
        tuple(reversed(alike[0].scale)),
        tuple(sorted(periods, key=lambda one: one.batch.until_on, reverse=True)),
    )


def result_of(
    question: Question,
    given: Mapping[str, int],
    *,
    said: Sequence[str] = (),
    unread: int = 0,
    withheld: int = 0,
) -> QuestionResult:
    """One question's numbers, from how often each choice was given."""
    numbers = [given.get(str(value), 0) for value in range(len(question.scale))]
    chose = sum(numbers)
    return QuestionResult(
        words=question.words,
        criterion=question.criterion.name,
        chose=chose,
        dont_know=given.get(AnswerGiven.DONT_KNOW, 0),
        choices=tuple(
            Chosen(words, number, round(100 * number / chose) if chose else 0)
            for words, number in reversed(list(zip(question.scale, numbers, strict=True)))
        ),
        said=tuple(said),
        unread=unread,
        withheld=withheld,
    )


def _given(batches: Iterable[Batch]) -> dict[tuple[UUID, UUID], Counter[str]]:
    """How often each choice was given, by batch and question."""
    rows: Any = AnonymousAnswer.objects.filter(batch__in=list(batches)).values_list(
        "batch", "question", "given"
    )
    counted: dict[tuple[UUID, UUID], Counter[str]] = {}
    for batch, question, given in rows:
        counted.setdefault((batch, question), Counter())[given] += 1
    return counted
