"""The only source of the present: it tells the time and decides nothing with it.

Rules and actions take their date or moment as an argument; views, jobs and commands ask here.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that may


def today() -> date:
    """The calendar date in England at this moment: after midnight in summer it is a day ahead of UTC's."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The calendar date in England at that moment."""
    return moment.astimezone(LONDON).date()
