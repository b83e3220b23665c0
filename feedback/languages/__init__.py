"""What the questionnaires' public pages say, in each language; a text that has no translation says so, in English.

The translations that come with the software are machine-made and not reviewed. Each stands with the English it
translates: once that has changed, the page shows the new English, marked as such. What the service corrected comes first.

It asks the data base how many corrections a language has and when the last was made, of nobody in particular, and for
them only when either has changed: every process sees a correction on its next page, also where a copy was put back.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feedback.choices import Language
from feedback.models import Phrase

HERE = Path(__file__).parent
RIGHT_TO_LEFT = frozenset({Language.URDU})
MINUTES = 5
"""About how long the longest of them takes."""

Part = str | int


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and whether it is in the language that was asked for."""

    text: str
    is_translated: bool

    @property
    def marked(self) -> SafeString:
        """As a page of that language shows it: English among other words says that it is English."""
        if self.is_translated:
            return format_html("{}", self.text)
        return format_html('<span lang="en" dir="ltr">{}</span>', self.text)


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: `words` by name in the code, `asked` by the English of a question, a scale's word or what asks for more."""

    language: Language
    words: Mapping[str, Said]
    asked: Mapping[str, str]

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    def plain(self, name: str, **parts: Part) -> str:
        """A text with its parts put in. Raises KeyError for one that there is not."""
        return self.words[name].text.format(**parts)

    def say(self, name: str, **parts: Part) -> SafeString:
        """The same as a page shows it; parts that are markup stay markup."""
        return format_html(str(self.words[name].marked), **parts) if parts else self.words[name].marked

    def ask(self, english: str) -> SafeString:
        """A question, a word of its scale, or what asks for more, as a page shows it."""
        return self._asked(english).marked

    def ask_plain(self, english: str) -> str:
        """The same without markup."""
        return self._asked(english).text

    def has(self, english: str) -> bool:
        """Whether what a questionnaire asks has been translated."""
        return self._asked(english).is_translated

    def _asked(self, english: str) -> Said:
        if self.language == Language.ENGLISH:
            return Said(english, is_translated=True)
        return Said(self.asked.get(english, english), english in self.asked)


@cache
def english_words() -> Mapping[str, str]:
    """Every text of the public pages, in English."""
    told: dict[str, str] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    return told


def wording(language: Language) -> Wording:
    """What the public pages say in this language, as the service last corrected it."""
    if language == Language.ENGLISH:
        return as_shipped(language)
    return _as_corrected(language, Phrase.objects.as_they_stand(language))


@cache
def as_shipped(language: Language) -> Wording:
    """What comes with the software in this language."""
    if language == Language.ENGLISH:
        own = {name: Said(text, is_translated=True) for name, text in english_words().items()}
        return Wording(language, own, {})
    told = shipped_texts(language)
    current = {name: says for (name, english), says in told.items() if english_words().get(name) == english}
    words = {name: Said(current.get(name, text), name in current) for name, text in english_words().items()}
    return Wording(language, words, {english: says for (name, english), says in told.items() if not name})


@cache
def shipped_texts(language: Language) -> Mapping[tuple[str, str], str]:
    """Every translation that comes with the software, by its name in the code, if it has one, and its English."""
    told = tomllib.loads((HERE / f"{language}.toml").read_text(encoding="utf-8"))
    named = {(one["key"], one["english"]): one["says"] for one in told["words"]}
    return named | {("", one["english"]): one["says"] for one in told["asked"]}


@lru_cache(maxsize=2 * len(Language))
def _as_corrected(language: Language, stand: tuple[int, datetime | None]) -> Wording:
    """The texts with this many corrections in them, the last made then: with others, it is asked for again."""
    own = as_shipped(language)
    if not stand[0]:
        return own
    words, asked = dict(own.words), dict(own.asked)
    for one in Phrase.objects.that_count(language):
        if not one.name:
            asked[one.english] = one.says
        elif english_words().get(one.name) == one.english:
            words[one.name] = Said(one.says, is_translated=True)
    return Wording(language, words, asked)


def direction_of(language: Language) -> str:
    """From which side it is written, as HTML says it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def language_of(code: str | None) -> Language:
    """The language of an address; English where it names none."""
    return Language(code) if code else Language.ENGLISH


def address_path(code: str, language: Language = Language.ENGLISH, name: str = "answer_start") -> str:
    """The path of a questionnaire's page under this code, in this language."""
    own = {} if language == Language.ENGLISH else {"language": str(language)}
    path: str = reverse(f"feedback:{name}", kwargs={"code": code, **own})
    return path


def day(on: date, language: Language) -> str:
    """A date as it is written in this language: in English with the month's name, else in figures alone."""
    return date_format(on, "j F Y") if language == Language.ENGLISH else f"{on:%d/%m/%Y}"


def invitation_words(language: Language, *, closes_on: date, minutes: int = MINUTES) -> Mapping[str, str]:
    """What an invitation says, without anybody's name and without what the service is about.

    Keys: `heading`, `anonymous`, `minutes`, `closes`, `nothing`, and `again` for when everybody is asked once more.
    """
    own = wording(language)
    parts: dict[str, Part] = {"minutes": minutes, "date": day(closes_on, language)}
    return {
        name: own.plain(f"invite_{name}", **parts)
        for name in ("heading", "anonymous", "minutes", "closes", "nothing", "again")
    }
