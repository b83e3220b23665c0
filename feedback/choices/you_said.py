"""Words with a fixed meaning on the floor of feedback."""

from django.db.models import TextChoices


class SaidStep(TextChoices):
    """What is written down about something families told us. Each step is added; none is changed (L34)."""

    TOLD = "told", "Word what families told us"
    WILL_CHANGE = "will_change", "Decide that something changes"
    STAYS = "stays", "Decide that nothing changes"
    CHANGED = "changed", "Say what has changed"
    PUBLISHED = "published", "Publish it"
    WITHDRAWN = "withdrawn", "Take it off the public page"


class SaidStage(TextChoices):
    """How far something families told us is."""

    NEW = "new", "To be worded"
    TOLD = "told", "To be decided"
    TO_CHANGE = "to_change", "To be changed"
    READY = "ready", "To be published"
    PUBLISHED = "published", "On the public page"
    WITHDRAWN = "withdrawn", "Taken off the public page"


class DecidedBy(TextChoices):
    """Who decided about it: a body or a part, never a name."""

    TEAM = "team", "The team"
    MANAGER = "manager", "The manager"
    BOARD = "board", "The board or group that watches over us"
    HOST = "host", "The organisation that runs us"
    AUTHORITY = "authority", "The local authority"


class SaidIn(TextChoices):
    """Where something families told us came from."""

    COMMENT = "comment", "A comment, compliment or complaint"
    ANSWER = "answer", "An answer to a questionnaire"
    VIEW = "view", "A view given for the local authority"
    ELSEWHERE = "elsewhere", "Something else, such as a meeting with parents"
