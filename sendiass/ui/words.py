"""Dates and numbers in the service's words. Pure: today is an argument."""

from datetime import date, datetime

from sendiass.clock import LONDON


def day_of(value: date | datetime) -> date:
    """The calendar date in England of a day or a moment."""
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


def long_date(value: date | datetime) -> str:
    """Saturday 21 November 2026."""
    day = day_of(value)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_date(value: date | datetime) -> str:
    """21 Nov 2026."""
    day = day_of(value)
    return f"{day.day} {day:%b} {day.year}"


def clock_time(value: datetime) -> str:
    """5:52pm, midday or midnight, in England."""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    return f"{local.hour % 12 or 12}:{local:%M}{'pm' if local.hour >= 12 else 'am'}"


def due_in_words(due: date, *, today: date) -> str:
    """How far off a date is: 3 days late, 1 day late, today, tomorrow, in 5 days."""
    days = (day_of(due) - today).days
    if days < 0:
        return f"{-days} day{'' if days == -1 else 's'} late"
    if days <= 1:
        return "tomorrow" if days else "today"
    return f"in {days} days"
