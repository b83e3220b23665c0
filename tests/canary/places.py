"""Says which canary may be where, and why; most from what the models say of their fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from cases.models import Agency, IndependentSource, IntakeClosure, LegalReference, PolicyVersion, Venue
from feedback.models import Criterion, Phrase, Question, QuestionnaireDraft, ViewsExercise
from governance.models import PolicyClause
from sendiass.audit.privacy import CLASSES
from tests.canary.words import Canary

ADDRESSES = frozenset({"addresses, headers, cookies", "log of web"})
STORES = frozenset(
    {"dump", "dump before the release", "packed dump", "write-ahead log", "files of the data base"}
)
PUBLIC: dict[type[models.Model], tuple[str, str]] = {
    Agency: ("cases:agency_", "what anyone may know of schools and agencies"),
    LegalReference: ("cases:legal_", "what the law says, in the service's words"),
    Venue: ("cases:venue_", "what anyone may know of a place where families are met"),
    IntakeClosure: ("cases:intake_pause", "what everyone may read while no requests are taken"),
    PolicyVersion: ("governance:clause_", "what anybody may read of how the service stays impartial"),
    PolicyClause: ("governance:clause_", "what anybody may read once it is adopted"),
    Criterion: ("feedback:criteria_agree", "what the board evaluates the service by"),
    Phrase: ("feedback:phrase_edit", "what everybody may read in their language"),
    Question: ("feedback:question_edit", "what everybody is asked"),
    QuestionnaireDraft: ("feedback:question_edit", "what everybody would be asked"),
    ViewsExercise: ("feedback:exercise_prepare", "what an authority asks everybody"),
    IndependentSource: ("cases:source_", "what anyone may know of those who advise families"),
}
"""Models whose plain columns hold words: the pages that may write them, and why they may be read."""

OF_LIBRARIES = {
    ("mfa_authenticator", "data"): ("mfa_", "name", "what somebody who works here calls their own passkey"),
}
"""Columns of libraries' tables that hold words in clear: the pages and the box that fill them, and why they may."""

NO_FAMILY = "The record of readings is narrowed by address: by a colleague, a page and days, and by nothing of a family."
MET_ON_THE_WAY = {
    "cases:agency_list": "The directory is narrowed by address. Anyone may know the names of schools and agencies.",
    "cases:person_readings": NO_FAMILY,
    "cases:readings_page": NO_FAMILY,
    "cases:worker_readings": NO_FAMILY,
    "cases:legal_list": "The library is narrowed by address. Anyone may know what the law says.",
}
"""Pages whose forms are sent in the address, and why what is typed there may be in addresses and their logs."""

ABOUT_PEOPLE = frozenset(
    {"cases:person_add", "cases:person_change", "cases:contact_add", "cases:contact_change"}
)
"""Where a family's own names and addresses are typed: what a letter to them may bear."""

IN_LETTERS = frozenset({"consent:letter_write"})
"""Where a letter to an agency is typed: what that letter may bear beside whom it is about."""


def may_lie_in(table: str, column: str, canary: Canary) -> bool:
    """Whether this canary may stand in clear in this column."""
    if (table, column) in OF_LIBRARIES:
        return _fills(canary, *OF_LIBRARIES[table, column][:2])
    model = _models().get(table)
    if model is None or model not in CLASSES:
        return False
    field = next((one for one in model._meta.concrete_fields if one.column == column), None)
    if field is None:
        return False
    privacy = CLASSES[model]
    if field.name in privacy.identifying:  # of somebody who works here, typed where accounts are kept
        return canary.page.startswith(f"{model._meta.app_label}:")
    if field.name in privacy.plain and isinstance(field, models.DateField):
        return True  # a day that is counted and sorted, and tells nothing by itself
    return field.name in privacy.plain and model in PUBLIC and canary.page.startswith(PUBLIC[model][0])


def may_have_lain(canary: Canary) -> bool:
    """Whether this canary may have stood in clear in a row that is gone: passkeys are removed for good."""
    return any(_fills(canary, pages, box) for pages, box, _ in OF_LIBRARIES.values())


def _fills(canary: Canary, pages: str, box: str) -> bool:
    return canary.page.startswith(pages) and canary.box == box


def of_one_case(canaries: Iterable[Canary], about: dict[int, str], *, is_letter: bool) -> bool:
    """Whether these were typed on the pages of one case: its family's names and addresses, and what a letter about it says."""
    cases = {_case(about[canary.sending]) for canary in canaries}
    pages = ABOUT_PEOPLE | IN_LETTERS if is_letter else ABOUT_PEOPLE
    return len(cases) <= 1 and "" not in cases and all(one.page in pages for one in canaries)


def of_one_sending(canaries: Iterable[Canary]) -> bool:
    """Whether these were typed together into one form."""
    return len({canary.sending for canary in canaries}) <= 1


def _case(path: str) -> str:
    found = re.match(r"/cases/([^/]+)/(?:people|sharing)/", path)
    return found[1] if found else ""


def _models() -> dict[str, type[Any]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
