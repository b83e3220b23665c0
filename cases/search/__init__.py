"""Finds people and cases by what a caller says: a name, a reference, a date of birth, a number, a postcode.

Names are sealed in the data base, so each process keeps an opened index in its own memory, brought up to date
before every search by a named principal with its own reading. Nothing found leaves before it has been cut to
what the worker may see. It matches exactly, by beginning, by short form and by spelling; it never writes.
"""

from cases.search.alike import Alike, Described, may_be_same
from cases.search.asking import Asked, read_words
from cases.search.finding import MOST_FOUND, Found, digest, find, find_case, find_unnamed
from cases.search.index import INDEX, SEARCHER, Held, Index, NotReady, warm_in_background

__all__ = [
    "INDEX",
    "MOST_FOUND",
    "SEARCHER",
    "Alike",
    "Asked",
    "Described",
    "Found",
    "Held",
    "Index",
    "NotReady",
    "digest",
    "find",
    "find_case",
    "find_unnamed",
    "may_be_same",
    "read_words",
    "warm_in_background",
]
