"""The options that stand beside the demonstration's advice, by what a case is about, and who else families are told of."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cases.actions.advice import Option, choose_option, lay_options, signpost
from cases.choices import HelpKind, Issue
from cases.models import Case, IndependentSource, Intervention, LegalReference
from sendiass import clock
from sendiass.accounts.models import User

Told = tuple[str, str]
"""What was put to a family, and the key of the law behind it; empty where there is none."""

OPTIONS: dict[Issue, tuple[Told, ...]] = {
    Issue.ASSESSMENT_REQUEST: (
        (
            "Ask the council yourself to assess, in your own words, with the reports you have.",
            "cfa-2014-section-36-1",
        ),
        (
            "Ask the school to join in the request, and meet them first about SEN support.",
            "send-code-2015-paragraph-6-44",
        ),
        (
            "Wait until the next review of the support in school, and ask then.",
            "send-code-2015-paragraph-6-65",
        ),
    ),
    Issue.REFUSAL_TO_ASSESS: (
        ("Appeal, after a mediation certificate and without mediation.", "cfa-2014-section-51"),
        ("Try mediation first; the right to appeal stays.", "cfa-2014-section-52"),
        ("Ask again later, with more about what has been tried.", "cfa-2014-section-36"),
    ),
    Issue.PLACEMENT: (
        ("Ask for the school you want to be named, and say why.", "cfa-2014-section-39"),
        ("Visit the school the council proposes before you answer.", ""),
        ("Appeal section I once the plan is final; this needs no certificate.", "cfa-2014-section-51"),
    ),
}
OTHERWISE: tuple[Told, ...] = (
    ("Ask the school for a meeting, and for what it does to be written down.", "cfa-2014-section-66"),
    ("Ask the council in writing, with the date by which you would like an answer.", "cfa-2014-section-19"),
)
"""Where a case is about something else."""

ONLY = (
    "Send the views on the draft before the fifteenth day: after it there is no right to be heard on it.",
    "send-regs-2014-regulation-13",
    "Nothing else could still be done in time.",
)


def write_options(
    *, by: User, case: Case, advice: Intervention, number: int, keys: tuple[UUID, UUID], at: datetime
) -> None:
    """The options of one piece of advice; some families choose, and some are told of someone else."""
    if HelpKind.ADVICE not in advice.kinds:
        return
    if number % 7 == 3 and case.issue not in OPTIONS:
        words, key, why = ONLY
        options, only = [Option(words, _law(key))], why
    else:
        options, only = [_option(*told) for told in OPTIONS.get(Issue(case.issue), OTHERWISE)], ""
    laid = lay_options(
        by=by, case=case, intervention=advice, options=options, only_because=only, once=keys[0], at=at
    )
    if number % 2:
        choose_option(by=by, case=case, intervention=advice, option=laid[number % len(laid)], at=at)
    if number % 3 == 0:
        sources = list(IndependentSource.objects.filter(key__in=("ipsea", "contact"))[: 1 + number % 2])
        signpost(by=by, case=case, sources=sources, told_on=clock.day_of(at), once=keys[1], at=at)


def _option(words: str, key: str) -> Option:
    if not key:
        return Option(words, None, "It is about seeing for oneself; no law asks for it.")
    return Option(words, _law(key))


def _law(key: str) -> LegalReference:
    law: LegalReference = LegalReference.objects.get(key=key)
    return law
