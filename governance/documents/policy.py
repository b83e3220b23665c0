"""Puts the policy on headed paper, accessible. It fetches nothing and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string

from governance.rules.policy import ClauseWords
from sendiass.outbox.documents import pdf
from sendiass.outbox.letterhead import letterhead


@dataclass(frozen=True, slots=True)
class PolicyPaper:
    """What stands on it. `review_on` is None where no review is due yet; `words` where it has no clauses."""

    number: int
    in_force_on: date
    review_on: date | None
    clauses: tuple[ClauseWords, ...]
    words: str = ""
    large_print: bool = False


def policy_pdf(paper: PolicyPaper) -> bytes:
    """The policy as PDF/UA. Anybody may ask for it, so what is the same is drawn once."""
    return _drawn(paper)


@lru_cache(maxsize=8)
def _drawn(paper: PolicyPaper) -> bytes:
    return pdf(render_to_string("governance/policy_paper.html", {"paper": paper, "head": letterhead()}))
