"""Keeps families out of the log: what a data base says about a refused row is cut from every line."""

from __future__ import annotations

import logging
import re

_TOLD_BY_THE_DATABASE = re.compile(
    # A told value may hold line breaks, so it is cut up to what the data base or Python says next.
    r"^(DETAIL|CONTEXT|HINT|QUERY|WHERE|LINE \d+):.*?"
    r"(?=^(?:DETAIL|CONTEXT|HINT|QUERY|WHERE|LINE \d+):|^The above exception|^During handling|^Traceback |\Z)",
    re.MULTILINE | re.DOTALL,
)
_UNREADABLE_VALUE = re.compile(r"(invalid (?:input|byte)[^:\n]*: ).*$", re.MULTILINE)


class ScrubbedFormatter(logging.Formatter):
    """A formatter whose tracebacks and messages hold no row contents ("Failing row contains …")."""

    def format(self, record: logging.LogRecord) -> str:
        text = _TOLD_BY_THE_DATABASE.sub(r"\1: (left out)\n", super().format(record))
        return _UNREADABLE_VALUE.sub(r"\1(left out)", text).rstrip("\n")
