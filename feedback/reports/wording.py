"""Lists what is asked and how far it is translated, for whoever words it. It counts and decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from hashlib import sha256

from django.db.models import Count, Sum

from feedback.choices import Audience, Language, Length, PhraseState
from feedback.languages import english_words, shipped_texts
from feedback.models import Batch, Criterion, Phrase, Question, Questionnaire, QuestionnaireDraft
from feedback.rules import AskedQuestion, unmeasured

ALIKE_ENOUGH = 0.6
"""From how much of it two texts share the one is taken for what became of the other (`difflib`)."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a questionnaire: how many batches asked it, and how many answers those brought that are settled."""

    version: Questionnaire
    batches: int
    answers: int


@dataclass(frozen=True, slots=True)
class Worded:
    """One questionnaire with its versions, the newest first, what it asks now, and what it would ask instead."""

    audience: Audience
    length: Length
    versions: tuple[VersionLine, ...]
    asked: tuple[AskedQuestion, ...]
    earlier: tuple[tuple[AskedQuestion, ...], ...]
    draft: QuestionnaireDraft | None
    open_batch: Batch | None

    @property
    def current(self) -> Questionnaire:
        """The version in use."""
        return self.versions[0].version

    @property
    def would_ask(self) -> tuple[AskedQuestion, ...]:
        """What the draft asks; what is asked now where there is none."""
        return self.draft.questions if self.draft else self.asked

    @property
    def is_changed(self) -> bool:
        """Whether the draft asks something else, or in another order."""
        return self.would_ask != self.asked

    @property
    def waits_for(self) -> Batch | None:
        """The batch of an earlier version that must end before this one is asked."""
        batch = self.open_batch
        return batch if batch and batch.questionnaire_id != self.current.id else None


@dataclass(frozen=True, slots=True)
class PhraseShown:
    """One text of the public pages in one language; `was` is the English that `says` translates where that is another.

    `about` says where it stands. `seen` counts how often somebody changed it.
    """

    name: str
    english: str
    about: str
    says: str
    state: PhraseState
    was: str = ""
    by: str = ""
    at: datetime | None = None
    seen: int = 0

    @property
    def key(self) -> str:
        """What names it in an address; it follows from the text alone."""
        return sha256(f"{self.name}\0{self.english}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CriteriaShown:
    """The board's criteria with the questions that measure each, and where something is measured by nothing."""

    criteria: tuple[tuple[Criterion, tuple[str, ...]], ...]
    unmeasured: tuple[str, ...]
    audiences: tuple[tuple[Audience, tuple[str, ...]], ...]


def worded() -> list[Worded]:
    """Every questionnaire there is, in the order of its audiences, the long one first."""
    versions = list(
        Questionnaire.objects.annotate(
            batch_count=Count("batches"), answer_count=Sum("batches__received")
        ).order_by("-version")
    )
    asked = _asked_by_version()
    drafts = {
        (one.audience, one.is_short): one for one in QuestionnaireDraft.objects.select_related("changed_by")
    }
    opened = Batch.objects.open().select_related("questionnaire")
    batches = {(one.questionnaire.audience, one.questionnaire.is_short): one for one in opened}
    found = []
    for audience in Audience:
        for length in Length:
            which = (audience.value, length is Length.SHORT)
            own = [one for one in versions if (one.audience, one.is_short) == which]
            if own:
                found.append(
                    Worded(
                        audience,
                        length,
                        tuple(VersionLine(one, one.batch_count, one.answer_count or 0) for one in own),
                        asked.get(own[0].id, ()),
                        tuple(asked.get(one.id, ()) for one in reversed(own)),
                        drafts.get(which),
                        batches.get(which),
                    )
                )
    return found


def criteria_shown() -> CriteriaShown:
    """The criteria in use, with what measures each in the versions in use."""
    criteria = list(Criterion.objects.in_use().select_related("recorded_by"))
    questions: dict[str, list[str]] = {}
    measured: dict[str, set[str]] = {}
    in_use = Question.objects.filter(questionnaire__retired_at__isnull=True)
    for one in in_use.select_related("criterion", "questionnaire").order_by("questionnaire", "number"):
        audience = Audience(one.questionnaire.audience)
        short = ", short" if one.questionnaire.is_short else ""
        questions.setdefault(one.criterion.key, []).append(f"{audience.label}{short}: {one.words}")
        measured.setdefault(audience, set()).add(one.criterion.key)
    names = {one.key: one.name for one in criteria}
    return CriteriaShown(
        tuple((one, tuple(questions.get(one.key, ()))) for one in criteria),
        tuple(names[key] for key in unmeasured(names, measured)),
        tuple(
            (one, tuple(name for key, name in names.items() if key not in measured.get(one, ())))
            for one in Audience
        ),
    )


def phrases_of(language: Language) -> list[PhraseShown]:
    """Every text of the public pages in this language: those of the pages, then what is asked and what would be."""
    shipped = shipped_texts(language)
    said = {
        (one.name, one.english): one
        for one in Phrase.objects.that_count(language).select_related("recorded_by")
    }
    wanted = dict.fromkeys(english_words().items(), "Every page")
    wanted |= {("", english): about for english, about in texts_asked().items()}
    left = _left_over(shipped, said, wanted)
    return [_phrase(name, english, about, shipped, said, left) for (name, english), about in wanted.items()]


def texts_asked() -> dict[str, str]:
    """Each English text that is asked now, or would be, with who is asked it, and how often where that is more than once.

    It has one translation, wherever it stands.
    """
    found: dict[str, Counter[str]] = {}
    questions = Question.objects.asked_now().select_related("questionnaire", "criterion")
    asked = [(one.questionnaire.audience, one.asked) for one in questions.order_by("questionnaire", "number")]
    for draft in QuestionnaireDraft.objects.all():
        asked += [(draft.audience, one) for one in draft.questions]
    for audience, one in asked:
        for english in one.english:
            found.setdefault(english, Counter())[str(Audience(audience).label)] += 1
    return {english: ", ".join(map(_times, heard.items())) for english, heard in found.items()}


def _times(heard: tuple[str, int]) -> str:
    label, number = heard
    return label if number == 1 else f"{label} ({number} times)"


def _asked_by_version() -> dict[object, tuple[AskedQuestion, ...]]:
    found: dict[object, list[AskedQuestion]] = {}
    for one in Question.objects.select_related("criterion").order_by("number"):
        found.setdefault(one.questionnaire_id, []).append(one.asked)
    return {key: tuple(several) for key, several in found.items()}


Texts = Mapping[tuple[str, str], str]


def _left_over(
    shipped: Texts, said: Mapping[tuple[str, str], Phrase], wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Translations of English that no page shows any more, a person's before the software's."""
    every = {**shipped, **{key: one.says for key, one in said.items()}}
    return {key: says for key, says in every.items() if key not in set(wanted)}


def _phrase(
    name: str,
    english: str,
    about: str,
    shipped: Texts,
    said: Mapping[tuple[str, str], Phrase],
    left: Texts,
) -> PhraseShown:
    if own := said.get((name, english)):
        state = PhraseState.REVIEWED if own.is_reviewed else PhraseState.UNREVIEWED
        return PhraseShown(
            name,
            english,
            about,
            own.says,
            state,
            by=own.recorded_by.name,
            at=own.recorded_at,
            seen=own.number,
        )
    if (says := shipped.get((name, english))) is not None:
        return PhraseShown(name, english, about, says, PhraseState.UNREVIEWED)
    before = [was for key, was in left if key == name]
    near = before[:1] if name else get_close_matches(english, before, n=1, cutoff=ALIKE_ENOUGH)
    if near:
        was = near[0]
        return PhraseShown(name, english, about, left[name, was], PhraseState.STALE, was=was)
    return PhraseShown(name, english, about, "", PhraseState.MISSING)
