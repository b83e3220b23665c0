"""Dates: near ones in one box as people say them, known ones in three boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sendiass import clock
from sendiass.ui.friendly import Lean, read_date, read_month, real_date
from sendiass.ui.widgets import ThreeBoxes

Bound = date | Callable[[], date]
EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)


class Bounds:
    """The first and last day allowed, each a date or a function that gives one when asked."""

    def __init__(self, earliest: Bound, latest: Bound) -> None:
        self._earliest, self._latest = earliest, latest

    def check(self, day: date) -> None:
        """Raise ValidationError with a code of `BOUND_MESSAGES`, whose words are true of every day allowed."""
        earliest, latest, today = _resolve(self._earliest), _resolve(self._latest), clock.today()
        if earliest <= day <= latest:
            return
        if earliest == latest:
            raise _out("today_only" if latest == today else "one_day", latest)
        if earliest == today and latest < LATEST:
            raise _out("near_future", latest)
        if day < earliest:
            raise _out("future_only" if earliest == today else "early", earliest)
        raise _out("past_only" if latest == today else "late", latest)


def two_years_ago() -> date:
    """The earliest bound of work that is written down: a day before it is a slip of the hand."""
    return _years_away(-2)


def two_years_ahead() -> date:
    """The latest bound of what is planned: a day after it is a slip of the hand."""
    return _years_away(2)


def _years_away(years: int) -> date:
    today = clock.today()
    return real_date(today.year + years, today.month, today.day) or date(today.year + years, 2, 28)


def _resolve(bound: Bound) -> date:
    return bound() if callable(bound) else bound


def _out(code: str, limit: date) -> ValidationError:
    return ValidationError("", code=code, params={"limit": f"{limit.day}/{limit.month}/{limit.year}"})


BOUND_MESSAGES = {
    "today_only": "{label} must be today",
    "one_day": "{label} must be %(limit)s",
    "near_future": "{label} must be between today and %(limit)s",
    "early": "{label} must be %(limit)s or later",
    "late": "{label} must be %(limit)s or earlier",
    "past_only": "{label} must be today or in the past",
    "future_only": "{label} must be today or in the future",
}


NOT_A_DAY_TO_COME = "{label} must be a real date, like 27/3/2027, tomorrow or +3 for three days from now"


class FriendlyDateField(forms.Field):
    """A near date in one box: today, yesterday, -3, 13/11, 13 nov, 27/3/2026 (`sendiass.ui.friendly`).

    `lean` says which way a date without a year is meant. Bounds default to 1900–2100; pass
    `latest=clock.today` for what has happened, `earliest=clock.today` for what is to come.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "{label} must be a real date, like 27/3/2026, today or -3 for three days ago",
        **BOUND_MESSAGES,
    }

    def __init__(
        self, *, lean: Lean = "past", earliest: Bound = EARLIEST, latest: Bound = LATEST, **kwargs: Any
    ) -> None:
        self.lean, self.bounds = lean, Bounds(earliest, latest)
        if lean == "future":
            kwargs["error_messages"] = {"invalid": NOT_A_DAY_TO_COME, **kwargs.get("error_messages", {})}
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "govuk-input--width-10")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        day = value if isinstance(value, date) else read_date(str(value), today=clock.today(), lean=self.lean)
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None:
            _in_our_words(self, value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class KnownDateField(forms.Field):
    """A date known by heart, such as a birthday, in three boxes named `<name>_day`, `_month`, `_year`.

    The message says which part is missing or that the calendar has no such day; `birthday=True`
    bounds it to the past and lets the browser fill it in.
    """

    widget = ThreeBoxes
    default_error_messages = {
        "part": "{label} must include a %(parts)s",
        "year": "{label} must have a year of 4 numbers, like 2015",
        "invalid": "{label} must be a real date, like 27 3 2015",
        **BOUND_MESSAGES,
    }

    def __init__(
        self,
        *,
        birthday: bool = False,
        earliest: Bound = EARLIEST,
        latest: Bound | None = None,
        **kwargs: Any,
    ) -> None:
        if latest is None:
            latest = clock.today if birthday else LATEST
        self.bounds = Bounds(earliest, latest)
        super().__init__(**{"widget": ThreeBoxes(birthday=birthday), **kwargs})

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        parts = [unicodedata.normalize("NFKC", str(part or "")).strip() for part in value]
        if not any(parts):
            return None
        missing = [name for name, part in zip(("day", "month", "year"), parts, strict=True) if not part]
        if missing:
            raise ValidationError(
                self.error_messages["part"], code="part", params={"parts": " and ".join(missing)}
            )
        return self._real(parts)

    def _real(self, parts: Sequence[str]) -> date:
        day, month, year = parts
        if not (year.isdecimal() and len(year) == 4):
            raise ValidationError(self.error_messages["year"], code="year")
        number = read_month(month)
        found = (
            real_date(int(year), number, int(day)) if number and day.isdecimal() and len(day) <= 2 else None
        )
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None:
            _in_our_words(self, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def _in_our_words(field: FriendlyDateField | KnownDateField, day: date) -> None:
    try:
        field.bounds.check(day)
    except ValidationError as error:
        code = str(error.code)
        raise ValidationError(field.error_messages[code], code=code, params=error.params) from None
