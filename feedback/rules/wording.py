"""What is decided about the words of questionnaires on paper: what is like what, and what may be asked (L11, L30, L31)."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sendiass.access import Decision, allow, refuse

WORDING, CRITERIA, TRANSLATION = "L31", "L11", "L30"
MOST_QUESTIONS = 20


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """All that a question asks. Two are like each other where all of it is the same; `criterion` is its key.

    Where it stands among the others is no part of it.
    """

    words: str
    scale: tuple[str, ...]
    asks_for_words: str
    criterion: str

    @property
    def english(self) -> tuple[str, ...]:
        """Every text of it that a family reads."""
        more = self.asks_for_words if self.scale else ""
        return tuple(one for one in (self.words, *self.scale, more) if one)


@dataclass(frozen=True, slots=True)
class Compared:
    """What becomes of results under new questions, in their order: which go on, which start anew, which end."""

    goes_on: tuple[AskedQuestion, ...]
    starts_anew: tuple[AskedQuestion, ...]
    ends: tuple[AskedQuestion, ...]

    @property
    def is_other(self) -> bool:
        """Whether another thing is asked than before."""
        return bool(self.starts_anew or self.ends)


def compared(earlier: Sequence[Sequence[AskedQuestion]], new: Sequence[AskedQuestion]) -> Compared:
    """What a new version does to results, after all versions there were, the newest last (L31).

    A question that was asked before in the same way goes on, even where a version in between left it out.
    """
    asked_once = {one for version in earlier for one in version}
    asked_now = earlier[-1] if earlier else ()
    return Compared(
        tuple(one for one in new if one in asked_once),
        tuple(one for one in new if one not in asked_once),
        tuple(one for one in asked_now if one not in set(new)),
    )


def may_be_asked(asked: Sequence[AskedQuestion], *, criteria: Collection[str], is_child: bool) -> Decision:
    """Whether these questions can be put to somebody; `criteria` are the keys of those the board has now."""
    if not asked:
        return refuse("Add a question. Nothing would be asked.", WORDING)
    if len(asked) > MOST_QUESTIONS:
        return refuse(f"Ask {MOST_QUESTIONS} questions or fewer.", WORDING)
    for number, one in enumerate(asked):
        if asks_already(asked[:number], one.words):
            return refuse(f"“{one.words}” stands there twice. Change one of them, or take it out.", WORDING)
        if one.criterion not in criteria:
            return refuse(
                f"Choose what “{one.words}” measures. The board has given that criterion up.", CRITERIA
            )
        if not one.scale and not one.asks_for_words:
            return refuse(f"“{one.words}” can be answered neither by choosing nor in words.", WORDING)
        if is_child and one.scale and one.scale[0] != "Very sad":
            return refuse(f"Children answer with faces or in words. Change “{one.words}”.", WORDING)
    return allow(WORDING)


def asks_already(asked: Sequence[AskedQuestion], words: str) -> int:
    """The number of the question that asks this, however it is spaced and capitalised; 0 where none does."""
    wanted = _as_asked(words)
    return next((number for number, one in enumerate(asked, start=1) if _as_asked(one.words) == wanted), 0)


def _as_asked(words: str) -> str:
    return " ".join(words.casefold().split()).rstrip(" ?.!")


def may_change(*, seen: int, stands: int) -> Decision:
    """Whether what somebody saw when they began still stands; the second of two at once is told."""
    if seen == stands:
        return allow(WORDING)
    return refuse(
        "Somebody has changed this since you opened it. What you typed is still here: "
        "look at what stands now in another tab, then save again.",
        WORDING,
    )


def put_at(
    asked: Sequence[AskedQuestion], question: AskedQuestion | None, *, before: int, place: int
) -> tuple[AskedQuestion, ...]:
    """The questions with that one at this place; `before` is where it stood (0 for a new one). None takes it out."""
    left = [one for number, one in enumerate(asked, start=1) if number != before]
    if question is not None:
        left.insert(place - 1, question)
    return tuple(left)


def parts_of(text: str) -> frozenset[str] | None:
    """The names of what is put into a text in braces; None where its braces cannot be read."""
    try:
        found = list(string.Formatter().parse(text))
    except ValueError:
        return None
    if any(spec or converted for _, name, spec, converted in found if name is not None):
        return None
    return frozenset(name for _, name, _, _ in found if name is not None)


def may_translate(english: str, says: str) -> Decision:
    """Whether a translation can stand for the English: all that is put into the one is put into the other, and no more."""
    if not says.strip():
        return refuse("Enter the translation.", TRANSLATION)
    wanted, found = parts_of(english), parts_of(says)
    if wanted is None:
        return allow(TRANSLATION)
    if found is None:
        return refuse(
            "A { or } stands alone. Write each part as in the English, such as {date}.", TRANSLATION
        )
    if lost := sorted(wanted - found):
        return refuse(f"Put in what the English has: {_braced(lost)}.", TRANSLATION)
    if more := sorted(found - wanted):
        return refuse(f"Take out what the English has not: {_braced(more)}.", TRANSLATION)
    return allow(TRANSLATION)


def unmeasured(criteria: Iterable[str], measured: Mapping[str, Collection[str]]) -> list[str]:
    """Criteria that no audience is asked about, in their order; `measured` has the keys that each audience's questions name."""
    named = {key for keys in measured.values() for key in keys}
    return [one for one in criteria if one not in named]


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{one}}}" for one in names)
