"""The years and months of the annual plan. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class PlanYear:
    """One year of the plan, both days within."""

    begins_on: date
    ends_on: date

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each calendar month that has a day in it."""
        found = [self.begins_on.replace(day=1)]
        while (later := _month_after(found[-1])) <= self.ends_on:
            found.append(later)
        return tuple(found)

    @property
    def following(self) -> PlanYear:
        """The year after it."""
        return _year_from(self.ends_on + timedelta(days=1))

    @property
    def before(self) -> PlanYear:
        """The year before it."""
        return _year_from(self.begins_on.replace(year=self.begins_on.year - 1))


def year_of(on: date, *, month: int, day: int) -> PlanYear:
    """The year, beginning on that day of that month, in which a day lies."""
    begins_on = date(on.year, month, day)
    return _year_from(begins_on if begins_on <= on else begins_on.replace(year=on.year - 1))


def _year_from(begins_on: date) -> PlanYear:
    return PlanYear(begins_on, begins_on.replace(year=begins_on.year + 1) - timedelta(days=1))


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
