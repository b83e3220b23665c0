"""Draws a questionnaire for paper: accessible, in every language, with the code under which its answers are typed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.translation import override

from feedback.choices import Audience, Language
from feedback.languages import day, wording
from feedback.models import Batch, Question
from sendiass.outbox.documents import pdf
from sendiass.outbox.letterhead import letterhead


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one sheet; a draft's has no code, and closes on no day."""

    audience: Audience
    questions: Sequence[Question]
    code: str
    closes_on: date | None


def paper_of(batch: Batch, language: Language, *, large_print: bool) -> bytes:
    """The sheet to be filled in by hand, as PDF/UA; a child's has faces and is always large."""
    questions = list(Question.objects.filter(questionnaire=batch.questionnaire_id).order_by("number"))
    audience = Audience(batch.questionnaire.audience)
    return draw(Sheet(audience, questions, batch.code, batch.until_on), language, large_print=large_print)


def draw(sheet: Sheet, language: Language, *, large_print: bool) -> bytes:
    """A sheet as PDF/UA."""
    own, is_child = wording(language), sheet.audience == Audience.CHILD
    asked = [
        (
            one.number,
            own.ask(one.words),
            [(value, own.ask(one.scale[value])) for value in reversed(range(len(one.scale)))],
            own.ask(one.asks_for_words) if one.asks_for_words else "",
        )
        for one in sheet.questions
    ]
    shown = {
        "wording": own,
        "asked": asked,
        "code": sheet.code,
        "closes_on": day(sheet.closes_on, language) if sheet.closes_on else "",
        "large_print": large_print or is_child,
        "is_child": is_child,
        "mouths": MOUTHS,
        "head": letterhead(),
        "is_translated": all(own.has(text) for one in sheet.questions for text in one.english),
    }
    with override(str(language)):
        return pdf(render_to_string("feedback/parts/paper.html", shown))


MOUTHS = (
    "M18 50 Q32 34 46 50",
    "M20 47 Q32 39 44 47",
    "M21 44 L43 44",
    "M20 41 Q32 50 44 41",
    "M16 38 Q32 60 48 38 Z",
)
"""From very sad to very happy."""
