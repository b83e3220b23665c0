"""How far back and ahead a day may lie that is typed here: a slip of the finger in a year is said at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from governance.deadlines.supervision import months_after
from sendiass import clock


def years_ago(number: int) -> Callable[[], date]:
    """The day so many years before today."""
    return lambda: months_after(clock.today(), -12 * number)


def years_ahead(number: int) -> Callable[[], date]:
    """The day so many years from today."""
    return lambda: months_after(clock.today(), 12 * number)
