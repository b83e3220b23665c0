"""The impartiality policy with which a service begins, clause by clause in our own words; what it adopts later is its own."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from typing import Annotated

from pydantic import Field, StringConstraints

from sendiass.profiles.loading import FOLDER, VARIABLE, load
from sendiass.profiles.sections import Section, Text

POLICIES = FOLDER / "policies"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
ClauseId = Annotated[str, StringConstraints(pattern=r"^[LYB][0-9]{2}$")]


class FirstClause(Section):
    """One clause of the policy with which the service begins."""

    heading: Text = Field(max_length=200, description="what the clause is about, as its heading")
    words: Words = Field(description="the clause, in paragraphs with an empty line between")
    promises: tuple[ClauseId, ...] = Field(
        min_length=1, description="the ids of the promises that the clause makes"
    )


class FirstPolicy(Section):
    """Every clause, in order."""

    clauses: tuple[FirstClause, ...] = Field(min_length=1, description="the clauses of the policy")


def first_policy() -> tuple[FirstClause, ...]:
    """The clauses for the service this process runs as. Raises ProfileProblem, FileNotFoundError and ValidationError."""
    return _of(os.environ.get(VARIABLE, ""))


@cache
def _of(name: str) -> tuple[FirstClause, ...]:
    load(name)  # refuses what is no profile
    entries = tomllib.loads((POLICIES / f"{name}.toml").read_text(encoding="utf-8"))
    return FirstPolicy.model_validate(entries).clauses
