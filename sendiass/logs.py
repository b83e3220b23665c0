"""Keeps families out of the log: what a data base says about a refused row is cut from every line."""

from __future__ import annotations

import logging
import re

_TOLD_BY_THE_DATABASE = re.compile(r"^(DETAIL|CONTEXT|HINT|QUERY|WHERE):.*$", re.MULTILINE)


class ScrubbedFormatter(logging.Formatter):
    """A formatter whose tracebacks and messages hold no row contents ("Failing row contains …")."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOLD_BY_THE_DATABASE.sub(r"\1: (left out)", super().format(record))
