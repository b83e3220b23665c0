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
from feedback.reports.wording import (
    CriteriaShown,
    PhraseShown,
    Worded,
    criteria_shown,
    phrases_of,
    texts_asked,
    worded,
)

__all__ = [
    "Chosen",
    "CommentFigures",
    "CriteriaShown",
    "LeavingPeriod",
    "LeavingQuestion",
    "PeriodResult",
    "PhraseShown",
    "QuestionOverTime",
    "QuestionResult",
    "Worded",
    "comment_figures",
    "criteria_shown",
    "figures_that_leave",
    "over_time",
    "periods_before",
    "phrases_of",
    "result_of",
    "results_of",
    "texts_asked",
    "worded",
]
