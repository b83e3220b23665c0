"""Counts what families say. It decides nothing and shows nobody anything."""

from feedback.reports.comments import CommentFigures, comment_figures, periods_before
from feedback.reports.leaving import LeavingPeriod, LeavingQuestion, figures_that_leave
from feedback.reports.results import (
    Chosen,
    PeriodResult,
    QuestionOverTime,
    QuestionResult,
    over_time,
    result_of,
    results_of,
)

__all__ = [
    "Chosen",
    "CommentFigures",
    "LeavingPeriod",
    "LeavingQuestion",
    "PeriodResult",
    "QuestionOverTime",
    "QuestionResult",
    "comment_figures",
    "figures_that_leave",
    "over_time",
    "periods_before",
    "result_of",
    "results_of",
]
