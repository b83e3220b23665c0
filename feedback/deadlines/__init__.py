"""When a period ends, and when a comment or a complaint is due. Pure; it never asks the day."""

from feedback.deadlines.comments import (
    DAYS_IN_LAW,
    DUE_BY_RULE,
    data_complaint_acknowledged_by,
    within,
)
from feedback.deadlines.questionnaires import (
    Period,
    period_of,
)

__all__ = [
    "DAYS_IN_LAW",
    "DUE_BY_RULE",
    "Period",
    "data_complaint_acknowledged_by",
    "period_of",
    "within",
]
