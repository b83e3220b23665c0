"""Words for the end of a case or a call: what came of what the family wanted, and whether they are asked about us; words only."""

from django.db.models import TextChoices


class CameOfIt(TextChoices):
    """What came of an aim, as those say whose aim it was (L22)."""

    REACHED = "reached", "They have what they wanted"
    PARTLY = "partly", "They have part of it"
    NOT_REACHED = "not_reached", "They do not have it"
    CHANGED = "changed", "They want something else by now"
    NOT_SAID = "not_said", "They have not told us"


class WhyNotAsked(TextChoices):
    """Why somebody is not asked what they thought of our help, as whoever closes the case knows it (L30)."""

    SAFEGUARDING = "safeguarding", "No: a letter or email might put somebody at risk"
    DEATH = "death", "No: somebody has died"
    NOT_WANTED = "not_wanted", "No: they do not want to be asked"


class GotIt(TextChoices):
    """Whether a caller got what they wanted of us, as they say themselves (L22)."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    NOT_ASKED = "not_asked", "They were not asked"
