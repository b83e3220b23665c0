"""Draws a questionnaire for paper: accessible, in every language, with the code under which its answers are typed in."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import override

from feedback.choices import Audience, Language
from feedback.languages import day, wording
from feedback.models import Batch, Question
from sendiass.outbox.documents import pdf
from sendiass.outbox.letterhead import letterhead


def paper_of(batch: Batch, language: Language, *, large_print: bool) -> bytes:
    """The sheet to be filled in by hand, as PDF/UA; a child's has faces and is always large."""
    own, is_child = wording(language), batch.questionnaire.audience == Audience.CHILD
    asked = [
        (
            one.number,
            own.ask(one.words),
            [(value, own.ask(one.scale[value])) for value in reversed(range(len(one.scale)))],
            own.ask(one.asks_for_words) if one.asks_for_words else "",
        )
        for one in Question.objects.filter(questionnaire=batch.questionnaire_id).order_by("number")
    ]
    shown = {
        "wording": own,
        "asked": asked,
        "batch": batch,
        "closes_on": day(batch.until_on, language),
        "large_print": large_print or is_child,
        "is_child": is_child,
        "mouths": MOUTHS,
        "head": letterhead(),
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
