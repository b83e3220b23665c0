"""Keeps families out of the log: of an error it says what kind it is and where, and its words only if they are ours."""

from __future__ import annotations

import copy
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

LEFT_OUT = "(its words are left out)"
MAY_SPEAK = (
    *(f"{storey}." for storey in ("sendiass", "cases", "consent", "feedback", "governance")),
    "django.db.utils",
    "psycopg.",
    "redis.exceptions",
    "kombu.exceptions",
)
"""Modules whose errors are quoted: ours name nobody, and what a data base says is cut below.

Any other error may repeat the value it stumbled over, as `ValueError` and `KeyError` do.
"""

_TOLD_BY_THE_DATABASE = re.compile(
    # A told value may hold line breaks, so it is cut up to what the data base or Python says next.
    r"^(DETAIL|CONTEXT|HINT|QUERY|WHERE|LINE \d+):.*?"
    r"(?=^(?:DETAIL|CONTEXT|HINT|QUERY|WHERE|LINE \d+):|^The above exception|^During handling|^Traceback |\Z)",
    re.MULTILINE | re.DOTALL,
)
_UNREADABLE_VALUE = re.compile(r"(invalid (?:input|byte)[^:\n]*: ).*$", re.MULTILINE)
_CAUSED = "\nThe above exception was the direct cause of the following exception:\n"
_MEANWHILE = "\nDuring handling of the above exception, another exception occurred:\n"

Problem = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class ScrubbedFormatter(logging.Formatter):
    """A formatter whose tracebacks and messages hold no row contents ("Failing row contains …") and no typed value."""

    def format(self, record: logging.LogRecord) -> str:
        spoken = copy.copy(record)
        spoken.args, spoken.exc_text = _without_words(record), None
        text = _TOLD_BY_THE_DATABASE.sub(r"\1: (left out)\n", super().format(spoken))
        return _UNREADABLE_VALUE.sub(r"\1(left out)", text).rstrip("\n")

    def formatException(self, ei: Problem) -> str:  # noqa: N802 - logging's name for it
        """The traceback, every error in it without words that may be somebody's."""
        _, error, trace = ei
        return "\n".join(_told(error, trace, set())) if error is not None else ""


def said_of(error: BaseException) -> str:
    """What kind of error this is, and its words where they may be told."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if f"{kind.__module__}.".startswith(MAY_SPEAK):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.strerror and kind.__module__ == "builtins":
        return f"{name}: {error.strerror}"  # without the name of the file
    return f"{name}: {LEFT_OUT}"


def _told(error: BaseException, trace: TracebackType | None, before: set[int]) -> Iterator[str]:
    before.add(id(error))
    came_of = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if came_of is not None and id(came_of) not in before:
        yield from _told(came_of, came_of.__traceback__, before)
        yield _CAUSED if error.__cause__ else _MEANWHILE
    yield "Traceback (most recent call last):\n" + "".join(traceback.format_tb(trace)) + said_of(error)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _told(one, one.__traceback__, before)


def _without_words(record: logging.LogRecord) -> Any:
    """The values that go into a line, errors among them by their kind."""
    given = record.args
    if isinstance(given, Mapping):
        told = {name: _value(value) for name, value in given.items()}
        if record.name.startswith("celery.") and isinstance(told.get("exc"), str):
            # Celery has written the error out already, as `ValueError('…')`.
            told["exc"] = f"{str(told['exc']).partition('(')[0]} {LEFT_OUT}"
        return told
    return tuple(map(_value, given)) if given else given


def _value(value: object) -> object:
    return said_of(value) if isinstance(value, BaseException) else value
