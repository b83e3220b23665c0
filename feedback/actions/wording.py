"""Wording what is asked and starting it, recording the board's criteria, and correcting translations (L11, L30, L31)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.db import transaction
from django.db.models import Max

from cases.actions.idempotency import one_at_a_time
from feedback import rules
from feedback.access import may_keep_questionnaires
from feedback.choices import Audience, Language
from feedback.models import Criterion, Phrase, Question, Questionnaire, QuestionnaireDraft
from feedback.rules import AskedQuestion
from sendiass import clock
from sendiass.access import Refused, refuse
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class AgreedCriterion:
    """A criterion as the board agreed it; `key` is empty for a new one."""

    key: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Translated:
    """A text of one language as somebody leaves it; `name` is its own in the code, `seen` how often it was changed before."""

    name: str
    english: str
    says: str
    is_reviewed: bool
    seen: int


@transaction.atomic
def change_draft(
    *,
    by: User,
    audience: Audience,
    is_short: bool,
    asked: Sequence[AskedQuestion],
    seen: int,
    at: datetime,
) -> QuestionnaireDraft:
    """Write down what would be asked instead. Nobody is asked it yet.

    `seen` is the draft's revision when it was opened, 0 where there was none. Raises Refused where it has changed since.
    """
    may_keep_questionnaires(by).require()
    _held(audience, is_short=is_short)
    stands = QuestionnaireDraft.objects.filter(audience=audience, is_short=is_short).first()
    rules.may_change(seen=seen, stands=stands.revision if stands else 0).require()
    draft = stands or QuestionnaireDraft(audience=audience, is_short=is_short, revision=0)
    draft.revision += 1
    draft.asked = [{**asdict(one), "scale": list(one.scale)} for one in asked]
    draft.changed_at, draft.changed_by = at, by
    draft.save()
    return draft


@transaction.atomic
def start_version(*, by: User, audience: Audience, is_short: bool, seen: int, at: datetime) -> Questionnaire:
    """Ask what the draft asks, from the next batch that opens; what was asked before stays as it was, for ever.

    Raises Refused where the draft has changed since, asks what is asked already, or cannot be asked.
    """
    may_keep_questionnaires(by).require()
    before = _held(audience, is_short=is_short)
    draft = QuestionnaireDraft.objects.filter(audience=audience, is_short=is_short).first()
    rules.may_change(seen=seen, stands=draft.revision if draft else 0).require()
    asked_before = _asked(before)
    if draft is None or draft.questions == asked_before:
        raise Refused(refuse("This is what is asked already.", rules.WORDING))
    criteria = {one.key: one for one in Criterion.objects.in_use()}
    rules.may_be_asked(draft.questions, criteria=criteria, is_child=audience == Audience.CHILD).require()
    before.retired_at = at
    before.save(update_fields=["retired_at"])
    version: Questionnaire = Questionnaire.objects.create(
        audience=audience, is_short=is_short, version=before.version + 1, recorded_at=at, recorded_by=by
    )
    for number, one in enumerate(draft.questions, start=1):
        Question.objects.create(
            questionnaire=version,
            number=number,
            criterion=criteria[one.criterion],
            words=one.words,
            scale=list(one.scale),
            asks_for_words=one.asks_for_words,
        )
    return version


@transaction.atomic
def agree_criteria(
    *,
    by: User,
    criteria: Sequence[AgreedCriterion],
    agreed_on: date,
    minute: str,
    seen: int,
    at: datetime,
) -> list[Criterion]:
    """Record all criteria as the board agreed them on one day, in its order (L11). Those before stay for old results.

    `seen` is the number of the decision that stood when the page was opened. Raises Refused where another came since.
    """
    may_keep_questionnaires(by).require()
    held = list(Criterion.objects.in_use().select_for_update())
    stands = Criterion.objects.aggregate(most=Max("version"))["most"] or 0
    rules.may_change(seen=seen, stands=stands).require()
    if agreed_on > clock.day_of(at):
        refuse("This is in the future. Enter the day it was.", "dates-make-sense").require()
    if not criteria:
        refuse("Enter at least one criterion.", rules.CRITERIA).require()
    for one in held:
        one.retired_at = at
        one.save(update_fields=["retired_at"])
    return [
        Criterion.objects.create(
            key=one.key or str(uuid4()),
            version=stands + 1,
            number=number,
            name=one.name,
            words=one.words,
            agreed_on=agreed_on,
            minute=minute,
            recorded_at=at,
            recorded_by=by,
        )
        for number, one in enumerate(criteria, start=1)
    ]


@transaction.atomic
def correct_phrase(*, by: User, language: Language, said: Translated, at: datetime) -> Phrase:
    """Correct a text of the public pages, or say that it was reviewed; they show it at once.

    Raises Refused where it loses what is put into it, or somebody has changed it since it was opened.
    """
    may_keep_questionnaires(by).require()
    rules.may_translate(said.english, said.says).require()
    same = Phrase.objects.filter(language=language, name=said.name, english=said.english)
    one_at_a_time(uuid5(NAMESPACE_URL, f"translation {language}"))
    stands = same.aggregate(most=Max("number"))["most"] or 0
    rules.may_change(seen=said.seen, stands=stands).require()
    phrase: Phrase = Phrase.objects.create(
        language=language,
        name=said.name,
        english=said.english,
        says=said.says,
        is_reviewed=said.is_reviewed,
        number=stands + 1,
        recorded_at=at,
        recorded_by=by,
    )
    return phrase


@transaction.atomic
def correct_phrases(*, by: User, language: Language, said: Sequence[Translated], at: datetime) -> int:
    """All of a translator's corrections, or none; how many."""
    for one in said:
        correct_phrase(by=by, language=language, said=one, at=at)
    return len(said)


def _held(audience: Audience, *, is_short: bool) -> Questionnaire:
    """The version in use, while nobody else words it."""
    one_at_a_time(uuid5(NAMESPACE_URL, f"questionnaire {audience} {is_short}"))
    found = Questionnaire.objects.in_use().of(audience, is_short=is_short).select_for_update().first()
    if found is None:
        raise Refused(refuse("Nothing is asked here. Open the list again.", rules.WORDING))
    held: Questionnaire = found
    return held


def _asked(version: Questionnaire) -> tuple[AskedQuestion, ...]:
    found = Question.objects.filter(questionnaire=version).select_related("criterion").order_by("number")
    return tuple(one.asked for one in found)
