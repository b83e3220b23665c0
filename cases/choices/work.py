"""Words for an intervention: how it took place and what kind of help it was; words only."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How an intervention took place."""

    HELPLINE_CALL = "helpline_call", "Call to the advice line"
    PHONE_CALL = "phone_call", "Other phone call"
    EMAIL = "email", "Email"
    WEB_FORM = "web_form", "Web form"
    TEXT = "text", "Text message"
    LETTER = "letter", "Letter"
    WEB_CHAT = "web_chat", "Web chat"
    VIDEO = "video", "Video call"
    OFFICE_VISIT = "office_visit", "Visit to the service"
    HOME_VISIT = "home_visit", "Home visit"
    MEETING = "meeting", "Meeting attended"
    LIAISON = "liaison", "Contact with an agency"
    TRIBUNAL = "tribunal", "Tribunal hearing"
    TRAINING = "training", "Training session"


class Direction(TextChoices):
    """Who made the contact."""

    INCOMING = "incoming", "From the family"
    OUTGOING = "outgoing", "From us"


class HelpKind(TextChoices):
    """What an intervention gave (L02)."""

    INFORMATION = "information", "Information"
    ADVICE = "advice", "Advice"
    SUPPORT = "support", "Support"


class Voice(TextChoices):
    """How the family's voice was heard (L03). None of them is an answer too."""

    PHONE_ADVOCACY = "phone_advocacy", "Spoke to others by phone for them"
    SELF_ADVOCACY = "self_advocacy", "Helped them to speak for themselves"
    SPOKE_ON_BEHALF = "spoke_on_behalf", "Spoke on their behalf in a meeting"
    VIEWS_IN_WRITING = "views_in_writing", "Helped them put their views in writing"
