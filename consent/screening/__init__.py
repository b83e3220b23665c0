"""Holds what is written for others against everyone on record, so that no family is named where none may be (L05, L12).

One function, `screen`, for whatever is read outside casework: the liaison log, an agenda, a paper. It writes nothing.
"""

from consent.screening.finding import Finding, Kind, Screened, Stretches
from consent.screening.screen import find_in, screen

__all__ = ["Finding", "Kind", "Screened", "Stretches", "find_in", "screen"]
