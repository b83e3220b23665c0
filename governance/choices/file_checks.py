"""Words with a fixed meaning about checks of case files."""

from __future__ import annotations

from django.db.models import TextChoices


class Promise(TextChoices):
    """What a file is held against, in the order in which it is looked at."""

    STATEMENT = "statement", "The statement of impartiality was shared"
    OPTIONS = "options", "The options were laid out in balance"
    LEGAL_BASIS = "legal_basis", "Advice rests on the law it names"
    PERMISSION = "permission", "Nobody was spoken with before the family said yes"
    PASSED_ON = "passed_on", "What an agency said was passed on to the family"
    ROLE = "role", "The worker said at the meeting what their role is"
    LANGUAGE = "language", "The language is neutral"


class Verdict(TextChoices):
    """What the checker found."""

    KEPT = "kept", "Kept"
    PARTLY = "partly", "Partly kept"
    NOT_KEPT = "not_kept", "Not kept"
    DOES_NOT_ARISE = "does_not_arise", "Does not arise here"
