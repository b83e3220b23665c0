"""What questionnaires brought as it leaves the team: coarse figures by criterion, and no words (L31, SECURITY 7).

A period that is out never changes, and nothing is added up over periods or questions: there is nothing to subtract.
"""

from __future__ import annotations

from dataclasses import dataclass

from feedback.models import Batch
from feedback.reports.results import PeriodResult, QuestionOverTime, over_time
from feedback.rules import Between, Coarseness, asked_as_shown, coarse, part_of, together


@dataclass(frozen=True, slots=True)
class LeavingPart:
    """Some of the choices together as they leave: None for few, and for a part that is not worked out.

    The two best and the two worst are counted together: of a dozen answers, five parts would be few throughout.
    """

    words: str
    number: int | None
    percent: Between | None


@dataclass(frozen=True, slots=True)
class LeavingQuestion:
    """One question as it leaves; `answered` and each part follow from what is shown."""

    words: str
    criterion: str
    answered: Between
    parts: tuple[LeavingPart, ...]


@dataclass(frozen=True, slots=True)
class LeavingPeriod:
    """One period of one questionnaire; `asked` is None where it is not known or would tell too much."""

    batch: Batch
    asked: int | None
    questions: tuple[LeavingQuestion, ...]


def figures_that_leave(*, by: Coarseness, most: int) -> list[LeavingPeriod]:
    """The latest periods that are out, each with its questions by criterion."""
    by_batch: dict[object, list[tuple[QuestionOverTime, PeriodResult]]] = {}
    for one in over_time():
        for period in one.periods:
            by_batch.setdefault(period.batch.id, []).append((one, period))
    found = [_period(rows, by) for rows in by_batch.values()]
    found.sort(key=lambda one: (one.batch.until_on, str(one.batch.questionnaire)), reverse=True)
    return found[:most]


def _period(rows: list[tuple[QuestionOverTime, PeriodResult]], by: Coarseness) -> LeavingPeriod:
    batch, asked = rows[0][1].batch, rows[0][1].asked
    tables = [[coarse(number, by=by) for number in _counts(period)] for _, period in rows]
    questions = [_question(one, period, table, by) for (one, period), table in zip(rows, tables, strict=True)]
    return LeavingPeriod(batch, asked_as_shown(asked, tables, by=by), tuple(questions))


def _counts(period: PeriodResult) -> list[int]:
    best, good, middle, bad, worst = (one.number for one in period.result.choices)
    return [best + good, middle, bad + worst, period.result.dont_know]


def _question(
    one: QuestionOverTime, period: PeriodResult, table: list[int | None], by: Coarseness
) -> LeavingQuestion:
    chosen, dont_know = table[:-1], table[-1]
    best, good, middle, bad, worst = one.scale
    grouped = (f"{best}; {good}", middle, f"{bad}; {worst}")
    parts = [
        LeavingPart(words, number, part_of(number, [*chosen[:place], *chosen[place + 1 :]], by))
        for place, (words, number) in enumerate(zip(grouped, chosen, strict=True))
    ]
    return LeavingQuestion(
        period.result.words,
        period.result.criterion,
        together(chosen, by),
        (*parts, LeavingPart("I don’t know", dont_know, None)),
    )
