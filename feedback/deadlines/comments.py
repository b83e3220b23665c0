"""When a comment is answered and each stage of a complaint is due. Pure; it never asks the day."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from sendiass.calendar import working_days_after

DUE_BY_RULE = "complaints 1"
"""Names these rules as they are now, beside each date they gave; a change of a rule changes the number."""
DAYS_IN_LAW = 30


def within(received_on: date, *, working_days: int, bank_holidays: Container[date]) -> date:
    """The last of so many working days, the day it came in not counted; the service itself sets how many."""
    return working_days_after(received_on, working_days, besides=bank_holidays)


def data_complaint_acknowledged_by(received_on: date) -> date:
    """The last day on which a complaint about personal data is acknowledged: 30 days, whatever days they are.

    Data Protection Act 2018 section 164A, in force from 19 June 2026 (DOMAIN 4.1). The day it came in is counted as the
    first, so that it is in time however the section is read.
    """
    return received_on + timedelta(days=DAYS_IN_LAW - 1)
