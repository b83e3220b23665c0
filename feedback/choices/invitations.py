"""Words with a fixed meaning on the floor of feedback."""

from django.db.models import TextChoices


class InvitationState(TextChoices):
    """Whether somebody was asked what they thought of our help. There is nothing in between (L30)."""

    SENT = "sent", "Asked"
    NOT_SENT = "not_sent", "Not asked"


class WhyNotSent(TextChoices):
    """Why somebody was not asked."""

    SAFEGUARDING = "safeguarding", "It might have put somebody at risk"
    DEATH = "death", "Somebody has died"
    NOT_WANTED = "not_wanted", "They did not want to be asked"
    NO_SAFE_ADDRESS = "no_safe_address", "No email or postal address of theirs is marked safe"
    OTHERS_SEE = "others_see", "Others may see what comes there, and it would tell them whom it is from"
    MAY_NOT_KNOW = "may_not_know", "They may not know that there was a case"
    ERASED = "erased", "Nothing is kept any more of who they are"
    ASKED_LATELY = "asked_lately", "They were asked not long before"
