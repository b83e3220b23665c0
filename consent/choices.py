"""Words for what a family permits and for what was said under it; words only."""

from django.db.models import TextChoices


class Content(TextChoices):
    """A kind of content. A permission names each kind it covers; nothing else may leave (L24)."""

    INVOLVEMENT = "involvement", "That we are working with the family"
    REACHING_THEM = "reaching_them", "How to reach them"
    VIEWS = "views", "What they want, and their views"
    NEEDS = "needs", "Needs and diagnosis"
    SCHOOL = "school", "School: support, attendance, exclusion"
    PLAN = "plan", "EHC assessment and plan"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Social care"
    HOME = "home", "Home and family life"
    LANGUAGE = "language", "Language, interpreting and access needs"
    PAPERS = "papers", "Papers they gave us"

    @property
    def in_a_sentence(self) -> str:
        """Its words within a sentence: EHC stays as it is."""
        words = str(self.label)
        return words if words[:2].isupper() else words[0].lower() + words[1:]


class Way(TextChoices):
    """What a permission lets us do with an agency: one, two or all three."""

    TELL = "tell", "Tell them"
    HEAR = "hear", "Hear from them"
    INTERMEDIARY = "intermediary", "Pass the family's views to them as a go-between"


class HowGiven(TextChoices):
    """How a permission was given, or taken back."""

    IN_PERSON = "in_person", "Face to face"
    PHONE = "phone", "By phone"
    EMAIL = "email", "By email"
    LETTER = "letter", "In a letter"
    FORM = "form", "On a signed form"
    SIGNED = "signed", "In British Sign Language or with symbols"


class Standing(TextChoices):
    """By what right someone permits things about a child or young person to be shared (DOMAIN 7)."""

    FOR_THEMSELVES = "for_themselves", "For themselves"
    PARENT_OF_CHILD = "parent_of_child", "As parent of a child"
    ALTERNATIVE_PERSON = "alternative_person", "For a young person who cannot decide this"


class CapacityOutcome(TextChoices):
    """What was found about one decision on one day (Mental Capacity Act 2005, sections 2 and 3)."""

    CAN_DECIDE = "can_decide", "Can decide this"
    CANNOT_DECIDE = "cannot_decide", "Cannot decide this"


class WhyEnded(TextChoices):
    """Why a permission ended before its last day."""

    TAKEN_BACK = "taken_back", "The family took it back"
    OF_AGE = "of_age", "The young person decides for themselves now"
    MISTAKE = "mistake", "It was written down wrongly"


class Channel(TextChoices):
    """How an agency was spoken or written to."""

    CALL = "call", "Phone call"
    VIDEO = "video", "Video call"
    MEETING = "meeting", "Meeting"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"


class LiaisonKind(TextChoices):
    """What a talk with the authority was; one about a family's case is none of these (L04, L05)."""

    CONTRACT = "contract", "Contract meeting"
    TREND = "trend", "Trend we noticed"
    OTHER = "other", "Other talk with the authority"


class LiaisonTopic(TextChoices):
    """What may be talked about with the authority."""

    TERMS = "terms", "The contract and its terms"
    RESULTS = "results", "What the service did and achieved"
    MONEY = "money", "Funding and budget"
    STAFFING = "staffing", "Staff and premises"
    STANDARDS = "standards", "National standards"
    TRENDS = "trends", "Trends that identify no one"
    DEVELOPMENTS = "developments", "New developments"
    TRAINING = "training", "Training"


class Attended(TextChoices):
    """Who took part in a talk with the authority, by their part and never by name."""

    LEAD_OFFICER = "lead_officer", "The authority's lead officer for the contract"
    SEND_OFFICERS = "send_officers", "Officers of the authority's SEND team"
    OTHER_OFFICERS = "other_officers", "Other officers of the authority"
    MANAGER = "manager", "Our manager"
    CASEWORKERS = "caseworkers", "Our caseworkers"
    ADMINISTRATOR = "administrator", "Our administrator"
    OTHERS = "others", "Others"
