"""What families say in figures, for the board and the authority: coarse, and without a word of theirs (L31)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from feedback.access import COUNTS_FIGURES, may_keep_complaints, may_see_figures
from feedback.choices import SaidStage
from feedback.deadlines import Period
from feedback.models import Comment, PublishedItem, SaidItem
from feedback.reports import (
    CommentFigures,
    LeavingPeriod,
    comment_figures,
    figures_that_leave,
    periods_before,
)
from feedback.rules import Between, Coarseness, coarse
from sendiass import clock
from sendiass.audit.actors import serving
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile

PERIODS, MOST_PERIODS_OF_RESULTS = 4, 24
FEW = "few"
NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True)
class _Line:
    """A group's heading where it begins, what was counted, and the figure of each period."""

    group: str
    words: str
    figures: tuple[str, ...]


@page(may=may_see_figures)
def figures_page(request: StaffRequest) -> HttpResponse:
    """Results by criterion, comments and complaints, and what came of what families said."""
    by, periods = _coarseness(), _periods()
    with serving(COUNTS_FIGURES):
        shown = {
            "results": [_result_shown(one) for one in _results(by)],
            "periods": periods,
            "lines": _coarse_lines(_comment_figures(periods), by),
            "said": _said(by),
            "published": PublishedItem.objects.on_the_page().count(),
            "few": by.few,
            "step": by.step,
        }
    return render(request, "feedback/figures_page.html", shown)


@page(may=may_see_figures)
def figures_download(_request: StaffRequest) -> HttpResponse:
    """The same figures as a table, for the authority."""
    by, periods = _coarseness(), _periods()
    with serving(COUNTS_FIGURES):
        rows = [*_rows_of_results(_results(by)), *_rows_of_comments(_comment_figures(periods), periods, by)]
    written = StringIO()
    table = csv.writer(written)
    table.writerow(
        ["Subject", "Period from", "Period until", "Asked", "What", "Answered", "Figure", "Percent"]
    )
    table.writerows(rows)
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"what-families-say-{clock.today().isoformat()}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@page(may=may_keep_complaints)
def comment_figures_page(request: StaffRequest) -> HttpResponse:
    """Comments and complaints in exact numbers, of those this person may see."""
    periods = _periods()
    found = comment_figures(periods, seen=Comment.objects.visible_to(request.user))
    lines = _headed([_Line(one.group, one.words, tuple(map(str, one.numbers))) for one in found])
    return render(
        request,
        "feedback/comment_figures.html",
        {"periods": periods, "lines": lines, "back_url": reverse("feedback:comment_list")},
    )


def _coarseness() -> Coarseness:
    service = profile().figures
    return Coarseness(service.few, service.step)


def _periods() -> list[Period]:
    return periods_before(clock.today(), months=profile().questionnaires.months, count=PERIODS)


def _results(by: Coarseness) -> list[LeavingPeriod]:
    return figures_that_leave(by=by, most=MOST_PERIODS_OF_RESULTS)


def _comment_figures(periods: Sequence[Period]) -> list[CommentFigures]:
    return comment_figures(periods, seen=Comment.objects.all())


def _coarse_lines(found: Sequence[CommentFigures], by: Coarseness) -> list[_Line]:
    return _headed(
        [_Line(one.group, one.words, tuple(_figure(number, by) for number in one.numbers)) for one in found]
    )


def _headed(lines: list[_Line]) -> list[_Line]:
    """Each group's name once, at its first line."""
    headed, before = [], ""
    for one in lines:
        headed.append(_Line(one.group if one.group != before else "", one.words, one.figures))
        before = one.group
    return headed


def _said(by: Coarseness) -> list[tuple[str, str]]:
    stages = [one.stage for one in SaidItem.objects.with_state()]
    return [
        (str(stage.label), _figure(stages.count(stage.value), by))
        for stage in (SaidStage.TOLD, SaidStage.TO_CHANGE, SaidStage.READY)
    ]


def _figure(number: int, by: Coarseness) -> str:
    return _words(coarse(number, by))


def _words(shown: int | None, otherwise: str = FEW) -> str:
    return otherwise if shown is None else str(shown)


def _between(found: Between, unit: str = "") -> str:
    least = f"{found.least}{unit}"
    return least if found.least == found.most else f"{least} to {found.most}{unit}"


def _result_shown(one: LeavingPeriod) -> dict[str, object]:
    return {
        "batch": one.batch,
        "asked": _words(one.asked, NOT_SHOWN),
        "questions": [
            {
                "words": question.words,
                "criterion": question.criterion,
                "answered": _between(question.answered),
                "parts": [
                    (
                        part.words,
                        _words(part.number),
                        "" if part.percent is None else _between(part.percent, "%"),
                    )
                    for part in question.parts
                ],
            }
            for question in one.questions
        ],
    }


def _rows_of_results(found: Sequence[LeavingPeriod]) -> Iterator[list[str]]:
    for one in found:
        days = [one.batch.from_on.isoformat(), one.batch.until_on.isoformat()]
        for question in one.questions:
            subject = f"{one.batch.questionnaire}: {question.criterion}: {question.words}"
            for part in question.parts:
                yield [
                    subject,
                    *days,
                    _words(one.asked, NOT_SHOWN),
                    part.words,
                    _between(question.answered),
                    _words(part.number),
                    "" if part.percent is None else _between(part.percent, "%"),
                ]


def _rows_of_comments(
    found: Sequence[CommentFigures], periods: Sequence[Period], by: Coarseness
) -> Iterator[list[str]]:
    for place, period in enumerate(periods):
        for one in found:
            yield [
                "Comments and complaints",
                period.from_on.isoformat(),
                period.until_on.isoformat(),
                "",
                one.words,
                "",
                _figure(one.numbers[place], by),
                "",
            ]
