"""Words for reading that is unusual, and for what became of it; words only."""

from django.db.models import TextChoices


class UnusualRule(TextChoices):
    """Why a day's reading is unusual."""

    MANY_CASES = "many_cases", "Many cases in a day"
    MANY_SEARCHES = "many_searches", "Many searches in a day"
    OUT_OF_HOURS = "out_of_hours", "Outside working hours"
    OWN_SURNAME = "own_surname", "Their own family name"
    CLOSED_CASES = "closed_cases", "Closed cases that were never theirs"
    BREAK_GLASS = "break_glass", "Repeated emergency access"


class LookedIntoAs(TextChoices):
    """What somebody found who looked into it."""

    EXPLAINED = "explained", "Explained"
    TO_TALK_ABOUT = "to_talk_about", "To be talked about"
