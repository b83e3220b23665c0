"""Words with a fixed meaning on the floor of feedback."""

from __future__ import annotations

from django.db.models import TextChoices


class Audience(TextChoices):
    """Whom a questionnaire asks."""

    PARENT_CARER = "parent_carer", "Parents and carers"
    YOUNG_PERSON = "young_person", "Young people"
    CHILD = "child", "Children"
    SCHOOL = "school", "Schools"
    TEAM = "team", "The team"


class BatchState(TextChoices):
    """Where the answers of one period are."""

    OPEN = "open", "Answers come in"
    RELEASED = "released", "Answers are out"
    GIVEN_UP = "given_up", "Too few answers: destroyed unread"


class AnswerGiven(TextChoices):
    """What somebody chose for one question; 0 is the least and 4 the most."""

    ZERO = "0", "0"
    ONE = "1", "1"
    TWO = "2", "2"
    THREE = "3", "3"
    FOUR = "4", "4"
    DONT_KNOW = "dont_know", "I don't know"


class WordsVerdict(TextChoices):
    """What whoever read somebody's words first decided about them; the words stay as they are."""

    STAND = "stand", "Let them stand"
    WITHHELD = "withheld", "Withhold them"


class Language(TextChoices):
    """A language of the public questionnaire pages by its ISO code, called as it calls itself."""

    ENGLISH = "en", "English"
    URDU = "ur", "اردو"
    GUJARATI = "gu", "ગુજરાતી"
    POLISH = "pl", "Polski"
    SOMALI = "so", "Soomaali"
    PANJABI = "pa", "ਪੰਜਾਬੀ"


class Length(TextChoices):
    """Which of an audience's questionnaires; the short one is for those helped by a single piece of information."""

    LONG = "long", "Long"
    SHORT = "short", "Short"


class Scale(TextChoices):
    """How a question is answered: by one of five words from least to most, or in one's own words alone."""

    EASE = "ease", "How easy: from very hard to very easy"
    MUCH = "much", "How much: from not at all to very much"
    GOOD = "good", "How good: from very bad to very good"
    LIKELY = "likely", "How likely: from certainly not to certainly"
    FACES = "faces", "Five faces: from very sad to very happy"
    WORDS = "words", "In their own words alone"


SCALES: dict[Scale, tuple[str, ...]] = {
    Scale.EASE: ("Very hard", "Hard", "Neither hard nor easy", "Easy", "Very easy"),
    Scale.MUCH: ("Not at all", "A little", "Somewhat", "Quite a lot", "Very much"),
    Scale.GOOD: ("Very bad", "Bad", "Neither good nor bad", "Good", "Very good"),
    Scale.LIKELY: ("Certainly not", "Probably not", "Perhaps", "Probably", "Certainly"),
    Scale.FACES: ("Very sad", "Sad", "In between", "Happy", "Very happy"),
    Scale.WORDS: (),
}


class PhraseState(TextChoices):
    """How far a text of the public pages is translated."""

    REVIEWED = "reviewed", "Reviewed"
    UNREVIEWED = "unreviewed", "Machine-made or not reviewed"
    STALE = "stale", "English changed since"
    MISSING = "missing", "Not translated"
