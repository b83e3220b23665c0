"""Words with a fixed meaning on the floor of feedback."""

from django.db.models import TextChoices


class CommentKind(TextChoices):
    """What somebody says it is that they write. What they call a complaint is dealt with as one (L32)."""

    COMMENT = "comment", "A comment or an idea"
    COMPLIMENT = "compliment", "Something we did well"
    POLICY = "policy", "What you think of our impartiality policy"
    COMPLAINT = "complaint", "A complaint"
    DATA_COMPLAINT = "data_complaint", "A complaint about what we did with personal data"


class CameBy(TextChoices):
    """How a comment reached the service."""

    WEBSITE = "website", "Through the website"
    PHONE = "phone", "By phone"
    EMAIL = "email", "By email"
    LETTER = "letter", "In a letter"
    IN_PERSON = "in_person", "Face to face"


class HowAnswered(TextChoices):
    """How whoever wrote was told something."""

    PHONE = "phone", "By phone"
    EMAIL = "email", "By email"
    LETTER = "letter", "In a letter"
    IN_PERSON = "in_person", "Face to face"
    NO_WAY = "no_way", "Not at all: they left no way to reach them"


class Settling(TextChoices):
    """What became of a comment that is no complaint."""

    ANSWERED = "answered", "Answered"
    NOTED = "noted", "Noted, without an answer"


class ComplaintStep(TextChoices):
    """What is written down about a complaint, in the order in which it usually comes. Each is added; none is changed."""

    ACKNOWLEDGED = "acknowledged", "Tell them that we have it"
    LOOKED_INTO = "looked_into", "Begin to look into it"
    DECIDED = "decided", "Decide about it"
    FURTHER = "further", "Take it further"
    CLOSED = "closed", "Close it"
    WITHDRAWN = "withdrawn", "They take it back"
    HANDED = "handed", "Give it to somebody else"
    NAMED = "named", "Say whom it is about"
    NOTE = "note", "Add a note"


class ComplaintStage(TextChoices):
    """How far a complaint is."""

    RECEIVED = "received", "To be acknowledged"
    ACKNOWLEDGED = "acknowledged", "To be looked into"
    LOOKED_INTO = "looked_into", "Being looked into"
    DECIDED = "decided", "Decided"
    FURTHER = "further", "Taken further"
    DECIDED_AGAIN = "decided_again", "Decided a second time"
    WITHDRAWN = "withdrawn", "Taken back"
    CLOSED = "closed", "Closed"
    ENDED = "ended", "Closed for good"


class Outcome(TextChoices):
    """What was found of a complaint."""

    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Partly upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"
    NOT_OURS = "not_ours", "About somebody else: they were told where to complain"


class Learning(TextChoices):
    """Whether a complaint changes anything."""

    CHANGES = "changes", "Something changes"
    NOTHING = "nothing", "Nothing to learn"
