"""Dates that follow from other dates, each by a pure function with its source; it never asks the day."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.choices import AgeBand
from sendiass.calendar import working_days_after

FRIDAY = 4
OLDEST_AGE_OF_REMIT = 25
"""The service is for children and young people from birth to 25 (Children and Families Act 2014)."""

_BANDS = (
    (4, AgeBand.UNDER_5),
    (10, AgeBand.FROM_5_TO_10),
    (15, AgeBand.FROM_11_TO_15),
    (19, AgeBand.FROM_16_TO_19),
    (25, AgeBand.FROM_20_TO_25),
)


@dataclass(frozen=True, slots=True)
class AgeMoment:
    """One of the three dates, with what changes and the law it rests on, to be shown beside a person."""

    name: str
    on: date
    what_changes: str
    source: str


@dataclass(frozen=True, slots=True)
class Ages:
    """The three dates on which it changes who decides. Each rests on its own Act; none stands for another."""

    sixteenth_birthday: date
    compulsory_school_age_ends: date
    eighteenth_birthday: date

    def moments(self) -> Iterator[AgeMoment]:
        """The three, in the order of their dates."""
        yield from sorted(
            (
                AgeMoment(
                    "16th birthday",
                    self.sixteenth_birthday,
                    "Presumed able to decide for themselves, one decision at a time",
                    "Mental Capacity Act 2005, section 2",
                ),
                AgeMoment(
                    "End of compulsory school age",
                    self.compulsory_school_age_ends,
                    "After this day rights over SEN and EHC plans pass from parent to young person",
                    "Children and Families Act 2014, section 83; Education Act 1996, section 8",
                ),
                AgeMoment(
                    "18th birthday",
                    self.eighteenth_birthday,
                    "An adult; parental responsibility ends",
                    "Family Law Reform Act 1969, section 1; Children Act 1989, section 105",
                ),
            ),
            key=lambda moment: moment.on,
        )


def ages(date_of_birth: date) -> Ages:
    """The three dates for someone born on that day."""
    return Ages(
        sixteenth_birthday=birthday(date_of_birth, 16),
        compulsory_school_age_ends=compulsory_school_age_ends(date_of_birth),
        eighteenth_birthday=birthday(date_of_birth, 18),
    )


def birthday(date_of_birth: date, age: int) -> date:
    """The day on which someone born then becomes `age` years old.

    Someone born on 29 February has a birthday on 1 March in a year without one: an age is attained at the
    start of the anniversary (Family Law Reform Act 1969, section 9), and 28 February is a day before it.
    """
    year = date_of_birth.year + age
    try:
        return date_of_birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def compulsory_school_age_ends(date_of_birth: date) -> date:
    """The last day of compulsory school age: the last Friday of June in the school year of the 16th birthday.

    A school year runs from September to August. Education Act 1996, section 8, and the School Leaving Date
    Order 1997. Someone born in July or August is still 15 on that day.
    """
    return last_friday_of_june(school_year_starts(birthday(date_of_birth, 16)).year + 1)


def last_friday_of_june(year: int) -> date:
    """The last Friday of June in that calendar year, from the 24th to the 30th."""
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - FRIDAY) % 7)


def school_year_starts(on: date) -> date:
    """The 1st of September on which the school year that holds `on` begins."""
    return date(on.year if on.month >= 9 else on.year - 1, 9, 1)


def age(date_of_birth: date, on: date) -> int:
    """Completed years of life on that day. Raises ValueError for a day before birth."""
    if on < date_of_birth:
        raise ValueError("there is no age before birth")
    years = on.year - date_of_birth.year
    return years if birthday(date_of_birth, years) <= on else years - 1


def age_band(date_of_birth: date | None, on: date) -> AgeBand:
    """The band of the age on the day of the contact, not on the day of the report."""
    if date_of_birth is None or on < date_of_birth:
        return AgeBand.NOT_KNOWN
    years = age(date_of_birth, on)
    return next((band for highest, band in _BANDS if years <= highest), AgeBand.OVER_25)


def is_young_person(date_of_birth: date, on: date) -> bool:
    """Over compulsory school age and under 25 (Children and Families Act 2014, section 83)."""
    if on < date_of_birth:
        return False
    return on > compulsory_school_age_ends(date_of_birth) and age(date_of_birth, on) < OLDEST_AGE_OF_REMIT


def year_group(date_of_birth: date, on: date) -> int:
    """The school year group by age: 0 is Reception, 1 to 13 are Years, less than 0 is before school.

    Children start Reception in the September after their fourth birthday. A child taught out of their year
    group is a fact a caseworker notes, not one that can be worked out.
    """
    starts = school_year_starts(on)
    return starts.year - school_year_starts(date_of_birth).year - 5


def year_group_words(date_of_birth: date, on: date) -> str:
    """The year group as one says it."""
    group = year_group(date_of_birth, on)
    if group < 0:
        return "Nursery age" if group >= -2 else "Under nursery age"
    if group == 0:
        return "Reception"
    return f"Year {group}" if group <= 13 else "After Year 13"


def owed_item_due_on(first_contact_on: date, days: int) -> date:
    """When an item still owed from first contact falls due (L23): `days` (of the profile) after it."""
    return first_contact_on + timedelta(days=days)


def options_due_on(logged_on: date, working_days: int) -> date:
    """By when the options of a piece of advice are to be written down (Y03, Y10): working days after it was logged."""
    return working_days_after(logged_on, working_days)


def review_due_on(reviewed_on: date, months: int) -> date:
    """When an independent source is to be looked at again: so many months on, or the last day of a shorter month."""
    years, month = divmod(reviewed_on.month - 1 + months, 12)
    year, month = reviewed_on.year + years, month + 1
    return date(year, month, min(reviewed_on.day, monthrange(year, month)[1]))


def call_back_gone_on(taken_on: date, days: int) -> date:
    """The first day on which a call-back that led to nothing is no longer kept, after `days` whole days."""
    return taken_on + timedelta(days=days + 1)


def inactive_from(last_contact_on: date, days: int) -> date:
    """The first day on which a case without contact for `days` whole days is proposed as inactive."""
    return last_contact_on + timedelta(days=days + 1)


def quiet_since(on: date, days: int) -> date:
    """The day from which on a contact keeps a case from being inactive `on` that day, after `days` whole days."""
    return on - timedelta(days=days)


def venue_due_on(looked_at_on: date, days: int) -> date:
    """The day on which somebody looks again at a place where families are met."""
    return looked_at_on + timedelta(days=days)
