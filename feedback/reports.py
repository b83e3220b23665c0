"""Counts what anonymous answers say, question by question. It decides nothing and shows nobody anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from feedback.choices import AnswerGiven
from feedback.models import AnonymousAnswer, Batch, Question


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice: its words, how many chose it, and what part of those who chose any, in hundredths."""

    words: str
    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What was answered to one question: `chose` is how many chose any of the five words, `said` is word for word."""

    words: str
    criterion: str
    chose: int
    dont_know: int
    choices: tuple[Chosen, ...]
    said: tuple[str, ...]


def results_of(batch: Batch) -> list[QuestionResult]:
    """Every question of a released batch, in the order in which they were asked; inside a reading of its key."""
    by_question: dict[object, list[AnonymousAnswer]] = {}
    for answer in AnonymousAnswer.objects.filter(batch=batch).order_by("id"):
        by_question.setdefault(answer.question_id, []).append(answer)
    questions = Question.objects.filter(questionnaire=batch.questionnaire_id).select_related("criterion")
    return [_result(one, by_question.get(one.pk, ())) for one in questions.order_by("number")]


def _result(question: Question, answers: Iterable[AnonymousAnswer]) -> QuestionResult:
    found = list(answers)
    chosen = Counter(one.given for one in found)
    chose = sum(chosen[str(value)] for value in range(len(question.scale)))
    return QuestionResult(
        words=question.words,
        criterion=question.criterion.name,
        chose=chose,
        dont_know=chosen[AnswerGiven.DONT_KNOW],
        choices=tuple(
            Chosen(words, chosen[str(value)], round(100 * chosen[str(value)] / chose) if chose else 0)
            for value, words in reversed(list(enumerate(question.scale)))
        ),
        said=tuple(one.words for one in found if one.words),
    )
